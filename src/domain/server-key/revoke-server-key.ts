import { selectServerKey, updateServerKeyRevoked } from '../../db/queries/server-keys.ts'
import { decodeId } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import type { ServerKeyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'

/**
 * Revokes a server key at once in every process. A key that is revoked already keeps its time of revocation. The last key with the
 * role ADMIN stays, because without one nobody could change the AppKey by the API.
 */
export async function revokeServerKey(
  ctx: Context,
  input: { readonly serverKeyId: string },
): Promise<Outcome<{ serverKey: ServerKeyRow }>> {
  const { appId } = ctx.app
  const id = decodeId('key', input.serverKeyId)
  const before = id === null ? null : await selectServerKey(ctx.db, appId, id)
  if (before === null) {
    return { problem: createProblem('INVALID_INPUT', 'The AppKey has no such server key.', ['serverKeyId']) }
  }
  const action = createOperatorAction(ctx, {
    action: 'revokeServerKey',
    changes: { before: { name: before.name, role: before.role, revoked: false }, after: { revoked: true } },
  })
  const revoked = await updateServerKeyRevoked(ctx.db, appId, before.id, action)
  const serverKey = revoked ?? (await selectServerKey(ctx.db, appId, before.id))
  if (serverKey === null || serverKey.revokedAt === null) {
    const message = 'This is the last ADMIN key. Create another ADMIN key before you revoke it.'
    return { problem: createProblem('LAST_ADMIN_KEY', message, ['serverKeyId']) }
  }
  ctx.serverKeys.publishRevocation(serverKey)
  return { serverKey, problem: null }
}
