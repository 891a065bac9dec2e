import { createServerKey } from '../../domain/server-key/create-server-key.ts'
import { revokeServerKey } from '../../domain/server-key/revoke-server-key.ts'
import { rotateServerKey } from '../../domain/server-key/rotate-server-key.ts'
import { statusOf } from '../../domain/server-key/server-key-state.ts'
import { updateServerKey } from '../../domain/server-key/update-server-key.ts'
import { encodeId } from '../../platform/ids.ts'
import type { MutationResolvers, ServerKeyResolvers } from '../generated/types.ts'
import { domainOf } from '../request-context.ts'

const defaultOverlapSeconds = 24 * 60 * 60

export const serverKeyMutations = {
  createServerKey: (_, { input }, context) =>
    createServerKey(domainOf(context), {
      name: input.name,
      role: input.role ?? 'GAME_SERVER',
      expiresAt: input.expiresAt ?? null,
    }),
  rotateServerKey: async (_, { input }, context) => {
    const outcome = await rotateServerKey(domainOf(context), {
      serverKeyId: input.serverKeyId,
      overlapSeconds: input.overlapSeconds ?? defaultOverlapSeconds,
      expiresAt: input.expiresAt ?? null,
      idempotencyKey: input.idempotencyKey ?? null,
    })
    return { replayed: false, ...outcome }
  },
  updateServerKey: (_, { input }, context) => updateServerKey(domainOf(context), input),
  revokeServerKey: (_, { input }, context) => revokeServerKey(domainOf(context), input),
} satisfies MutationResolvers

export const ServerKey = {
  id: ({ id }) => encodeId('key', id),
  status: (key, _, context) => statusOf(key, domainOf(context).clock()),
  replacedBy: ({ replacedBy }) => (replacedBy === null ? null : encodeId('key', replacedBy)),
} satisfies ServerKeyResolvers
