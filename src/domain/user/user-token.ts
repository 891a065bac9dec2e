import { errors, importJWK, jwtVerify, type CryptoKey, type JWK, type JWTPayload } from 'jose'
import { RequestError } from '../request-error.ts'

/** Answers with the developer's user id that the token proves. Throws `UNAUTHENTICATED`, saying what is wrong with the token. */
export type UserTokenVerifier = (token: string, now: Date) => Promise<string>

export type UserTokenSettings = {
  /** The AppKey. */
  readonly audience: string
  /** For HS256. */
  readonly secret: string
  /** For ES256 and EdDSA: JWKs as JSON text. */
  readonly publicKeys: readonly string[]
}

const maxLifetimeS = 24 * 60 * 60
const toleranceS = 60

export function createUserTokenVerifier(settings: UserTokenSettings): UserTokenVerifier {
  const secret = new TextEncoder().encode(settings.secret)
  const publicKeys = settings.publicKeys.map((text) => JSON.parse(text) as JWK)
  return async (token, now) => {
    const options = {
      audience: settings.audience,
      clockTolerance: toleranceS,
      currentDate: now,
      requiredClaims: ['sub', 'exp', 'iat'],
    }
    try {
      const { payload } = await jwtVerify(
        token,
        async (header) => (header.alg === 'HS256' ? secret : findPublicKey(publicKeys, header)),
        { ...options, algorithms: ['HS256', 'ES256', 'EdDSA', 'Ed25519'] },
      )
      return readSubject(payload, now)
    } catch (error) {
      throw error instanceof RequestError ? error : new RequestError('UNAUTHENTICATED', describe(error))
    }
  }
}

async function findPublicKey(
  publicKeys: readonly JWK[],
  header: { alg?: string; kid?: string },
): Promise<CryptoKey | Uint8Array> {
  const fits = publicKeys.find(
    (jwk) => jwk.kty === keyTypeOf(header.alg) && (header.kid === undefined || jwk.kid === header.kid),
  )
  if (fits === undefined)
    throw new RequestError('UNAUTHENTICATED', 'The user token is signed with an unknown key.')
  return importJWK(fits, header.alg)
}

function keyTypeOf(algorithm: string | undefined): string {
  return algorithm === 'ES256' ? 'EC' : 'OKP'
}

function readSubject(payload: JWTPayload, now: Date): string {
  const { sub = '', exp = 0, iat = 0 } = payload
  if (exp - iat > maxLifetimeS) {
    throw new RequestError('UNAUTHENTICATED', 'The user token is valid for more than 24 hours.')
  }
  if (iat > now.getTime() / 1000 + toleranceS) {
    throw new RequestError('UNAUTHENTICATED', 'The user token was issued in the future.')
  }
  if (sub.length < 1 || sub.length > 200) {
    throw new RequestError('UNAUTHENTICATED', 'The user token names no user of 1–200 characters.')
  }
  return sub
}

function describe(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'The user token has expired.'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') {
    return 'The user token is for another AppKey.'
  }
  if (error instanceof errors.JWTClaimValidationFailed) return `The user token lacks a good "${error.claim}".`
  if (error instanceof errors.JOSEAlgNotAllowed) return 'The user token is signed with a refused algorithm.'
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'The user token has a wrong signature.'
  return 'The user token is not a signed JWT.'
}
