import { createPublicKey, type KeyObject } from 'node:crypto'
import type { UserTokenKeyRow } from '../models.ts'
import { createProblem, type Outcome } from '../problem.ts'

export type ParsedPublicKey = Pick<UserTokenKeyRow, 'algorithm' | 'jwk'> & {
  /** The key id that the JWK contains; null if it contains none. */
  readonly kid: string | null
}

/** A key of these types has some hundred characters. */
const maxKeyLength = 2_000

/** The values of `alg` in a JWK that fit the key. */
const jwkAlgorithms = { ES256: ['ES256'], EDDSA: ['EdDSA', 'Ed25519'] } as const

/** Parses a public key in PEM (SPKI) or a JWK in JSON: P-256 for ES256, or Ed25519 for EdDSA. */
export function parsePublicKey(text: string): Outcome<{ key: ParsedPublicKey }> {
  const trimmed = text.trim()
  if (trimmed.length > maxKeyLength) return invalidKey(`The key has more than ${maxKeyLength} characters.`)
  if (isPrivate(trimmed)) {
    return invalidKey(
      'This is a private key. Register its public key only, and do not use this key any more.',
    )
  }
  const parsed = trimmed.startsWith('{') ? parseJwk(trimmed) : parsePem(trimmed)
  if (parsed === null)
    return invalidKey('The key must be a public key in PEM (SPKI) or a public JWK in JSON.')
  const algorithm = algorithmOf(parsed.key)
  if (algorithm === null) return invalidKey('The key must be a P-256 key (ES256) or an Ed25519 key (EdDSA).')
  const { alg, use, kid } = parsed.jwk
  const isForOther =
    (alg !== undefined && !jwkAlgorithms[algorithm].some((name) => name === alg)) ||
    (use !== undefined && use !== 'sig')
  if (isForOther)
    return invalidKey('The JWK is for another purpose than to verify ES256 or EdDSA signatures.')
  const jwk = JSON.stringify(parsed.key.export({ format: 'jwk' }))
  return { key: { algorithm, jwk, kid: typeof kid === 'string' ? kid : null }, problem: null }
}

type ParsedText = { readonly key: KeyObject; readonly jwk: Readonly<Record<string, unknown>> }

function isPrivate(text: string): boolean {
  return /-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text) || (text.startsWith('{') && hasPrivateMember(text))
}

function hasPrivateMember(text: string): boolean {
  const jwk = parseObject(text)
  return jwk !== null && ('d' in jwk || 'k' in jwk)
}

function parseJwk(text: string): ParsedText | null {
  const jwk = parseObject(text)
  if (jwk === null) return null
  try {
    return { key: createPublicKey({ key: jwk, format: 'jwk' }), jwk }
  } catch {
    return null
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

/** Node would also read the public key of a certificate. */
function parsePem(text: string): ParsedText | null {
  if (!/^-----BEGIN PUBLIC KEY-----[\s\w+/=]+-----END PUBLIC KEY-----$/.test(text)) return null
  try {
    return { key: createPublicKey(text), jwk: {} }
  } catch {
    return null
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): 'ES256' | 'EDDSA' | null {
  if (asymmetricKeyType === 'ed25519') return 'EDDSA'
  const isP256 = asymmetricKeyType === 'ec' && asymmetricKeyDetails?.namedCurve === 'prime256v1'
  return isP256 ? 'ES256' : null
}

function invalidKey(message: string) {
  return { problem: createProblem('INVALID_INPUT', message, ['publicKey']) }
}
