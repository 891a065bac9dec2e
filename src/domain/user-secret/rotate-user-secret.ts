import { selectApp, type AppRow } from '../../db/queries/apps.ts'
import { selectPreviousUserSecrets, updateUserSecret } from '../../db/queries/user-secrets.ts'
import { encrypt, randomSecret } from '../../platform/crypto.ts'
import { userTokenSecretAad } from '../../platform/encryption-aad.ts'
import { encodeId, newUuid } from '../../platform/ids.ts'
import type { Context } from '../context.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { toCurrentUserSecret, type UserSecret } from './list-user-secrets.ts'

type RotatedSecret = { userSecret: UserSecret; secret: string }

const hourMs = 60 * 60_000
const maxOverlapHours = 168
const maxPreviousSecrets = 5

/** A concurrent change of the app makes an attempt fail; it is then repeated with the new row. */
const maxAttempts = 8

/** Replaces the secret of user tokens. The new one is returned once; the previous one verifies tokens until the overlap ends. */
export async function rotateUserSecret(
  ctx: Context,
  { overlapHours }: { readonly overlapHours: number },
): Promise<Outcome<RotatedSecret>> {
  if (overlapHours < 0 || overlapHours > maxOverlapHours) {
    const message = `overlapHours must be from 0 to ${maxOverlapHours}`
    return { problem: createProblem('INVALID_INPUT', message, ['overlapHours']) }
  }
  const outcome = await retryOnConflict(maxAttempts, () => tryRotate(ctx, overlapHours))
  if (outcome === null) {
    return { problem: createProblem('BUSY', 'Another request is changing this AppKey.', [], 100) }
  }
  if (outcome.problem === null) ctx.apps.invalidate(ctx.app.appId)
  return outcome
}

/** Null if another call changed the app in the meantime. */
async function tryRotate(ctx: Context, overlapHours: number): Promise<Outcome<RotatedSecret> | null> {
  const { appId } = ctx.app
  const now = ctx.clock()
  const [before, previousSecrets] = await Promise.all([
    selectApp(ctx.db, appId),
    selectPreviousUserSecrets(ctx.db, appId, now),
  ])
  if (before === null) throw new Error('the app of a caller must exist')
  if (overlapHours > 0 && previousSecrets.length >= maxPreviousSecrets) {
    const message = `The AppKey has ${maxPreviousSecrets} previous user token secrets. Withdraw one of them first.`
    return { problem: createProblem('INVALID_INPUT', message, ['overlapHours']) }
  }
  const secret = randomSecret(32)
  const next = {
    userSecretId: newUuid(),
    userSecretCreatedAt: now,
    encryptedUserTokenSecret: encrypt(ctx.keyring, secret, userTokenSecretAad(appId)),
  }
  const previousExpiresAt = new Date(now.getTime() + overlapHours * hourMs)
  const action = createOperatorAction(ctx, {
    action: 'rotateUserSecret',
    changes: describeRotation(before, next, previousExpiresAt),
  })
  const isUpdated = await updateUserSecret(ctx.db, before, { ...next, previousExpiresAt }, action)
  return isUpdated ? { userSecret: toCurrentUserSecret(next), secret, problem: null } : null
}

function describeRotation(
  before: AppRow,
  after: Pick<AppRow, 'userSecretId'>,
  previousExpiresAt: Date,
): Readonly<Record<string, unknown>> {
  return {
    before: { userSecretId: encodeId('uts', before.userSecretId) },
    after: {
      userSecretId: encodeId('uts', after.userSecretId),
      previousExpiresAt: previousExpiresAt.toISOString(),
    },
  }
}
