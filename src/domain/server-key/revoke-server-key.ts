import { updateServerKeyRevoked } from '../../db/queries/server-keys.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { ServerKeyRow } from '../models.ts'
import { createProblem, type Outcome } from '../problem.ts'

/** Revokes a server key at once in every process. A key that is revoked already keeps its time of revocation. */
export async function revokeServerKey(
  ctx: Context,
  input: { readonly serverKeyId: string },
): Promise<Outcome<{ serverKey: ServerKeyRow }>> {
  const id = decodeId('key', input.serverKeyId)
  const serverKey = id === null ? null : await updateServerKeyRevoked(ctx.db, ctx.app.appId, id, ctx.clock())
  if (serverKey === null) {
    return { problem: createProblem('INVALID_INPUT', 'The AppKey has no such server key.', ['serverKeyId']) }
  }
  ctx.serverKeys.publishRevocation(serverKey)
  return { serverKey, problem: null }
}
