import { createServerKey } from '../../domain/server-key/create-server-key.ts'
import { revokeServerKey } from '../../domain/server-key/revoke-server-key.ts'
import { encodeId } from '../../platform/ids.ts'
import type { MutationResolvers, ServerKeyResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

export const serverKeyMutations = {
  createServerKey: (_, { input }, context) =>
    createServerKey(domainOf(context), { name: input.name, role: input.role ?? 'GAME_SERVER' }),
  revokeServerKey: (_, { input }, context) => revokeServerKey(domainOf(context), input),
} satisfies MutationResolvers

export const ServerKey = {
  id: ({ id }) => encodeId('key', id),
} satisfies ServerKeyResolvers
