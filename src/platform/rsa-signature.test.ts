import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  privateEncrypt,
  type KeyObject,
} from 'node:crypto'
import { expect, test } from 'vitest'
import { readVectors, type SignatureCase } from '../../test/fixtures/wycheproof/vectors.ts'
import { isSignedByRsa, parseRsaPublicKey } from './rsa-signature.ts'

const toBase64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64')

/** The text of a vector; null if its bytes are not UTF-8, as those of a store are. */
function readText({ msg }: SignatureCase): string | null {
  const bytes = Buffer.from(msg, 'hex')
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : null
}

test('every RSA PKCS#1 vector of Wycheproof for 2048 bits and SHA-512 has its result', () => {
  let checked = 0
  for (const { publicKeyDer, tests } of readVectors('rsa_signature_2048_sha512')) {
    const key = parseRsaPublicKey(toBase64(publicKeyDer))
    if (key === null) throw new Error('a key of Wycheproof cannot be parsed')
    for (const vector of tests) {
      const text = readText(vector)
      if (text === null) continue
      checked += 1
      // "acceptable" is one signature without the NULL of RFC 8017, which no store makes: it is refused.
      const isSigned = isSignedByRsa('sha512', text, toBase64(vector.sig), key)
      expect(isSigned, `${vector.tcId} ${vector.comment}`).toBe(vector.result === 'valid')
    }
  }
  expect(checked).toBe(258)
})

/** Wycheproof calls SHA-1 only acceptable. Google Play signs purchases with nothing else. */
test('every RSA PKCS#1 signature of Wycheproof with SHA-1 is accepted, and none with one changed bit', () => {
  const vectors = readVectors('rsa_pkcs1_2048_sig_gen').flatMap(({ privateKeyPkcs8, tests }) => {
    const key = createPublicKey(readPrivateKey(privateKeyPkcs8))
    return tests.map((vector) => ({ key, text: readText(vector), sig: vector.sig }))
  })
  const checked = vectors.filter(({ text }) => text !== null)
  expect(checked.length).toBeGreaterThan(5)
  for (const { key, text, sig } of checked) {
    expect(isSignedByRsa('sha1', text ?? '', toBase64(sig), key)).toBe(true)
    expect(isSignedByRsa('sha512', text ?? '', toBase64(sig), key)).toBe(false)
    for (let bit = 0; bit < 2048; bit += 31) {
      const changed = Buffer.from(sig, 'hex')
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      expect(isSignedByRsa('sha1', text ?? '', changed.toString('base64'), key)).toBe(false)
    }
  }
})

const text = '{"orderId":"GPA.1"}'
const sha1Info = Buffer.from('3021300906052b0e03021a05000414', 'hex')
const sha1InfoWithoutNull = Buffer.from('301f300706052b0e03021a0414', 'hex')
const digest = createHash('sha1').update(text).digest()

/** `00 01 FF … FF 00`, the information, and bytes after it. */
function encode({
  info = sha1Info,
  type = 1,
  fill = 0xff,
  after = Buffer.alloc(0),
}: {
  readonly info?: Buffer
  readonly type?: number
  readonly fill?: number
  readonly after?: Buffer
}): Buffer {
  const end = Buffer.concat([Buffer.of(0), info, digest, after])
  const begin = Buffer.of(0, type)
  return Buffer.concat([begin, Buffer.alloc(256 - begin.length - end.length, fill), end])
}

const shortPadding = Buffer.concat([
  Buffer.of(0, 1, ...Array<number>(8).fill(0xff), 0),
  sha1Info,
  digest,
  Buffer.alloc(256 - 11 - sha1Info.length - digest.length, 0x41),
])

/** The forgeries of Wycheproof’s vectors for other digests, made with its key for SHA-1, for which it has none. */
test.each([
  ['the encoding of RFC 8017', encode({}), true],
  ['bytes after the digest', encode({ after: Buffer.from('forged') }), false],
  ['eight bytes of padding and free bytes after the digest', shortPadding, false],
  ['no NULL in the algorithm', encode({ info: sha1InfoWithoutNull }), false],
  ['the padding of an encryption', encode({ type: 2 }), false],
  ['a padding of other bytes', encode({ fill: 0xfe }), false],
  ['no algorithm', encode({ info: Buffer.alloc(0) }), false],
])('a signature by SHA-1 that contains %s is valid: %3$s', (_, encoded, expected) => {
  const [group] = readVectors('rsa_pkcs1_2048_sig_gen')
  const key = readPrivateKey(group?.privateKeyPkcs8 ?? '')
  const signature = privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, encoded)
  expect(isSignedByRsa('sha1', text, signature.toString('base64'), createPublicKey(key))).toBe(expected)
})

function readPrivateKey(pkcs8: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(pkcs8, 'hex'), format: 'der', type: 'pkcs8' })
}
