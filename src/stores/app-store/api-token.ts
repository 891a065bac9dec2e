import { createPrivateKey } from 'node:crypto'

import { SignJWT } from 'jose'

import type { AppStoreCredentials } from './connection.ts'

const audience = 'appstoreconnect-v1'
/** Apple rejects tokens from its future, so a clock that is a little ahead must not matter. */
const backdateSeconds = 60
/** Apple allows up to an hour. */
const validSeconds = 5 * 60

/**
 * Signs a token of the App Store Server API. Apple's client signs its own with the time of this machine only.
 * @param clockSkewMs how far this machine's clock is ahead of Apple's
 */
export async function signApiToken(
  { credentials, bundleId }: { readonly credentials: AppStoreCredentials; readonly bundleId: string },
  clockSkewMs: number,
): Promise<string> {
  const { privateKey, keyId, issuerId } = credentials
  const now = Math.floor((Date.now() - clockSkewMs) / 1000)
  return await new SignJWT({ bid: bundleId })
    .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'JWT' })
    .setIssuer(issuerId)
    .setAudience(audience)
    .setIssuedAt(now - backdateSeconds)
    .setExpirationTime(now + validSeconds)
    .sign(createPrivateKey(privateKey))
}
