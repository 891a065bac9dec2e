import { selectServerKey, updateServerKeyRevoked } from '../../db/queries/server-keys.ts'
import { decodeId } from '../../platform/ids.ts'
import { changeApp } from '../change-app.ts'
import type { Context } from '../context.ts'
import type { ServerKeyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import { checkLastAdminKey, serverKeyNotFound } from './check-server-key.ts'

/**
 * Revokes a server key at once in every process. A key that is revoked already keeps its time of revocation. The last key with the
 * role ADMIN stays, because without one nobody could change the AppKey by the API. Of concurrent changes the later one sees the
 * result of the earlier one.
 */
export async function revokeServerKey(
  ctx: Context,
  input: { readonly serverKeyId: string },
): Promise<Outcome<{ serverKey: ServerKeyRow }>> {
  const { appId } = ctx.app
  const id = decodeId('key', input.serverKeyId)
  if (id === null) return serverKeyNotFound()
  return changeApp(ctx, async (app): Promise<Outcome<{ serverKey: ServerKeyRow }> | null> => {
    const before = await selectServerKey(ctx.db, appId, id)
    if (before === null) return serverKeyNotFound()
    if (before.revokedAt !== null) return { serverKey: before, problem: null }
    const problem = await checkLastAdminKey(ctx, before)
    if (problem !== null) return { problem }
    const action = createOperatorAction(ctx, {
      action: 'revokeServerKey',
      changes: {
        before: { name: before.name, role: before.role, revoked: false },
        after: { revoked: true },
      },
    })
    const serverKey = await updateServerKeyRevoked(ctx.db, app, id, action)
    return serverKey === null ? null : { serverKey, problem: null }
  })
}
