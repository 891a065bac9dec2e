import { createPublicKey, type KeyObject } from 'node:crypto'
import { compactVerify, importJWK } from 'jose'
import { expect, test } from 'vitest'
import { readVectors } from '../../test/fixtures/wycheproof/vectors.ts'
import { isCompactJws } from './compact-jws.ts'

/** The data has these two results exchanged: the first two contain a question mark, and the others are a text that is also "valid". */
const wrongResults: Readonly<Record<number, boolean>> = { 372: false, 373: false, 367: true, 370: true }

test('every JWS vector of Wycheproof for HS256, ES256 and RS256 has its result', async () => {
  let checked = 0
  for (const { comment: group, jwk, tests } of readVectors('json_web_signature')) {
    const key = await importJWK(jwk)
    for (const { tcId, comment, jws, result } of tests) {
      checked += 1
      const isSigned = isCompactJws(jws) && (await isVerified(jws, key, jwk.alg ?? ''))
      const expected = wrongResults[tcId] ?? result === 'valid'
      expect(isSigned, `${group} ${tcId} ${comment}`).toBe(expected)
    }
  }
  expect(checked).toBeGreaterThan(300)
})

async function isVerified(
  jws: string,
  key: Awaited<ReturnType<typeof importJWK>>,
  alg: string,
): Promise<boolean> {
  try {
    await compactVerify(jws, key, { algorithms: [alg] })
    return true
  } catch {
    return false
  }
}

/** Keys of jose are those of Web Crypto, so that is what verifies user tokens and receipts of the Test store. */
const webCryptoCases = [
  ['ed25519', { name: 'Ed25519' }, 151],
  ['ecdsa_secp256r1_sha256_p1363', { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }, 262],
  ['rsa_signature_2048_sha256', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, 259],
] as const

test.each(webCryptoCases)(
  'every vector of Wycheproof in %s has its result',
  async (file, algorithm, count) => {
    let checked = 0
    for (const { publicKeyDer, tests } of readVectors(file)) {
      const key = toKey(publicKeyDer).toCryptoKey(algorithm, false, ['verify'])
      for (const { tcId, comment, msg, sig, result } of tests) {
        checked += 1
        const signature = Buffer.from(sig, 'hex')
        const isSigned = await crypto.subtle.verify(algorithm, key, signature, Buffer.from(msg, 'hex'))
        // "acceptable" is one RSA signature without the NULL of RFC 8017.
        expect(isSigned, `${tcId} ${comment}`).toBe(result === 'valid')
      }
    }
    expect(checked).toBe(count)
  },
)

function toKey(publicKeyDer: string): KeyObject {
  return createPublicKey({ key: Buffer.from(publicKeyDer, 'hex'), format: 'der', type: 'spki' })
}
