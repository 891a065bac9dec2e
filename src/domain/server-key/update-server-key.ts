import { selectServerKey, updateServerKeyName } from '../../db/queries/server-keys.ts'
import { decodeId } from '../../platform/ids.ts'
import { changeApp } from '../change-app.ts'
import type { Context } from '../context.ts'
import { checkName } from '../input.ts'
import type { ServerKeyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import { serverKeyNotFound } from './check-server-key.ts'

/** Renames a server key. */
export async function updateServerKey(
  ctx: Context,
  input: { readonly serverKeyId: string; readonly name: string },
): Promise<Outcome<{ serverKey: ServerKeyRow }>> {
  const problem = checkName(input.name, ['name'])
  if (problem !== null) return { problem }
  const { name } = input
  const id = decodeId('key', input.serverKeyId)
  if (id === null) return serverKeyNotFound()
  return changeApp(ctx, async (app): Promise<Outcome<{ serverKey: ServerKeyRow }> | null> => {
    const before = await selectServerKey(ctx.db, app.appId, id)
    if (before === null) return serverKeyNotFound()
    if (before.name === name) return { serverKey: before, problem: null }
    const changes = { before: { name: before.name }, after: { name } }
    const action = createOperatorAction(ctx, { action: 'updateServerKey', changes })
    const serverKey = await updateServerKeyName(ctx.db, app, { id, name }, action)
    return serverKey === null ? null : { serverKey, problem: null }
  })
}
