import type { Context } from '../domain/context.ts'
import { listPayments } from '../domain/payment/list-payments.ts'
import { listRefunds } from '../domain/refund/list-refunds.ts'
import { RequestError } from '../domain/request-error.ts'
import { registerUser } from '../domain/user/register-user.ts'
import { encodeId } from '../platform/ids.ts'
import { toConnection } from './connection.ts'
import type { MutationResolvers, UserResolvers } from './generated/types.ts'
import { domainOf, type RequestContext } from './request-context.ts'

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
  unconsumedPayments: async ({ id, externalId }, { first, after }, context) => {
    const page = await listPayments(ownOf(context, externalId), {
      conditions: { status: ['PAID'], userId: id },
      direction: 'asc',
      first: first ?? null,
      after: after ?? null,
      ...fromStart,
    })
    return toConnection(page, (payment) => payment)
  },
  payments: async ({ id, externalId }, { first, after }, context) => {
    const page = await listPayments(provenOf(context, externalId), {
      conditions: { userId: id },
      direction: 'desc',
      first: first ?? null,
      after: after ?? null,
      ...fromStart,
    })
    return toConnection(page, (payment) => payment)
  },
  refunds: async ({ id, externalId }, { first, after }, context) => {
    const request = { userId: id, first: first ?? null, after: after ?? null }
    return toConnection(await listRefunds(provenOf(context, externalId), request), (refund) => refund)
  },
} satisfies UserResolvers

/** Whoever has proved to be a user sees nothing of another one. */
function ownOf(context: RequestContext, userId: string): Context {
  const domain = domainOf(context)
  const { caller } = domain
  if (caller.kind !== 'CLIENT' || caller.userId === null || caller.userId === userId) return domain
  throw new RequestError('FORBIDDEN', 'This is another user than that of the user token.')
}

/** A user's history is for those who have proved to be the user, and for servers and operators. */
function provenOf(context: RequestContext, userId: string): Context {
  const domain = ownOf(context, userId)
  const { caller } = domain
  if (caller.kind !== 'CLIENT' || caller.userId !== null) return domain
  throw new RequestError('FORBIDDEN', 'A bare user id proves nothing: a history needs a user token.')
}
