import { generateKeyPairSync, sign, verify } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isSignedByEs256 } from './es256-signature.ts'

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const bytes = Buffer.from('a signed text')
const signature = sign('sha256', bytes, { key: privateKey, dsaEncoding: 'ieee-p1363' })

const isSignedByNode = (candidate: Buffer) =>
  verify('sha256', bytes, { key: publicKey, dsaEncoding: 'ieee-p1363' }, candidate)

test('every signature of the key is accepted, also one with leading zeros or high bits', () => {
  // One of 256 integers begins with a zero, and every second one with a high bit.
  for (let attempt = 0; attempt < 1_500; attempt += 1) {
    const text = Buffer.from(`text ${attempt}`)
    const signed = sign('sha256', text, { key: privateKey, dsaEncoding: 'ieee-p1363' })
    expect(isSignedByEs256(text, signed, publicKey)).toBe(true)
  }
})

test('any bytes are a signature exactly when Node takes them for one', () => {
  const integer = fc.oneof(
    fc.constantFrom(
      signature.subarray(0, 32),
      signature.subarray(32),
      Buffer.alloc(32),
      Buffer.alloc(32, 255),
    ),
    fc.uint8Array({ minLength: 32, maxLength: 32 }).map((array) => Buffer.from(array)),
  )
  fc.assert(
    fc.property(integer, integer, (r, s) => {
      const candidate = Buffer.concat([r, s])
      expect(isSignedByEs256(bytes, candidate, publicKey)).toBe(isSignedByNode(candidate))
    }),
  )
})

test.for([0, 1, 63, 65, 72])('%i bytes are no signature', (length) => {
  expect(isSignedByEs256(bytes, Buffer.concat([signature, signature]).subarray(0, length), publicKey)).toBe(
    false,
  )
})
