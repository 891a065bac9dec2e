import { createPublicKey, KeyObject, sign as signBytes } from 'node:crypto'
import { CompactSign, exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import type { JWTHeaderParameters } from 'jose'
import { describe, expect, test } from 'vitest'
import { createUserTokenVerifier, type UserTokenCredential } from './user-token.ts'

const audience = 'ak_test'
const now = new Date('2026-11-29T12:00:00Z')
const seconds = now.getTime() / 1000
const hour = 3_600
const claims = { sub: 'user', aud: audience, iat: seconds, exp: seconds + hour }
type Claims = Readonly<Record<string, unknown>>

const encode = (text: string) => new TextEncoder().encode(text)
const secret = encode('0123456789abcdef0123456789abcdef')
const [es256, ed25519, foreign] = await Promise.all([
  generateKeyPair('ES256', { extractable: true }),
  generateKeyPair('EdDSA', { extractable: true }),
  generateKeyPair('ES256', { extractable: true }),
])
const es256Jwk = await exportJWK(es256.publicKey)
const credentials: readonly UserTokenCredential[] = [
  { kind: 'SECRET', id: 'secret', secret, expiresAt: null },
  { kind: 'KEY', id: 'es256', kid: 'one', algorithm: 'ES256', jwk: es256Jwk, expiresAt: null },
  {
    kind: 'KEY',
    id: 'ed25519',
    kid: 'two',
    algorithm: 'EDDSA',
    jwk: await exportJWK(ed25519.publicKey),
    expiresAt: null,
  },
]
const createVerifier = (accepted = credentials) =>
  createUserTokenVerifier({ audience, credentials: accepted, clock: () => now })
const verify = createVerifier()

const sign = (
  payload: Claims = claims,
  header: JWTHeaderParameters = { alg: 'HS256' },
  key: unknown = secret,
) => new CompactSign(encode(JSON.stringify(payload))).setProtectedHeader(header).sign(key as Uint8Array)
const signEs256 = (header: Partial<JWTHeaderParameters> = {}, payload: Claims = claims) =>
  new SignJWT(payload).setProtectedHeader({ alg: 'ES256', ...header }).sign(es256.privateKey)
/** A token whose header says something else than what was signed with. */
const withHeader = (token: string, header: Claims) => {
  const [, payload = '', signature = ''] = token.split('.')
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`
}
/** A token with a right signature over a header that a signing library would refuse. */
const signHeader = (header: Claims) => {
  const parts = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  const key = KeyObject.from(es256.privateKey)
  const signature = signBytes('sha256', Buffer.from(parts.join('.')), { key, dsaEncoding: 'ieee-p1363' })
  return `${parts.join('.')}.${signature.toString('base64url')}`
}
const rejected = { name: 'RequestError', code: 'UNAUTHENTICATED' }

describe('a valid user token', () => {
  test('names its user and what it is signed with', async () => {
    const signed = [
      [await sign(), 'secret'],
      [await signEs256(), 'es256'],
      [await signEs256({ kid: 'one' }), 'es256'],
      [
        await new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', kid: 'two' }).sign(ed25519.privateKey),
        'ed25519',
      ],
      [await new SignJWT(claims).setProtectedHeader({ alg: 'Ed25519' }).sign(ed25519.privateKey), 'ed25519'],
    ] as const
    for (const [token, credentialId] of signed) {
      expect(await verify(token, now)).toEqual({ userId: 'user', credentialId })
    }
  })

  test.each<[string, Claims]>([
    ['several audiences of which one is the AppKey', { aud: ['other', audience] }],
    ['an expiry 59 seconds ago', { iat: seconds - hour, exp: seconds - 59 }],
    ['a start 60 seconds from now', { nbf: seconds + 60 }],
    ['an issue time 60 seconds from now', { iat: seconds + 60, exp: seconds + hour }],
    ['a life of exactly 24 hours', { exp: seconds + 24 * hour }],
  ])('may have %s', async (_, changed) => {
    expect(await verify(await sign({ ...claims, ...changed }), now)).toMatchObject({ userId: 'user' })
  })
})

describe('a user token is rejected', () => {
  test.each<[string, Claims]>([
    ['with an audience that contains the AppKey', { aud: `${audience}x` }],
    ['with audiences without the AppKey', { aud: ['other', 'another'] }],
    ['with an empty list of audiences', { aud: [] }],
    ['with an expiry 60 seconds ago', { iat: seconds - hour, exp: seconds - 60 }],
    ['with an expiry that is a text', { exp: String(seconds + hour) }],
    ['with an infinite expiry', { exp: 1e300 }],
    ['with a start 61 seconds from now', { nbf: seconds + 61 }],
    ['with a start that is a text', { nbf: 'now' }],
    ['with an issue time 61 seconds from now', { iat: seconds + 61 }],
    ['with a life of 24 hours and a second', { exp: seconds + 24 * hour + 1 }],
    ['with a negative issue time', { iat: -1 }],
    ['with a subject that is a number', { sub: 7 }],
    ['with a subject that is a list', { sub: ['user'] }],
  ])('%s', async (_, changed) => {
    await expect(verify(await sign({ ...claims, ...changed }), now)).rejects.toMatchObject(rejected)
  })

  test('without a signature, however "none" is written', async () => {
    const tokens = [
      new UnsecuredJWT(claims).encode(),
      ...['none', 'None', 'NONE', ''].map((alg) => withHeader(`..`, { alg })),
    ]
    const [, payload = ''] = (await sign()).split('.')
    tokens.push(`${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`)
    for (const token of tokens) await expect(verify(token, now)).rejects.toMatchObject(rejected)
  })

  test('that is signed with a public key as the secret of HS256', async () => {
    const key = createPublicKey({ key: es256Jwk, format: 'jwk' })
    const der = key.export({ type: 'spki', format: 'der' })
    const secrets = [
      encode(key.export({ type: 'spki', format: 'pem' }) as string),
      encode((key.export({ type: 'spki', format: 'pem' }) as string).trim()),
      der,
      encode(JSON.stringify(es256Jwk)),
      Buffer.from(es256Jwk.x ?? '', 'base64url'),
    ]
    for (const each of secrets) {
      await expect(verify(await sign(claims, { alg: 'HS256', kid: 'one' }, each), now)).rejects.toMatchObject(
        rejected,
      )
    }
  })

  test('whose header names another algorithm than the one it is signed with', async () => {
    for (const alg of ['HS256', 'HS512', 'RS256', 'PS256', 'ES384', 'EdDSA', 'ES256K']) {
      await expect(verify(withHeader(await signEs256(), { alg }), now)).rejects.toMatchObject(rejected)
    }
    await expect(verify(await sign(claims, { alg: 'HS512' }), now)).rejects.toMatchObject(rejected)
  })

  test('whose key is only in its own header', async () => {
    const jwk = await exportJWK(foreign.publicKey)
    const headers = [
      { alg: 'ES256', jwk },
      { alg: 'ES256', jku: 'https://attacker.example/keys', kid: 'one' },
      { alg: 'ES256', x5u: 'https://attacker.example/certificate', kid: 'one' },
      { alg: 'ES256', x5c: ['MIIB'], kid: 'one' },
    ]
    for (const header of headers) {
      const token = await new SignJWT(claims).setProtectedHeader(header).sign(foreign.privateKey)
      await expect(verify(token, now)).rejects.toMatchObject(rejected)
    }
  })

  test('with the key id of another key, of none, or one that is meant to be a path or a query', async () => {
    const kids = [
      'two',
      'three',
      '',
      '../../../dev/null',
      "x' or '1'='1",
      '__proto__',
      'constructor',
      'one\u0000',
    ]
    for (const kid of kids) {
      await expect(verify(await signEs256({ kid }), now)).rejects.toMatchObject(rejected)
    }
    await expect(verify(signHeader({ alg: 'ES256', kid: 7 }), now)).rejects.toMatchObject(rejected)
  })

  test('with a critical extension, or an unencoded payload', async () => {
    expect(await verify(signHeader({ alg: 'ES256' }), now)).toMatchObject({ credentialId: 'es256' })
    for (const header of [
      { alg: 'ES256', crit: ['exp'], exp: 1 },
      { alg: 'ES256', crit: ['unknown'], unknown: true },
      { alg: 'ES256', crit: [] },
      { alg: 'ES256', b64: false, crit: ['b64'] },
    ]) {
      await expect(verify(signHeader(header), now)).rejects.toMatchObject(rejected)
    }
  })

  test('whose right signature is written in another way than canonical base64url', async () => {
    const token = await sign()
    const [header = '', payload = '', signature = ''] = token.split('.')
    const others = [
      `${token}=`,
      `${header}.${payload}=.${signature}`,
      `${header}.${payload}. ${signature}`,
      `${token}\n`,
      `${token}.`,
      `.${token}`,
      token.slice(0, -1) + String.fromCharCode((token.at(-1) ?? '').charCodeAt(0) + 1),
    ]
    expect(await verify(token, now)).toMatchObject({ userId: 'user' })
    for (const other of others) await expect(verify(other, now)).rejects.toMatchObject(rejected)
  })

  test('with claims that are lists in lists or objects', async () => {
    const odd = [[['user']], { user: true }, [], {}, [[]]]
    for (const value of odd) {
      for (const claim of ['sub', 'exp', 'iat', 'aud', 'nbf']) {
        const token = await sign({ ...claims, [claim]: value })
        await expect(verify(token, now), `${claim} ${JSON.stringify(value)}`).rejects.toMatchObject(rejected)
      }
    }
  })

  test('from the moment at which what signed it expires', async () => {
    const expiring = (expiresAt: Date) => createVerifier(credentials.map((each) => ({ ...each, expiresAt })))
    const token = await signEs256({ kid: 'one' })
    expect(await expiring(new Date(now.getTime() + 1))(token, now)).toMatchObject({ credentialId: 'es256' })
    await expect(expiring(now)(token, now)).rejects.toMatchObject(rejected)
    await expect(expiring(now)(await sign(), now)).rejects.toMatchObject(rejected)
  })
})
