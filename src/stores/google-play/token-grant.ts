import { createPrivateKey } from 'node:crypto'

import { SignJWT } from 'jose'

import type { IssuedToken } from '../../platform/access-token.ts'
import { requestHttp } from '../../platform/http-client.ts'
import type { HttpResponse } from '../../platform/http-client.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import { tokenErrorSchema, tokenResponseSchema, parseJson } from './api-types.ts'
import type { GooglePlayCredentials } from './connection.ts'
import { toUnavailableError } from './errors.ts'

const scope = 'https://www.googleapis.com/auth/androidpublisher'
/** Google's own clients name this audience whatever endpoint they call. */
const audience = 'https://oauth2.googleapis.com/token'
const grantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const maxBodyBytes = 64 * 1024
/** Google rejects assertions that are dated some minutes off. */
const maxClockSkewMs = 60_000

/**
 * Our own grant (RFC 7523): google-auth-library asks a hard-coded URL, which no emulator can stand in for.
 * @returns one attempt at a new access token
 */
export function createServiceAccountGrant(
  credentials: GooglePlayCredentials,
  tokenUrl: string,
  timeoutMs: number,
): () => Promise<IssuedToken> {
  const key = createPrivateKey(credentials.privateKey)
  const { clientEmail, privateKeyId } = credentials
  return async () => {
    const assertion = await new SignJWT({ scope })
      .setProtectedHeader({
        alg: 'RS256',
        typ: 'JWT',
        ...(privateKeyId === null ? {} : { kid: privateKeyId }),
      })
      .setIssuer(clientEmail)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .sign(key)
    const answer = await requestHttp({
      url: tokenUrl,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: new URLSearchParams({ grant_type: grantType, assertion }).toString(),
      timeoutMs,
      maxBodyBytes,
    })
    return parseTokenResponse(answer)
  }
}

function parseTokenResponse(answer: HttpResponse): IssuedToken {
  const json = parseJson(answer.body)
  if (answer.status === 200) {
    const grant = tokenResponseSchema.safeParse(json)
    if (!grant.success)
      throw new StoreUnavailableError("Google's token endpoint returned an unreadable response")
    return { value: grant.data.access_token, lifetimeMs: grant.data.expires_in * 1000 }
  }
  const error = tokenErrorSchema.safeParse(json)
  if (error.success && [400, 401, 403].includes(answer.status)) {
    throw new StoreMisconfiguredError(
      describeTokenError(error.data.error, error.data.error_description ?? '', answer),
    )
  }
  throw toUnavailableError(answer, `Google's token endpoint returned HTTP ${answer.status}`)
}

/** Google's `invalid_grant` covers a wrong key, a deleted account and a wrong clock; only its words tell which. */
function describeTokenError(error: string, description: string, answer: HttpResponse): string {
  if (error !== 'invalid_grant') {
    return /^\w+$/.test(error)
      ? `Google rejects the service account (${error})`
      : 'Google rejects the service account'
  }
  const ahead = readClockSkewMs(answer.headers)
  if (ahead !== null && Math.abs(ahead) > maxClockSkewMs) {
    const seconds = Math.round(Math.abs(ahead) / 1000)
    return `Google rejects the service account's grant: this machine's clock is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} Google's`
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

function readClockSkewMs(headers: Headers): number | null {
  const date = Date.parse(headers.get('date') ?? '')
  return Number.isNaN(date) ? null : Date.now() - date
}
