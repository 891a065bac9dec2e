import { listPayments } from '../domain/payment/list-payments.ts'
import { RequestError } from '../domain/request-error.ts'
import { registerUser } from '../domain/user/register-user.ts'
import { encodeId } from '../platform/ids.ts'
import { toConnection } from './connection.ts'
import type { MutationResolvers, UserResolvers } from './generated/types.ts'
import { domainOf } from './request-context.ts'

export const userMutations = {
  registerUser: async (_, { input }, context) => ({
    replayed: false,
    ...(await registerUser(domainOf(context), { userId: input.userId ?? null })),
  }),
} satisfies MutationResolvers

const fromStart = { last: null, before: null }

export const User = {
  id: ({ id }) => encodeId('usr', id),
  userId: ({ externalId }) => externalId,
  unconsumedPayments: async ({ id }, { first, after }, context) => {
    const page = await listPayments(domainOf(context), {
      conditions: { status: ['PAID'], userId: id },
      direction: 'asc',
      first: first ?? null,
      after: after ?? null,
      ...fromStart,
    })
    return toConnection(page, (payment) => payment)
  },
  payments: async ({ id }, { first, after }, context) => {
    const { caller } = domainOf(context)
    if (caller.kind === 'CLIENT' && caller.userId === null) {
      throw new RequestError('FORBIDDEN', 'A bare user id proves nothing: all payments need a user token.')
    }
    const page = await listPayments(domainOf(context), {
      conditions: { userId: id },
      direction: 'desc',
      first: first ?? null,
      after: after ?? null,
      ...fromStart,
    })
    return toConnection(page, (payment) => payment)
  },
} satisfies UserResolvers
