import { registerUserTokenKey } from '../../domain/user-token-key/register-user-token-key.ts'
import { withdrawUserTokenKey } from '../../domain/user-token-key/withdraw-user-token-key.ts'
import { encodeId } from '../../platform/ids.ts'
import type { MutationResolvers, UserTokenKeyResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

const defaultOverlapSeconds = 24 * 60 * 60

export const userTokenKeyMutations = {
  registerUserTokenKey: (_, { input }, context) =>
    registerUserTokenKey(domainOf(context), {
      publicKey: input.publicKey,
      kid: input.kid ?? null,
      expiresAt: input.expiresAt ?? null,
      replacesKeyId: input.replacesKeyId ?? null,
      overlapSeconds: input.overlapSeconds ?? defaultOverlapSeconds,
    }),
  withdrawUserTokenKey: (_, { input }, context) => withdrawUserTokenKey(domainOf(context), input),
} satisfies MutationResolvers

export const UserTokenKey = {
  id: ({ id }) => encodeId('utk', id),
  publicKey: ({ jwk }) => jwk,
} satisfies UserTokenKeyResolvers
