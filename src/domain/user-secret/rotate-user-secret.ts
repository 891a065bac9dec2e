import { selectPreviousUserSecrets, updateUserSecret } from '../../db/queries/user-secrets.ts'
import { encrypt, randomSecret } from '../../platform/crypto.ts'
import { userTokenSecretAad } from '../../platform/encryption-aad.ts'
import { encodeId, newUuid } from '../../platform/ids.ts'
import { changeApp } from '../change-app.ts'
import type { Context } from '../context.ts'
import type { AppRow } from '../models.ts'
import { createOperatorAction } from '../operator/create-operator-action.ts'
import { createProblem, type Outcome } from '../problem.ts'
import { toCurrentUserSecret, type UserSecret } from './list-user-secrets.ts'

type RotatedSecret = { userSecret: UserSecret; secret: string }

const hourMs = 60 * 60_000
const maxOverlapHours = 168
const maxPreviousSecrets = 5

/** Replaces the secret of user tokens. The new one is returned once; the previous one verifies tokens until the overlap ends. */
export async function rotateUserSecret(
  ctx: Context,
  { overlapHours }: { readonly overlapHours: number },
): Promise<Outcome<RotatedSecret>> {
  if (overlapHours < 0 || overlapHours > maxOverlapHours) {
    const message = `overlapHours must be from 0 to ${maxOverlapHours}`
    return { problem: createProblem('INVALID_INPUT', message, ['overlapHours']) }
  }
  return changeApp(ctx, (before) => tryRotate(ctx, before, overlapHours))
}

/** Null if another call changed the app in the meantime. */
async function tryRotate(
  ctx: Context,
  before: AppRow,
  overlapHours: number,
): Promise<Outcome<RotatedSecret> | null> {
  const { appId } = ctx.app
  const now = ctx.clock()
  const previousSecrets = await selectPreviousUserSecrets(ctx.db, appId, now)
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
  return isUpdated
    ? { userSecret: toCurrentUserSecret({ ...next, userSecretLastUsedAt: null }), secret, problem: null }
    : null
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
