import { createSecretKey, webcrypto } from 'node:crypto'
import { jwtVerify, type CryptoKey } from 'jose'
import { expect, test } from 'vitest'
import { signUserToken } from './sign-user-token.ts'

const now = Date.parse('2026-11-29T12:00:00Z')
const options = { audience: 'ak_1', currentDate: new Date(now) }
const input = { userId: '김 ada', lifetimeSeconds: 600 }

test('a JWT library accepts a token that is signed with a secret', async () => {
  const token = await signUserToken({ appKey: 'ak_1', signer: { secret: 'user secret' }, now }, input)
  const { payload } = await jwtVerify(token, createSecretKey(Buffer.from('user secret')), options)
  expect(payload).toEqual({ sub: '김 ada', aud: 'ak_1', iat: now / 1000, exp: now / 1000 + 600 })
})

test.for([
  ['ES256', { name: 'ECDSA', namedCurve: 'P-256' }],
  ['EdDSA', { name: 'Ed25519' }],
] as const)(
  'a JWT library accepts a token that is signed with a private key of %s',
  async ([alg, algorithm]) => {
    const pair = (await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify'])) as CryptoKeyPair
    const signer = { privateKey: pair.privateKey, kid: 'first' }
    const token = await signUserToken({ appKey: 'ak_1', signer, now }, input)
    const { payload, protectedHeader } = await jwtVerify(token, pair.publicKey as CryptoKey, options)
    expect(protectedHeader).toEqual({ alg, kid: 'first', typ: 'JWT' })
    expect(payload.sub).toBe('김 ada')
  },
)

type CryptoKeyPair = { readonly publicKey: unknown; readonly privateKey: webcrypto.CryptoKey }

test.for([0, -1, 1.5, 86_401, Number.NaN])(
  'a lifetime of %s seconds is rejected',
  async (lifetimeSeconds) => {
    const call = signUserToken(
      { appKey: 'ak_1', signer: { secret: 's' }, now },
      { userId: 'a', lifetimeSeconds },
    )
    await expect(call).rejects.toMatchObject({ code: 'INVALID_CONFIGURATION' })
  },
)
