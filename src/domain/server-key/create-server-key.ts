import { insertServerKey } from '../../db/queries/server-keys.ts'
import type { Context } from '../context.ts'
import { checkText } from '../input.ts'
import type { ServerKeyRole, ServerKeyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import { generateServerKey } from './generate-server-key.ts'

/** Creates a server key. Its secret is returned once, and only its hash is stored. */
export async function createServerKey(
  ctx: Context,
  input: { readonly name: string; readonly role: ServerKeyRole },
): Promise<Outcome<{ serverKey: ServerKeyRow; secret: string }>> {
  const problem = checkText(input.name, ['name'], { min: 1, max: 100 })
  if (problem !== null) return { problem }
  const { row, secret } = generateServerKey(ctx.app.appId, { ...input, now: ctx.clock() })
  const action = createOperatorAction(ctx, {
    action: 'createServerKey',
    changes: { after: { name: row.name, role: row.role } },
  })
  await insertServerKey(ctx.db, row, action)
  return { serverKey: row, secret, problem: null }
}
