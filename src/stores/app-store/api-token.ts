import { createPrivateKey } from 'node:crypto'

import { SignJWT } from 'jose'

import type { AppStoreCredentials } from './connection.ts'

const audience = 'appstoreconnect-v1'
/** Apple rejects tokens from its future, so a clock that is a little ahead must not matter. */
const backdateSeconds = 60
/** Apple allows up to an hour. */
const validSeconds = 5 * 60
/** A token is used for this time, far shorter than it is valid. */
const reuseMs = 60_000

export type ApiTokens = {
  /** The token of all calls of the next minute. */
  readonly current: () => Promise<string>
  /**
   * A token that was not used before. It is not kept.
   * @param clockSkewMs how far this machine's clock is ahead of Apple's
   */
  readonly create: (clockSkewMs: number) => Promise<string>
  /** Apple has rejected the token: the next call gets another. */
  readonly reject: (token: string) => void
}

type ApiTokenOptions = { readonly credentials: AppStoreCredentials; readonly bundleId: string }

/** The tokens of the App Store Server API. Apple's client signs one for each call, with the time of this machine only. */
export function createApiTokens(options: ApiTokenOptions): ApiTokens {
  let kept: { readonly token: string; readonly signedAt: number } | null = null
  return {
    current: async () => {
      const age = kept === null ? Infinity : Date.now() - kept.signedAt
      if (kept !== null && age >= 0 && age < reuseMs) return kept.token
      const signedAt = Date.now()
      const token = await signApiToken(options, 0)
      kept = { token, signedAt }
      return token
    },
    create: (clockSkewMs) => signApiToken(options, clockSkewMs),
    reject: (token) => {
      if (kept?.token === token) kept = null
    },
  }
}

async function signApiToken(
  { credentials, bundleId }: ApiTokenOptions,
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
