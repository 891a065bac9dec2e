import { insertServerKey } from '../../db/queries/server-keys.ts'
import { changeApp } from '../change-app.ts'
import { checkExpiry } from '../check-key-lifetime.ts'
import type { Context } from '../context.ts'
import { checkName, firstProblem } from '../input.ts'
import type { ServerKeyRole, ServerKeyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import type { Outcome } from '../problem.ts'
import { checkKeyCount } from './check-server-key.ts'
import { generateServerKey } from './generate-server-key.ts'

export type CreateServerKeyInput = {
  readonly name: string
  readonly role: ServerKeyRole
  /** null for a key that does not expire. */
  readonly expiresAt: Date | null
}

type CreatedServerKey = { serverKey: ServerKeyRow; secret: string }

/** Creates a server key. Its secret is returned once, and only its hash is stored. */
export async function createServerKey(
  ctx: Context,
  input: CreateServerKeyInput,
): Promise<Outcome<CreatedServerKey>> {
  const now = ctx.clock()
  const problem = firstProblem(checkName(input.name, ['name']), checkExpiry(input.expiresAt, now))
  if (problem !== null) return { problem }
  const { row, secret } = generateServerKey(ctx.app.appId, { ...input, now })
  const { name, role, expiresAt } = row
  const action = createOperatorAction(ctx, {
    action: 'createServerKey',
    changes: { after: { name, role, expiresAt: expiresAt?.toISOString() ?? null } },
  })
  return changeApp(ctx, async (before): Promise<Outcome<CreatedServerKey> | null> => {
    const countProblem = await checkKeyCount(ctx)
    if (countProblem !== null) return { problem: countProblem }
    const isInserted = await insertServerKey(ctx.db, before, row, action)
    return isInserted ? { serverKey: row, secret, problem: null } : null
  })
}
