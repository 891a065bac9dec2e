import { createPrivateKey } from 'node:crypto'

import { SignJWT } from 'jose'
import { z } from 'zod'

import type { IssuedToken } from '../../platform/access-token.ts'
import { readClockSkewMs, type HttpResponse } from '../../platform/http-client.ts'
import { parseJson } from '../../platform/json.ts'
import { requestOAuthToken } from '../../platform/oauth-token-request.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { describeClockSkew } from '../shared/clock-skew.ts'
import { toUnavailableError } from '../shared/store-errors.ts'
import type { GooglePlayCredentials } from './connection.ts'

const scope = 'https://www.googleapis.com/auth/androidpublisher'
/** Google's own clients send this audience to every token endpoint. */
const audience = 'https://oauth2.googleapis.com/token'
/** Google rejects grants from its future, so a clock that is a little ahead must not matter. */
const backdateSeconds = 60
const maxValidSeconds = 3_600
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'

/**
 * The JWT bearer grant (RFC 7523). google-auth-library is not used because its token URL is hard-coded, so that no emulator could
 * take its place.
 * @returns a function that requests a new access token once
 */
export function createServiceAccountGrant(
  credentials: GooglePlayCredentials,
  tokenUrl: string,
  timeoutMs: number,
): () => Promise<IssuedToken> {
  const key = createPrivateKey(credentials.privateKey)
  const { clientEmail, privateKeyId } = credentials
  const request = async (clockSkewMs: number) => {
    const now = Math.floor((Date.now() - clockSkewMs) / 1000)
    const assertion = await new SignJWT({ scope })
      .setProtectedHeader({
        alg: 'RS256',
        typ: 'JWT',
        ...(privateKeyId === null ? {} : { kid: privateKeyId }),
      })
      .setIssuer(clientEmail)
      .setAudience(audience)
      .setIssuedAt(now - backdateSeconds)
      .setExpirationTime(now - backdateSeconds + maxValidSeconds)
      .sign(key)
    const form = { grant_type: grantType, assertion }
    return await requestOAuthToken({ service: 'GOOGLE_PLAY', url: tokenUrl, form, timeoutMs })
  }
  return async () => {
    const first = await request(0)
    if (first.ok) return first.token
    // Google rejects a grant whose dates are wrong by its clock, so one that is dated by it may be accepted.
    const clockSkewMs = readClockSkewMs(first.response.headers)
    if (describeClockSkew(clockSkewMs, 'Google') === null) throw toGrantError(first.response)
    const second = await request(clockSkewMs ?? 0)
    if (second.ok) return second.token
    throw toGrantError(second.response)
  }
}

const tokenErrorSchema = z.object({
  error: z.string().max(100),
  error_description: z.string().nullish(),
})

function toGrantError(response: HttpResponse): Error {
  const { status } = response
  if (status === 200) {
    return new StoreUnavailableError("Google's token endpoint returned an unreadable response")
  }
  const error = tokenErrorSchema.safeParse(parseJson(response.body))
  if (error.success && [400, 401, 403].includes(status)) {
    const { error: code, error_description: description } = error.data
    const message = describeTokenError(code, description ?? '', response)
    const isClock = / clock is /.test(message)
    return new StoreMisconfiguredError(message, { code: isClock ? 'CLOCK_WRONG' : 'CREDENTIALS_REJECTED' })
  }
  return toUnavailableError(response, `Google's token endpoint returned HTTP ${status}`)
}

/** Google returns `invalid_grant` for a wrong key, a deleted account and a wrong clock; only the description tells them apart. */
function describeTokenError(error: string, description: string, response: HttpResponse): string {
  if (error !== 'invalid_grant') {
    return /^\w+$/.test(error)
      ? `Google rejects the service account (${error})`
      : 'Google rejects the service account'
  }
  const clockSkew = describeClockSkew(readClockSkewMs(response.headers), 'Google')
  if (clockSkew !== null) {
    return `Google rejects the service account's grant: this machine's clock is ${clockSkew}`
  }
  if (/signature/i.test(description)) {
    return "Google rejects the service account's key: it was deleted, or belongs to another account"
  }
  if (/account|email/i.test(description)) {
    return 'Google has no such service account: it was deleted or disabled'
  }
  if (/iat|exp|timeframe|short-lived/i.test(description)) {
    return "Google rejects the dates of the service account's grant: this machine's clock is wrong"
  }
  return "Google rejects the service account's grant: its key was deleted, or this machine's clock is wrong"
}
