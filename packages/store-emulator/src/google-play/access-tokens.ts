import { randomBytes } from 'node:crypto'
import { errors, jwtVerify } from 'jose'
import { z } from 'zod'
import { googleServiceAccountEmail } from './google-play-context.ts'
import type { GooglePlayKeys } from './google-play-keys.ts'

const jwtBearerGrantType = 'urn:ietf:params:oauth:grant-type:jwt-bearer'
const googleTokenUrl = 'https://oauth2.googleapis.com/token'
const androidPublisherScope = 'https://www.googleapis.com/auth/androidpublisher'
const tokenLifetimeSeconds = 3599
const maxAssertionLifetimeSeconds = 3600
const clockSkewSeconds = 300
const maxTokens = 10_000

const grantSchema = z.object({ grant_type: z.string().default(''), assertion: z.string().default('') })

type GrantErrorCode =
  'invalid_grant' | 'invalid_request' | 'invalid_scope' | 'unauthorized_client' | 'unsupported_grant_type'

/** An error response of Google's token endpoint. */
export class GrantError extends Error {
  readonly code: GrantErrorCode

  constructor(code: GrantErrorCode, description: string) {
    super(description)
    this.code = code
  }

  get status(): number {
    return this.code === 'unauthorized_client' ? 401 : 400
  }

  toBody(): object {
    return { error: this.code, error_description: this.message }
  }
}

/**
 * Issues access tokens for service account assertions. Their lifetime is measured with the machine's clock, not with the
 * virtual one, because the client that signs the assertion knows only the real time.
 */
export type GoogleAccessTokens = {
  /** `tokenUrl` is the URL of the request; the assertion may name it or Google's own URL as its audience. */
  grant: (form: unknown, tokenUrl: string) => Promise<object>
  isValid: (authorization: string | undefined) => boolean
}

export function createGoogleAccessTokens({ serviceAccount }: GooglePlayKeys): GoogleAccessTokens {
  const expiries = new Map<string, number>()
  return {
    grant: async (form, tokenUrl) => {
      const { grant_type: grantType, assertion } = grantSchema.parse(form ?? {})
      if (grantType !== jwtBearerGrantType) {
        throw new GrantError('unsupported_grant_type', `Invalid grant_type: ${grantType}`)
      }
      if (assertion === '') throw new GrantError('invalid_request', 'Missing required parameter: assertion')
      await checkAssertion(serviceAccount, assertion, tokenUrl)
      const token = `ya29.c.${randomBytes(48).toString('base64url')}`
      expiries.set(token, Date.now() + tokenLifetimeSeconds * 1000)
      for (const oldestToken of expiries.keys()) {
        if (expiries.size <= maxTokens) break
        expiries.delete(oldestToken)
      }
      return { access_token: token, expires_in: tokenLifetimeSeconds, token_type: 'Bearer' }
    },
    isValid: (authorization) => {
      const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1]
      return token !== undefined && (expiries.get(token) ?? 0) > Date.now()
    },
  }
}

async function checkAssertion(
  serviceAccount: GooglePlayKeys['serviceAccount'],
  assertion: string,
  tokenUrl: string,
): Promise<void> {
  const { payload, protectedHeader } = await jwtVerify(assertion, serviceAccount.publicKey, {
    algorithms: ['RS256'],
    clockTolerance: clockSkewSeconds,
  }).catch((cause: unknown) => {
    throw toGrantError(cause)
  })
  const { iss, aud, iat = NaN, exp = NaN, sub, scope } = payload
  if (iss !== googleServiceAccountEmail) {
    throw new GrantError('invalid_grant', 'Invalid grant: account not found')
  }
  if (protectedHeader.kid !== undefined && protectedHeader.kid !== serviceAccount.keyId) {
    throw invalidSignature()
  }
  if (aud !== googleTokenUrl && aud !== tokenUrl) {
    throw new GrantError('invalid_grant', 'Invalid JWT: Failed audience check')
  }
  if (!hasValidLifetime(iat, exp)) throw invalidLifetime()
  if (typeof scope !== 'string' || scope === '') {
    throw new GrantError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.')
  }
  // The service account has no domain-wide delegation, so it cannot act for a user.
  const isDelegated = sub !== undefined && sub !== iss
  if (isDelegated || !scope.split(' ').includes(androidPublisherScope)) {
    throw new GrantError(
      'unauthorized_client',
      'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
    )
  }
}

function hasValidLifetime(iat: number, exp: number): boolean {
  return exp - iat <= maxAssertionLifetimeSeconds && iat <= Date.now() / 1000 + clockSkewSeconds
}

function toGrantError(cause: unknown): GrantError {
  if (cause instanceof errors.JWSSignatureVerificationFailed) return invalidSignature()
  if (cause instanceof errors.JWTExpired || cause instanceof errors.JWTClaimValidationFailed)
    return invalidLifetime()
  return new GrantError('invalid_grant', 'Invalid JWT.')
}

function invalidSignature(): GrantError {
  return new GrantError('invalid_grant', 'Invalid JWT Signature.')
}

function invalidLifetime(): GrantError {
  return new GrantError(
    'invalid_grant',
    'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
  )
}
