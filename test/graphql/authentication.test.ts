import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTHeaderParameters,
} from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevApp } from '../../src/development/dev-app.ts'
import type { ApiClient } from '../support/api.ts'
import { buyItem, createAppClient, createBuyer, createServerClient } from '../support/buyer.ts'
import { appKeyHeaders, postGraphql, signUserToken } from '../support/graphql-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let admin: ApiClient
let other: DevApp
beforeAll(async () => {
  server = await startTestServer()
  admin = createServerClient(server)
  other = await server.addProject({})
})
afterAll(() => server.close())

const postQuery = (headers: Record<string, string>, text = '{ items { nodes { itemId } } }') =>
  postGraphql(server.graphqlUrl, headers, text)
const withToken = (token: string) =>
  postQuery({ ...appKeyHeaders(server.project), authorization: `Bearer ${token}` })
const unauthenticated = { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }

type Claims = { readonly sub?: string; readonly aud?: string; readonly iat?: number; readonly exp?: number }

const now = () => Math.floor(Date.now() / 1000)
const goodClaims = (): Claims => ({
  sub: 'somebody',
  aud: server.project.appKey,
  iat: now(),
  exp: now() + 3_600,
})
const userSecret = () => new TextEncoder().encode(server.project.userTokenSecret)

const signToken = (
  claims: Claims,
  key: CryptoKey | Uint8Array = userSecret(),
  header: JWTHeaderParameters = { alg: 'HS256' },
) => new SignJWT({ ...claims }).setProtectedHeader(header).sign(key)

describe('a user token', () => {
  test('that is good proves its user, as does one of an age within the tolerance of clocks', async () => {
    for (const claims of [
      goodClaims(),
      { ...goodClaims(), iat: now() + 30 },
      { ...goodClaims(), exp: now() - 30, iat: now() - 60 },
    ]) {
      expect(await withToken(await signToken(claims))).toMatchObject({ status: 200, errors: undefined })
    }
  })

  test.each<[string, () => Claims]>([
    ['has expired', () => ({ ...goodClaims(), iat: now() - 7_200, exp: now() - 3_600 })],
    ['is for another AppKey', () => ({ ...goodClaims(), aud: other.appKey })],
    ['is valid for more than 24 hours', () => ({ ...goodClaims(), exp: now() + 25 * 3_600 })],
    ['was issued in the future', () => ({ ...goodClaims(), iat: now() + 3_600, exp: now() + 7_200 })],
    ['names nobody', () => ({ ...goodClaims(), sub: '' })],
    ['names somebody of 201 characters', () => ({ ...goodClaims(), sub: 'x'.repeat(201) })],
    ['names somebody with a NUL', () => ({ ...goodClaims(), sub: 'nul \u0000' })],
    ['has no end', () => ({ sub: 'somebody', aud: server.project.appKey, iat: now() })],
    ['has no beginning', () => ({ sub: 'somebody', aud: server.project.appKey, exp: now() + 60 })],
    ['has no audience', () => ({ sub: 'somebody', iat: now(), exp: now() + 60 })],
  ])('that %s is UNAUTHENTICATED', async (_, claims) => {
    expect(await withToken(await signToken(claims()))).toMatchObject(unauthenticated)
  })

  test('that is unsigned, or signed with a wrong key or algorithm, is UNAUTHENTICATED', async () => {
    const claims = goodClaims()
    const { privateKey } = await generateKeyPair('ES256')
    const otherSecret = new TextEncoder().encode(other.userTokenSecret)
    const good = await signToken(claims)
    const [header = '', payload = '', signature = ''] = good.split('.')
    const tokens = [
      new UnsecuredJWT({ ...claims }).encode(),
      await signToken(claims, otherSecret),
      await signToken(claims, userSecret(), { alg: 'HS512' }),
      await signToken(claims, privateKey, { alg: 'ES256' }),
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature.slice(0, -3)}AAA`,
      'nonsense',
      '..',
    ]
    for (const token of tokens) expect(await withToken(token)).toMatchObject(unauthenticated)
  })

  test('alone, with an unknown AppKey, or in a header of another form is UNAUTHENTICATED', async () => {
    const token = await signUserToken(server.project, 'somebody')
    const unknown = 'ak_01k00000000000000000000000'
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { authorization: `Bearer ${token}`, 'x-app-key': unknown },
      { authorization: `Bearer ${token}`, 'x-app-key': other.appKey },
      { authorization: token, 'x-app-key': server.project.appKey },
      { authorization: 'Basic dXNlcjpwYXNz', 'x-app-key': server.project.appKey },
      { authorization: 'Bearer ', 'x-app-key': server.project.appKey },
      { 'x-app-key': unknown },
      { 'x-app-key': 'nonsense' },
    ]) {
      expect(await postQuery(headers)).toMatchObject(unauthenticated)
    }
  })

  test('is missed where the project demands one', async () => {
    const bare = createAppClient(server)
    const demanded = { problem: { code: 'USER_TOKEN_REQUIRED', retryable: false } }
    const wish = { userId: 'somebody', itemId: 'coins_100', store: 'TEST_STORE' } as const
    const receipt = { testStore: { receipt: 'any' } }
    expect(await bare.mutate('registerUser', { userId: 'somebody' })).toMatchObject(demanded)
    expect(await bare.mutate('requestPurchase', wish)).toMatchObject(demanded)
    expect(await bare.mutate('verifyPurchase', { userId: 'somebody', receipt })).toMatchObject(demanded)
    const { purchase } = await buyItem(server, await createBuyer(server))
    expect(await bare.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).toMatchObject(demanded)
    expect(await bare.mutate('cancelPurchase', { purchaseId: purchase.id })).toMatchObject(demanded)
    expect(await bare.queryErrorCodes('{ unconsumedPayments(userId: "somebody") { nodes { id } } }')).toEqual(
      ['UNAUTHENTICATED'],
    )
  })

  test('of one user does not speak for another', async () => {
    const { client } = await createBuyer(server)
    const wish = { userId: 'another', itemId: 'coins_100', store: 'TEST_STORE' } as const
    expect((await client.mutate('registerUser', { userId: 'another' })).problem?.code).toBe(
      'USER_TOKEN_REQUIRED',
    )
    expect((await client.mutate('requestPurchase', wish)).problem?.code).toBe('USER_TOKEN_REQUIRED')
    expect(
      await client.queryErrorCodes('{ unconsumedPayments(userId: "another") { nodes { id } } }'),
    ).toEqual(['UNAUTHENTICATED'])
  })
})

describe('registered keys for user tokens', () => {
  const makeKey = async (alg: 'ES256' | 'EdDSA', kid?: string) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), ...(kid === undefined ? {} : { kid }) }
    return {
      jwk: JSON.stringify(jwk),
      privateJwk: JSON.stringify(await exportJWK(privateKey)),
      privateKey,
      alg,
    }
  }

  test('ES256 and EdDSA work, several of a kind too, by key id or without, until they are replaced', async () => {
    const keys = await Promise.all([
      makeKey('ES256', 'old'),
      makeKey('ES256', 'new'),
      makeKey('EdDSA'),
      makeKey('EdDSA'),
    ])
    const tokens = [
      ...(await Promise.all(keys.map(({ privateKey, alg }) => signToken(goodClaims(), privateKey, { alg })))),
      await signToken(goodClaims(), keys[1].privateKey, { alg: 'ES256', kid: 'new' }),
      await signToken(goodClaims(), keys[2].privateKey, { alg: 'EdDSA', kid: 'unnamed there' }),
    ]
    for (const token of tokens) expect(await withToken(token)).toMatchObject(unauthenticated)
    await admin.mutate('updateAppKey', { userTokenJwks: keys.map(({ jwk }) => jwk) })
    for (const token of tokens)
      expect(await withToken(token)).toMatchObject({ status: 200, errors: undefined })
    const wrongId = await signToken(goodClaims(), keys[1].privateKey, { alg: 'ES256', kid: 'old' })
    expect(await withToken(wrongId)).toMatchObject(unauthenticated)
    await admin.mutate('updateAppKey', { userTokenJwks: [] })
    for (const token of tokens) expect(await withToken(token)).toMatchObject(unauthenticated)
  })

  test('only whole public keys of these two kinds are taken, at most 10', async () => {
    const { jwk, privateJwk } = await makeKey('ES256')
    const rsa = await generateKeyPair('RS256', { extractable: true })
    const wrong = [
      ['nonsense'],
      ['null'],
      ['[]'],
      ['{}'],
      ['{"kty":"EC","crv":"P-256"}'],
      ['{"kty":"OKP","crv":"Ed25519","x":"AAAA"}'],
      ['{"kty":"oct","k":"AAAA"}'],
      [privateJwk],
      [JSON.stringify(await exportJWK(rsa.publicKey))],
      [jwk, 'nonsense'],
      Array.from({ length: 11 }, () => jwk),
    ]
    for (const userTokenJwks of wrong) {
      const { problem } = await admin.mutate('updateAppKey', { userTokenJwks })
      expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['userTokenJwks'] })
    }
  })
})
