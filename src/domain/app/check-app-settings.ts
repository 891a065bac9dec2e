import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { firstProblem } from '../input.ts'
import type { AppRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'
import { checkUserId } from '../user/check-user-id.ts'

/** The settings of an app that have the same default for every app. */
export type OptionalAppSettings = Pick<
  AppRow,
  | 'acknowledgeOn'
  | 'unconsumedPolicy'
  | 'refundReviewPolicy'
  | 'sendConsumptionInfo'
  | 'accountTokenPolicy'
  | 'familySharingPolicy'
>

/** All settings of an app, which contain no secret. */
export type AppSettings = OptionalAppSettings &
  Pick<
    AppRow,
    'name' | 'consumeModel' | 'requireUserToken' | 'sandboxPolicy' | 'sandboxTesterUserIds' | 'userTokenJwks'
  >

export function toAppSettings(row: AppRow): AppSettings {
  return {
    name: row.name,
    consumeModel: row.consumeModel,
    requireUserToken: row.requireUserToken,
    sandboxPolicy: row.sandboxPolicy,
    sandboxTesterUserIds: row.sandboxTesterUserIds,
    userTokenJwks: row.userTokenJwks,
    acknowledgeOn: row.acknowledgeOn,
    unconsumedPolicy: row.unconsumedPolicy,
    refundReviewPolicy: row.refundReviewPolicy,
    sendConsumptionInfo: row.sendConsumptionInfo,
    accountTokenPolicy: row.accountTokenPolicy,
    familySharingPolicy: row.familySharingPolicy,
  }
}

export function checkSandboxTesterUserIds(userIds: readonly string[]): Problem | null {
  if (userIds.length > 1_000) {
    return createProblem('INVALID_INPUT', 'sandboxTesterUserIds must have at most 1,000 user ids', [
      'sandboxTesterUserIds',
    ])
  }
  return firstProblem(...userIds.map((userId) => checkUserId(userId, ['sandboxTesterUserIds'])))
}

/** Every key must be a public key of a type that user tokens may be signed with: P-256 or Ed25519. */
export function checkUserTokenKeys(keys: readonly string[]): Problem | null {
  const field = ['userTokenJwks']
  if (keys.length > 10)
    return createProblem('INVALID_INPUT', 'userTokenJwks must have at most 10 keys', field)
  return keys.every(isPublicKey)
    ? null
    : createProblem(
        'INVALID_INPUT',
        'each user token key must be a public JWK for ES256 or EdDSA, as JSON',
        field,
      )
}

/** A JWK of these types has some hundred characters. */
const maxKeyLength = 2_000

function isPublicKey(text: string): boolean {
  if (text.length > maxKeyLength) return false
  try {
    const jwk = JSON.parse(text) as JsonWebKey
    if ('d' in jwk) return false
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' })
    return asymmetricKeyType === 'ed25519' || asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}
