import { jwtVerify } from 'jose'
import type { ApiKey } from './app-store-keys.ts'

const AUDIENCE = 'appstoreconnect-v1'
const MAX_LIFETIME_SECONDS = 60 * 60
const CLOCK_SKEW_SECONDS = 60

/**
 * Whether `Authorization: Bearer <JWT>` proves the developer. Times are compared with the machine's clock, not the
 * virtual one: the token comes from a server that does not know of the virtual one.
 */
export async function isAuthorized(
  authorization: string | undefined,
  key: ApiKey,
  bundleId: string,
): Promise<boolean> {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return false
  try {
    const { payload, protectedHeader } = await jwtVerify(token, key.publicKey, {
      algorithms: ['ES256'],
      issuer: key.issuerId,
      audience: AUDIENCE,
      requiredClaims: ['iat', 'exp', 'bid'],
    })
    const { iat = 0, exp = 0, bid } = payload
    const now = Date.now() / 1000
    return (
      protectedHeader.kid === key.keyId &&
      bid === bundleId &&
      iat <= now + CLOCK_SKEW_SECONDS &&
      exp - iat <= MAX_LIFETIME_SECONDS
    )
  } catch {
    return false
  }
}
