import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { checkText, firstProblem } from '../input.ts'
import type { AppRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'

/** The settings that decide what is sent to stores about payments, and when. */
export type AcknowledgementSettings = Pick<
  AppRow,
  'acknowledgeOn' | 'unconsumedPolicy' | 'refundReviewPolicy' | 'sendConsumptionInfo'
>

export function checkSandboxTesterUserIds(userIds: readonly string[]): Problem | null {
  if (userIds.length > 1_000) {
    return createProblem('INVALID_INPUT', 'sandboxTesterUserIds must have at most 1,000 user ids', [
      'sandboxTesterUserIds',
    ])
  }
  return firstProblem(
    ...userIds.map((userId) => checkText(userId, ['sandboxTesterUserIds'], { min: 1, max: 200 })),
  )
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

function isPublicKey(text: string): boolean {
  try {
    const jwk = JSON.parse(text) as JsonWebKey
    if ('d' in jwk) return false
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({ key: jwk, format: 'jwk' })
    return asymmetricKeyType === 'ed25519' || asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}
