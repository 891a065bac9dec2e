import type { ServerKeyRow } from '../../db/queries/server-keys.ts'
import { updateServerKeyRevoked as endServerKey } from '../../db/queries/server-keys.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { createProblem, type Outcome } from '../problem.ts'

export async function revokeServerKey(
  ctx: Context,
  input: { readonly serverKeyId: string },
): Promise<Outcome<{ serverKey: ServerKeyRow }>> {
  const id = decodeId('key', input.serverKeyId)
  const serverKey = id === null ? null : await endServerKey(ctx.db, ctx.app.appId, id, ctx.clock())
  if (serverKey === null) {
    return { problem: createProblem('INVALID_INPUT', 'The AppKey has no such server key.', ['serverKeyId']) }
  }
  ctx.serverKeys.publishRevocation(serverKey)
  return { serverKey, problem: null }
}
