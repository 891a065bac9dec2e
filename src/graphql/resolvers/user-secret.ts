import { rotateUserSecret } from '../../domain/user-secret/rotate-user-secret.ts'
import { withdrawUserSecret } from '../../domain/user-secret/withdraw-user-secret.ts'
import { encodeId } from '../../platform/ids.ts'
import type { MutationResolvers, UserSecretResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const userSecretMutations = {
  rotateUserSecret: (_, { input }, context) =>
    rotateUserSecret(domainOf(context), { overlapHours: input.overlapHours ?? 24 }),
  withdrawUserSecret: (_, { input }, context) => withdrawUserSecret(domainOf(context), input),
} satisfies MutationResolvers

export const UserSecret = {
  id: ({ id }) => encodeId('uts', id),
} satisfies UserSecretResolvers
