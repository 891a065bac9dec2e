import { createPublicKey } from 'node:crypto'
import { expect, test } from 'vitest'
import { readVectors } from '../../test/fixtures/wycheproof/vectors.ts'
import { isSignedByEs256 } from './es256-signature.ts'

test('every ECDSA vector of Wycheproof for P-256 has its result', () => {
  const vectors = readVectors('ecdsa_secp256r1_sha256_p1363').flatMap(({ publicKeyDer, tests }) => {
    const key = createPublicKey({ key: Buffer.from(publicKeyDer, 'hex'), format: 'der', type: 'spki' })
    return tests.map((vector) => ({ key, ...vector }))
  })
  expect(vectors).toHaveLength(262)
  for (const { key, tcId, comment, msg, sig, result } of vectors) {
    const isSigned = isSignedByEs256(Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex'), key)
    expect(isSigned, `${tcId} ${comment}`).toBe(result === 'valid')
  }
})
