import { decodeJwt, decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose'
import type { CryptoKey, JWK, JWTPayload, JWTVerifyOptions, ProtectedHeaderParameters } from 'jose'
import { isCompactJws } from '../platform/compact-jws.ts'
import { RequestError } from '../platform/request-error.ts'
import { isIdentifierText } from '../platform/text.ts'

/**
 * Verifies a user token.
 * @throws RequestError UNAUTHENTICATED with the reason why the token is not valid
 */
export type UserTokenVerifier = (token: string, now: Date) => Promise<VerifiedUserToken>

export type VerifiedUserToken = {
  /** The user id in the developer's system. */
  readonly userId: string
  /** The secret or key that the token is signed with. */
  readonly credentialId: string
}

/** A secret or a public key that verifies user tokens until it expires. */
export type UserTokenCredential = { readonly id: string; readonly expiresAt: Date | null } & (
  | { readonly kind: 'SECRET'; readonly secret: Uint8Array }
  | {
      readonly kind: 'KEY'
      /** null if the key verifies tokens with any key id. */
      readonly kid: string | null
      readonly algorithm: 'ES256' | 'EDDSA'
      readonly jwk: JWK
    }
)

export type UserTokenSettings = {
  /** The AppKey, which a token must have as its audience. */
  readonly audience: string
  readonly credentials: readonly UserTokenCredential[]
  /** Decides which credentials have expired. */
  readonly clock: () => Date
  readonly onUsed?: (credential: UserTokenCredential) => void
}

/**
 * The algorithms of each kind of credential. The kind comes from what was registered, and never from the token: a public key must not
 * be used as the secret of HS256.
 */
const algorithmsByKind = { SECRET: ['HS256'], ES256: ['ES256'], EDDSA: ['EdDSA', 'Ed25519'] } as const

const maxSubjectLength = 200
const maxLifetimeSeconds = 24 * 60 * 60
const clockToleranceSeconds = 60

export function createUserTokenVerifier(settings: UserTokenSettings): UserTokenVerifier {
  const { audience, credentials, clock, onUsed } = settings
  const importKey = createKeyImporter()
  return async (token, now) => {
    const options = {
      audience,
      clockTolerance: clockToleranceSeconds,
      currentDate: now,
      requiredClaims: ['sub', 'exp', 'iat'],
    }
    try {
      if (!isCompactJws(token)) throw new errors.JWSInvalid()
      const candidates = findCredentials(credentials, decodeProtectedHeader(token), clock())
      const { payload, credential } = await verifyWithAny(candidates, token, { options, importKey })
      const userId = validateSubject(payload, now)
      onUsed?.(credential)
      return { userId, credentialId: credential.id }
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
type KeyImporter = (credential: UserTokenCredential) => Promise<VerificationKey>

/** Imports each public key once. */
function createKeyImporter(): KeyImporter {
  const imported = new Map<string, Promise<VerificationKey>>()
  return async (credential) => {
    if (credential.kind === 'SECRET') return credential.secret
    const { id, jwk, algorithm } = credential
    const key = imported.get(id) ?? importJWK(jwk, algorithmsByKind[algorithm][0])
    imported.set(id, key)
    return key
  }
}

/** The credentials that may have signed the token. Only the algorithm and the key id of its header are used, and no key in it. */
function findCredentials(
  credentials: readonly UserTokenCredential[],
  { alg = '', kid }: ProtectedHeaderParameters,
  now: Date,
): UserTokenCredential[] {
  const isAllowed = Object.values(algorithmsByKind).some((algorithms) => includes(algorithms, alg))
  if (!isAllowed) throw new errors.JOSEAlgNotAllowed()
  return credentials.filter((credential) => {
    if (credential.expiresAt !== null && credential.expiresAt <= now) return false
    if (!includes(algorithmsOf(credential), alg)) return false
    return (
      credential.kind === 'SECRET' || kid === undefined || credential.kid === null || credential.kid === kid
    )
  })
}

const includes = (algorithms: readonly string[], alg: string) => algorithms.includes(alg)

function algorithmsOf(credential: UserTokenCredential): readonly string[] {
  return algorithmsByKind[credential.kind === 'SECRET' ? 'SECRET' : credential.algorithm]
}

/** A token without a key id may be signed with any credential, because one may be in replacement. */
async function verifyWithAny(
  candidates: readonly UserTokenCredential[],
  token: string,
  { options, importKey }: { readonly options: JWTVerifyOptions; readonly importKey: KeyImporter },
): Promise<{ payload: JWTPayload; credential: UserTokenCredential }> {
  let signatureError: Error = new RequestError(
    'UNAUTHENTICATED',
    'The user token is signed with an unknown key.',
  )
  for (const credential of candidates) {
    try {
      const key = await importKey(credential)
      const algorithms = [...algorithmsOf(credential)]
      const { payload } = await jwtVerify(token, key, { ...options, algorithms })
      return { payload, credential }
    } catch (error) {
      if (!(error instanceof errors.JWSSignatureVerificationFailed)) throw error
      signatureError = error
    }
  }
  throw signatureError
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
