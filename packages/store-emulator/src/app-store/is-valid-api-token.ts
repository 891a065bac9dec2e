import { jwtVerify } from 'jose'
import { isDeveloperApp } from '../developer-apps.ts'
import type { ApiKey } from './app-store-keys.ts'

const apiAudience = 'appstoreconnect-v1'
const maxLifetimeSeconds = 60 * 60
const clockSkewSeconds = 60

/**
 * Whether `Authorization: Bearer <JWT>` is signed with the developer's API key. Its times are compared with the machine's
 * clock, not with the virtual one, because the client that signs the token knows only the real time.
 */
export async function isValidApiToken(authorization: string | undefined, key: ApiKey): Promise<boolean> {
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return false
  try {
    const { payload, protectedHeader } = await jwtVerify(token, key.publicKey, {
      algorithms: ['ES256'],
      issuer: key.issuerId,
      audience: apiAudience,
      requiredClaims: ['iat', 'exp', 'bid'],
    })
    const { iat = 0, exp = 0, bid } = payload
    const now = Date.now() / 1000
    return (
      protectedHeader.kid === key.keyId &&
      isDeveloperApp(bid) &&
      iat <= now + clockSkewSeconds &&
      exp - iat <= maxLifetimeSeconds
    )
  } catch {
    return false
  }
}
