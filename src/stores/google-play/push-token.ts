import { createHash } from 'node:crypto'

import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose'
import type { JWTPayload, JWTVerifyGetKey } from 'jose'
import { LRUCache } from 'lru-cache'

import { createCircuitBreaker } from '../../platform/circuit-breaker.ts'
import { isCompactJws } from '../../platform/compact-jws.ts'
import { requestHttp } from '../../platform/http-client.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import { toStoreError } from '../shared/store-errors.ts'
import type { GooglePlayConfig } from './config.ts'
import type { GooglePlayPush } from './connection.ts'

const issuers = ['https://accounts.google.com', 'accounts.google.com']
/** The same limit as in Google's own client. */
const maxTokenAge = '1 day'
const maxBodyBytes = 64 * 1024

/**
 * Verifies that a push of Pub/Sub carries an identity token that Google issued to the configured service account.
 * @returns what is wrong with the `authorization` header, or null
 * @throws StoreUnavailableError when Google's keys cannot be loaded
 */
export type CheckPushToken = (authorization: string | undefined) => Promise<string | null>

export function createPushTokenCheck(push: GooglePlayPush, config: GooglePlayConfig): CheckPushToken {
  const getKey = createKeySource(push.certsUrl ?? config.certsUrl, config)
  // The expiry of each verified token by the hash of its text, because Google sends the same token with many pushes.
  const validUntilByHash = new LRUCache<string, number>({ max: config.maxCachedPushTokens })

  return async (authorization) => {
    const token = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) return 'The push has no identity token.'
    if (!isCompactJws(token)) return "The identity token is not Google's."
    const hash = createHash('sha256').update(token).digest('base64')
    if ((validUntilByHash.get(hash) ?? 0) > Date.now()) return null
    try {
      const { payload } = await jwtVerify(token, getKey, {
        algorithms: ['RS256'],
        issuer: issuers,
        audience: push.audience,
        clockTolerance: config.clockSkewMs / 1000,
        maxTokenAge,
        requiredClaims: ['exp', 'iat'],
      })
      const emailError = checkEmail(payload, push)
      if (emailError === null) validUntilByHash.set(hash, (payload.exp ?? 0) * 1000 + config.clockSkewMs)
      return emailError
    } catch (error) {
      return describeTokenError(error)
    }
  }
}

function createKeySource(certsUrl: string, config: GooglePlayConfig): JWTVerifyGetKey {
  const breaker = createCircuitBreaker({
    service: 'GOOGLE_PLAY',
    failureThreshold: config.failureThreshold,
    resetTimeoutMs: config.resetTimeoutMs,
    isFailure: () => true,
  })
  const keys = createRemoteJWKSet(new URL(certsUrl), {
    timeoutDuration: config.timeoutMs,
    cooldownDuration: config.certsCooldownMs,
    cacheMaxAge: config.certsMaxAgeMs,
    [customFetch]: (url, { headers }) =>
      breaker.run(async () => {
        const { timeoutMs } = config
        const plainHeaders = Object.fromEntries(new Headers(headers))
        const response = await requestHttp({
          peer: { service: 'GOOGLE_PLAY', endpoint: 'keys' },
          url,
          method: 'GET',
          headers: plainHeaders,
          timeoutMs,
          maxBodyBytes,
        })
        if (response.status !== 200) {
          throw new StoreUnavailableError(`Google's key endpoint returned HTTP ${response.status}`)
        }
        return new Response(response.body)
      }),
  })
  return async (header, token) => {
    try {
      return await keys(header, token)
    } catch (error) {
      if (isUnknownKeyError(error)) throw error
      const cause = toStoreError(error, 'Google Play')
      if (cause instanceof StoreUnavailableError) throw cause
      throw new StoreUnavailableError("Google's key endpoint returned an unreadable response", { cause })
    }
  }
}

/** The keys were loaded, but none of them signed the token. */
function isUnknownKeyError(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys
}

function checkEmail(payload: JWTPayload, { serviceAccountEmail }: GooglePlayPush): string | null {
  if (payload['email_verified'] === true && payload['email'] === serviceAccountEmail) return null
  return 'The identity token belongs to another service account.'
}

/** The description contains nothing of the token. */
function describeTokenError(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The identity token has expired.'
  if (error instanceof errors.JWTClaimValidationFailed) {
    return `The identity token has a wrong claim (${error.claim}).`
  }
  if (error instanceof errors.JOSEError) return "The identity token is not Google's."
  throw error
}
