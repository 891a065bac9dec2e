import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose'
import type { CryptoKey, JWK, JWTPayload, JWTVerifyOptions } from 'jose'
import { RequestError } from '../platform/request-error.ts'
import { isIdentifierText } from '../platform/text.ts'

/**
 * Returns the user id, in the developer's system, of a valid user token.
 * @throws RequestError UNAUTHENTICATED with the reason why the token is not valid
 */
export type UserTokenVerifier = (token: string, now: Date) => Promise<string>

export type UserTokenSettings = {
  /** The AppKey, which a token must have as its audience. */
  readonly audience: string
  /** The secrets of HS256, the current one first. */
  readonly secrets: () => readonly string[]
  /** The public keys of ES256 and EdDSA, each a JWK as JSON text. */
  readonly publicKeys: readonly string[]
}

const algorithms = ['HS256', 'ES256', 'EdDSA', 'Ed25519']
const maxSubjectLength = 200
const maxLifetimeSeconds = 24 * 60 * 60
const clockToleranceSeconds = 60

export function createUserTokenVerifier(settings: UserTokenSettings): UserTokenVerifier {
  const encodeSecrets = () => settings.secrets().map((secret) => new TextEncoder().encode(secret))
  const publicKeys = settings.publicKeys.map((text) => JSON.parse(text) as JWK)
  return async (token, now) => {
    const options = {
      audience: settings.audience,
      clockTolerance: clockToleranceSeconds,
      currentDate: now,
      requiredClaims: ['sub', 'exp', 'iat'],
    }
    try {
      const header = decodeProtectedHeader(token)
      const keys = header.alg === 'HS256' ? encodeSecrets() : await findPublicKeys(publicKeys, header)
      const payload = await verifyWithAny(keys, token, options)
      return validateSubject(payload, now)
    } catch (error) {
      throw error instanceof RequestError
        ? error
        : new RequestError('UNAUTHENTICATED', describeJwtError(error))
    }
  }
}

/** The time at which a verified token expires, with the clock tolerance. */
export function getUserTokenExpiry(token: string): Date {
  const { exp = 0 } = decodeJwt(token)
  return new Date((exp + clockToleranceSeconds) * 1000)
}

type VerificationKey = CryptoKey | Uint8Array

/** A token without a key id may be signed with any registered key, because a key may be in replacement. */
async function verifyWithAny(
  keys: readonly VerificationKey[],
  token: string,
  options: JWTVerifyOptions,
): Promise<JWTPayload> {
  let signatureError: Error = new RequestError(
    'UNAUTHENTICATED',
    'The user token is signed with an unknown key.',
  )
  for (const key of keys) {
    try {
      return (await jwtVerify(token, key, { ...options, algorithms })).payload
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
      signatureError = error
    }
  }
  throw signatureError
}

function findPublicKeys(
  publicKeys: readonly JWK[],
  { alg = '', kid }: { readonly alg?: string; readonly kid?: string },
): Promise<VerificationKey[]> {
  if (!algorithms.includes(alg)) throw new errors.JOSEAlgNotAllowed()
  const matchingKeys = publicKeys.filter(
    (jwk) => jwk.kty === keyTypeOf(alg) && (kid === undefined || jwk.kid === undefined || jwk.kid === kid),
  )
  return Promise.all(matchingKeys.map((jwk) => importJWK(jwk, alg)))
}

function keyTypeOf(algorithm: string): string {
  return algorithm === 'ES256' ? 'EC' : 'OKP'
}

function validateSubject(payload: JWTPayload, now: Date): string {
  const { sub = '', exp = 0, iat = 0 } = payload
  if (exp - iat > maxLifetimeSeconds) {
    throw new RequestError('UNAUTHENTICATED', 'The user token is valid for more than 24 hours.')
  }
  if (iat > now.getTime() / 1000 + clockToleranceSeconds) {
    throw new RequestError('UNAUTHENTICATED', 'The user token was issued in the future.')
  }
  if (sub.length < 1 || sub.length > maxSubjectLength || !isIdentifierText(sub)) {
    throw new RequestError(
      'UNAUTHENTICATED',
      'The "sub" claim of the user token must have 1–200 characters, no control characters and no white space at its ends.',
    )
  }
  return sub
}

function describeJwtError(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The user token has expired.'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
    return 'The user token is for another AppKey.'
  }
  if (error instanceof errors.JWTClaimValidationFailed)
    return `The user token has no valid "${error.claim}" claim.`
  if (error instanceof errors.JOSEAlgNotAllowed)
    return 'The user token is signed with an algorithm that is not allowed.'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The user token has a wrong signature.'
  return 'The user token is not a signed JWT.'
}
