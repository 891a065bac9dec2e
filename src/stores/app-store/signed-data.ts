import { LRUCache } from 'lru-cache'

import { isSignedByEs256 } from '../../platform/es256-signature.ts'

import { coversDate, createChainChecker } from './certificate-chain.ts'
import type { ChainCheckerOptions, TrustedChain } from './certificate-chain.ts'

/** The payload of a text that the App Store signed; its fields are not validated. */
export type SignedPayload = Readonly<Record<string, unknown>>

export type SignedDataResult =
  | { readonly ok: true; readonly payload: SignedPayload }
  /** `reason` completes "The receipt is invalid: …". */
  | { readonly ok: false; readonly reason: string }

export type SignedDataVerifier = {
  /**
   * Verifies a JWS as Apple's `SignedDataVerifier` does, except for its content: the caller checks the app and all other fields. ECDSA
   * signatures are malleable, so the text must not be used as a key.
   * @param maxBytes the limit for texts that are larger than a transaction; checked before anything else
   * @throws StoreUnavailableError when online checks are enabled and Apple's OCSP responder is unavailable
   */
  verify: (jws: string, maxBytes?: number) => Promise<SignedDataResult>
}

export type SignedDataOptions = ChainCheckerOptions & { readonly now?: () => number }

export const maxSignedDataBytes = 64 * 1024

/** An ES256 signature is 64 bytes, which base64url writes as 86 characters. */
const compactJws = /^[\w-]+\.[\w-]+\.[\w-]{86}$/

/** A header takes about 6 KiB. */
const maxCachedHeaderBytes = 512 * 1024

/** @throws Error when a root certificate cannot be read */
export function createSignedDataVerifier(options: SignedDataOptions): SignedDataVerifier {
  const { onlineChecks, now = Date.now } = options
  const checkChain = createChainChecker(options)
  // The protected header consists of the chain and little else. A text of the same header skips its parsing; a text of another header
  // with the same chain finds that in the cache of the chain checker. Only headers of texts with a valid signature are cached, so callers
  // cannot fill the cache with variations of Apple's chain.
  const headerCache = new LRUCache<string, TrustedChain>({
    maxSize: maxCachedHeaderBytes,
    sizeCalculation: (_chain, header) => header.length,
  })

  async function trustHeader(
    header: string,
    effectiveAt: number,
    time: number,
  ): ReturnType<typeof checkChain> {
    const chain = headerCache.get(header)
    if (chain !== undefined && time < chain.trustedUntil) return { ok: true, chain }
    const read = readHeader(header)
    if (!read.ok) return read
    return await checkChain(read.leaf, read.intermediate, effectiveAt, time)
  }

  return {
    async verify(jws, maxBytes = maxSignedDataBytes) {
      if (jws.length > maxBytes) return reject(`it is larger than ${Math.floor(maxBytes / 1024)} KiB`)
      if (!compactJws.test(jws)) return reject('it is not a compact JWS with an ES256 signature')
      const headerEnd = jws.indexOf('.')
      const payloadEnd = jws.lastIndexOf('.')
      const header = jws.slice(0, headerEnd)
      const payload = decodeObject(jws.slice(headerEnd + 1, payloadEnd))
      if (payload === null) return reject('its payload is not a JSON object')

      const time = now()
      const effectiveAt = onlineChecks ? time : signedAt(payload, time)
      const trust = await trustHeader(header, effectiveAt, time)
      if (!trust.ok) return trust
      const { chain } = trust
      if (!coversDate(chain, effectiveAt)) return reject('its certificates were not valid at that time')
      const bytes = Buffer.from(jws, 'latin1')
      const signature = Buffer.from(jws.slice(payloadEnd + 1), 'base64url')
      if (!isSignedByEs256(bytes.subarray(0, payloadEnd), signature, chain.key)) {
        return reject('its signature is wrong')
      }
      if (time < chain.trustedUntil && headerCache.get(header) !== chain) {
        headerCache.set(flatCopy(header), chain)
      }
      return checkTimeClaims(payload, time)
    },
  }
}

type Header =
  | { readonly ok: true; readonly leaf: string; readonly intermediate: string }
  | { readonly ok: false; readonly reason: string }

/**
 * Apple's library ignores `crit` and `b64` (RFC 7515 §4.1.11, RFC 7797), which change the meaning of a signature. The App Store uses
 * neither, so a header with one of them is rejected.
 */
function readHeader(headerPart: string): Header {
  const header = decodeObject(headerPart)
  if (header === null) return reject('its header is not a JSON object')
  if (header['alg'] !== 'ES256') return reject('it is not signed with ES256')
  if ('crit' in header || 'b64' in header) {
    return reject('its header has extensions that the App Store never uses')
  }
  const x5c: unknown = header['x5c']
  if (!Array.isArray(x5c)) return reject('it carries no certificate chain')
  const [leaf, intermediate, root] = x5c as unknown[]
  if (
    x5c.length !== 3 ||
    typeof leaf !== 'string' ||
    typeof intermediate !== 'string' ||
    typeof root !== 'string'
  ) {
    return reject(
      `its chain has ${x5c.length} certificates instead of 3 (receipts of Xcode's local testing have 1 and are not accepted)`,
    )
  }
  return { ok: true, leaf, intermediate }
}

/** The time at which certificates are validated offline, as in Apple's verifier. NaN, which no chain covers, if it is malformed. */
function signedAt(payload: SignedPayload, now: number): number {
  const { signedDate } = payload
  if (signedDate === undefined) return now
  return typeof signedDate === 'number' ? signedDate : Number.NaN
}

/** As `jsonwebtoken` does for Apple's verifier: the claims are in seconds and optional. */
function checkTimeClaims(payload: SignedPayload, now: number): SignedDataResult {
  const seconds = Math.floor(now / 1000)
  const { exp, nbf } = payload
  if (exp !== undefined && !(typeof exp === 'number' && seconds < exp)) return reject('it has expired')
  if (nbf !== undefined && !(typeof nbf === 'number' && nbf <= seconds)) return reject('it is not valid yet')
  return { ok: true, payload }
}

function decodeObject(part: string): SignedPayload | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is SignedPayload {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A slice would reference the whole JWS and keep it in memory. */
function flatCopy(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1')
}

function reject(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason }
}
