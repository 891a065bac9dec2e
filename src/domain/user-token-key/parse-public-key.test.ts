import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { expect, test } from 'vitest'
import { parsePublicKey } from './parse-public-key.ts'

const p256 = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const ed25519 = generateKeyPairSync('ed25519')
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const p384 = generateKeyPairSync('ec', { namedCurve: 'secp384r1' })
const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' })
const x25519 = generateKeyPairSync('x25519')

const toPem = (key: KeyObject) => key.export({ type: 'spki', format: 'pem' }) as string
const toJwk = (key: KeyObject, members: object = {}) =>
  JSON.stringify({ ...key.export({ format: 'jwk' }), ...members })

test.each([
  ['a P-256 key in PEM', toPem(p256.publicKey), 'ES256', null],
  ['an Ed25519 key in PEM', `\n${toPem(ed25519.publicKey)}\n`, 'EDDSA', null],
  ['a P-256 JWK', toJwk(p256.publicKey, { kid: 'one', alg: 'ES256', use: 'sig' }), 'ES256', 'one'],
  ['an Ed25519 JWK', toJwk(ed25519.publicKey, { alg: 'EdDSA' }), 'EDDSA', null],
] as const)('%s is accepted, and stored with the members of the key only', (_, text, algorithm, kid) => {
  const { key } = parsePublicKey(text)
  expect(key).toMatchObject({ algorithm, kid })
  const members = algorithm === 'ES256' ? ['crv', 'kty', 'x', 'y'] : ['crv', 'kty', 'x']
  expect(Object.keys(JSON.parse(key?.jwk ?? '{}') as object).toSorted()).toEqual(members)
})

test.each([
  ['a private key in PEM', p256.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string, /private/],
  ['a private key of OpenSSL', p256.privateKey.export({ type: 'sec1', format: 'pem' }) as string, /private/],
  ['a private JWK', toJwk(p256.privateKey), /private/],
  ['a secret as a JWK', '{"kty":"oct","k":"AAAA"}', /private/],
  ['an RSA key', toPem(rsa.publicKey), /P-256/],
  ['a P-384 key', toPem(p384.publicKey), /P-256/],
  ['a secp256k1 key', toPem(secp256k1.publicKey), /P-256/],
  ['an X25519 key', toPem(x25519.publicKey), /P-256/],
  ['an RSA JWK', toJwk(rsa.publicKey), /P-256/],
  ['a JWK for another algorithm', toJwk(p256.publicKey, { alg: 'HS256' }), /another purpose/],
  ['a JWK for encryption', toJwk(p256.publicKey, { use: 'enc' }), /another purpose/],
  ['a JWK without a point', '{"kty":"EC","crv":"P-256"}', /must be a public key/],
  [
    'a JWK with a point beside the curve',
    toJwk(p256.publicKey, { x: 'A'.repeat(43) }),
    /must be a public key/,
  ],
  ['a short Ed25519 JWK', '{"kty":"OKP","crv":"Ed25519","x":"AAAA"}', /must be a public key/],
  ['a list', '[]', /must be a public key/],
  ['null', 'null', /must be a public key/],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', /must be a public key/],
  ['a text of 2,001 characters', 'x'.repeat(2_001), /2000 characters/],
  ['an empty text', '', /must be a public key/],
])('%s is refused', (_, text, reason) => {
  const { problem } = parsePublicKey(text)
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['publicKey'] })
  expect(problem?.message).toMatch(reason)
})
