import { insertReplacingServerKey, selectServerKey } from '../../db/queries/server-keys.ts'
import type { IdempotencyRecord } from '../../db/queries/idempotency-keys.ts'
import { decodeId, encodeId } from '../../platform/ids.ts'
import { changeApp } from '../change-app.ts'
import { checkExpiry, checkOverlap } from '../check-key-lifetime.ts'
import type { Context } from '../context.ts'
import { findKeyUse } from '../idempotency/find-key-use.ts'
import { checkIdempotencyKey, createIdempotencyRecord } from '../idempotency/idempotency-record.ts'
import { firstProblem } from '../input.ts'
import type { AppRow, ServerKeyRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome, type Problem } from '../problem.ts'
import { checkKeyCount, serverKeyNotFound } from './check-server-key.ts'
import { generateServerKey } from './generate-server-key.ts'
import { isValid } from './server-key-state.ts'

export type RotateServerKeyInput = {
  readonly serverKeyId: string
  /** How long the previous key stays valid. */
  readonly overlapSeconds: number
  /** The end of the new key; null if it does not expire. */
  readonly expiresAt: Date | null
  readonly idempotencyKey: string | null
}

/** `secret` is null for a repeated call: only the hash of the secret is stored, so it cannot be returned again. */
type RotatedServerKey = { serverKey: ServerKeyRow; secret: string | null; replayed: boolean }

/** Creates a new key with the name and the role of another one, which stays valid until the overlap ends. */
export async function rotateServerKey(
  ctx: Context,
  input: RotateServerKeyInput,
): Promise<Outcome<RotatedServerKey>> {
  const problem = firstProblem(
    checkOverlap(input.overlapSeconds),
    checkExpiry(input.expiresAt, ctx.clock()),
    checkIdempotencyKey(input.idempotencyKey),
  )
  if (problem !== null) return { problem }
  const id = decodeId('key', input.serverKeyId)
  if (id === null) return serverKeyNotFound()
  const { overlapSeconds, expiresAt } = input
  const record = createIdempotencyRecord(ctx.caller, {
    operation: 'rotateServerKey',
    key: input.idempotencyKey,
    userId: '',
    args: { id, overlapSeconds, expiresAt },
  })
  return changeApp(ctx, async (before) => {
    const use = await findKeyUse(ctx, record)
    if (use === null) return tryRotate(ctx, before, { id, overlapSeconds, expiresAt, record })
    if (use.problem !== null) return { problem: use.problem }
    const serverKey = await selectServerKey(ctx.db, before.appId, use.resourceId)
    return serverKey === null
      ? serverKeyNotFound()
      : { serverKey, secret: null, replayed: true, problem: null }
  })
}

/** Null if another call changed the app in the meantime. */
async function tryRotate(
  ctx: Context,
  app: AppRow,
  request: {
    readonly id: string
    readonly overlapSeconds: number
    readonly expiresAt: Date | null
    readonly record: IdempotencyRecord | null
  },
): Promise<Outcome<RotatedServerKey> | null> {
  const now = ctx.clock()
  const previous = await selectServerKey(ctx.db, app.appId, request.id)
  if (previous === null) return serverKeyNotFound()
  const problem = checkRotatable(previous, now) ?? (await checkKeyCount(ctx))
  if (problem !== null) return { problem }
  const { name, role } = previous
  const { expiresAt } = request
  const { row: next, secret } = generateServerKey(app.appId, { name, role, expiresAt, now })
  const previousExpiresAt = new Date(now.getTime() + request.overlapSeconds * 1000)
  const action = createOperatorAction(ctx, {
    action: 'rotateServerKey',
    changes: {
      before: { serverKeyId: encodeId('key', previous.id) },
      after: {
        serverKeyId: encodeId('key', next.id),
        name,
        role,
        expiresAt: expiresAt?.toISOString() ?? null,
        previousExpiresAt: previousExpiresAt.toISOString(),
      },
    },
    idempotencyRecord: request.record,
  })
  const replacement = { previousId: previous.id, previousExpiresAt, next }
  const serverKey = await insertReplacingServerKey(ctx.db, app, replacement, action)
  return serverKey === null ? null : { serverKey, secret, replayed: false, problem: null }
}

function checkRotatable(key: ServerKeyRow, now: Date): Problem | null {
  if (!isValid(key, now)) {
    const message = 'The server key is revoked or has expired. Create a new one.'
    return createProblem('INVALID_INPUT', message, ['serverKeyId'])
  }
  if (key.replacedBy === null) return null
  const message = `The server key was rotated before. Rotate its successor ${encodeId('key', key.replacedBy)}.`
  return createProblem('INVALID_INPUT', message, ['serverKeyId'])
}
