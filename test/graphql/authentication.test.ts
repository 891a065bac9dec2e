import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  UnsecuredJWT,
  type CryptoKey,
  type JWTHeaderParameters,
} from 'jose'
import type { DevApp } from '../../src/development/dev-app.ts'
import { buyItem, createAppClient, createBuyer } from '../support/purchase-client.ts'
import { appKeyHeaders, postGraphql, signUserToken } from '../support/graphql-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'

const postQuery = (
  server: TestServer,
  headers: Record<string, string>,
  text = '{ items { nodes { itemId } } }',
) => postGraphql(server.graphqlUrl, headers, text)
const withToken = (server: TestServer, project: DevApp, token: string) =>
  postQuery(server, { ...appKeyHeaders(project), authorization: `Bearer ${token}` })
const unauthenticated = { status: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] }

type Claims = { readonly sub?: string; readonly aud?: string; readonly iat?: number; readonly exp?: number }

const now = () => Math.floor(Date.now() / 1000)
const goodClaims = (project: DevApp): Claims => ({
  sub: 'somebody',
  aud: project.appKey,
  iat: now(),
  exp: now() + 3_600,
})
const userSecret = (project: DevApp) => new TextEncoder().encode(project.userTokenSecret)

const signToken = (
  project: DevApp,
  claims: Claims,
  key: CryptoKey | Uint8Array = userSecret(project),
  header: JWTHeaderParameters = { alg: 'HS256' },
) => new SignJWT({ ...claims }).setProtectedHeader(header).sign(key)

describe('a user token', () => {
  test('a valid user token authenticates its user, with a tolerance for clock skew', async ({
    server,
    project,
  }) => {
    for (const claims of [
      goodClaims(project),
      { ...goodClaims(project), iat: now() + 30 },
      { ...goodClaims(project), exp: now() - 30, iat: now() - 60 },
    ]) {
      expect(await withToken(server, project, await signToken(project, claims))).toMatchObject({
        status: 200,
        errors: undefined,
      })
    }
  })

  test.for<[string, (project: DevApp, otherProject: DevApp) => Claims]>([
    ['has expired', (project) => ({ ...goodClaims(project), iat: now() - 7_200, exp: now() - 3_600 })],
    [
      'is for another AppKey',
      (project, otherProject) => ({ ...goodClaims(project), aud: otherProject.appKey }),
    ],
    ['is valid for more than 24 hours', (project) => ({ ...goodClaims(project), exp: now() + 25 * 3_600 })],
    [
      'was issued in the future',
      (project) => ({ ...goodClaims(project), iat: now() + 3_600, exp: now() + 7_200 }),
    ],
    ['has an empty subject', (project) => ({ ...goodClaims(project), sub: '' })],
    ['has a subject of 201 characters', (project) => ({ ...goodClaims(project), sub: 'x'.repeat(201) })],
    ['has a NUL in its subject', (project) => ({ ...goodClaims(project), sub: 'nul \u0000' })],
    ['has no expiry time', (project) => ({ sub: 'somebody', aud: project.appKey, iat: now() })],
    ['has no issue time', (project) => ({ sub: 'somebody', aud: project.appKey, exp: now() + 60 })],
    ['has no audience', () => ({ sub: 'somebody', iat: now(), exp: now() + 60 })],
  ])('a user token that %s is UNAUTHENTICATED', async ([_, claims], { server, project, otherProject }) => {
    expect(
      await withToken(server, project, await signToken(project, claims(project, otherProject))),
    ).toMatchObject(unauthenticated)
  })

  test('a user token that is unsigned, or signed with a wrong key or algorithm, is UNAUTHENTICATED', async ({
    server,
    project,
    otherProject,
  }) => {
    const claims = goodClaims(project)
    const { privateKey } = await generateKeyPair('ES256')
    const otherSecret = new TextEncoder().encode(otherProject.userTokenSecret)
    const good = await signToken(project, claims)
    const [header = '', payload = '', signature = ''] = good.split('.')
    const tokens = [
      new UnsecuredJWT({ ...claims }).encode(),
      await signToken(project, claims, otherSecret),
      await signToken(project, claims, userSecret(project), { alg: 'HS512' }),
      await signToken(project, claims, privateKey, { alg: 'ES256' }),
      `${header}.${payload}.`,
      `${header}.${payload}`,
      `${header}.${payload}.${signature.slice(0, -3)}AAA`,
      'nonsense',
      '..',
    ]
    for (const token of tokens) expect(await withToken(server, project, token)).toMatchObject(unauthenticated)
  })

  test('a user token without an AppKey, with an unknown AppKey, or in a malformed header is UNAUTHENTICATED', async ({
    server,
    project,
    otherProject,
  }) => {
    const token = await signUserToken(project, 'somebody')
    const unknown = 'ak_01k00000000000000000000000'
    for (const headers of [
      { authorization: `Bearer ${token}` },
      { authorization: `Bearer ${token}`, 'x-app-key': unknown },
      { authorization: `Bearer ${token}`, 'x-app-key': otherProject.appKey },
      { authorization: token, 'x-app-key': project.appKey },
      { authorization: 'Basic dXNlcjpwYXNz', 'x-app-key': project.appKey },
      { authorization: 'Bearer ', 'x-app-key': project.appKey },
      { 'x-app-key': unknown },
      { 'x-app-key': 'nonsense' },
    ]) {
      expect(await postQuery(server, headers)).toMatchObject(unauthenticated)
    }
  })

  test('a project that requires user tokens rejects clients without one', async ({ server }) => {
    const bare = createAppClient(server)
    const demanded = { problem: { code: 'USER_TOKEN_REQUIRED', retryable: false } }
    const input = { userId: 'somebody', itemId: 'coins_100', store: 'TEST_STORE' } as const
    const receipt = { testStore: { receipt: 'any' } }
    expect(await bare.mutate('registerUser', { userId: 'somebody' })).toMatchObject(demanded)
    expect(await bare.mutate('requestPurchase', input)).toMatchObject(demanded)
    expect(await bare.mutate('verifyPurchase', { userId: 'somebody', receipt })).toMatchObject(demanded)
    const { purchase } = await buyItem(await createBuyer(server))
    expect(await bare.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })).toMatchObject(demanded)
    expect(await bare.mutate('cancelPurchase', { purchaseId: purchase.id })).toMatchObject(demanded)
    expect(await bare.queryErrorCodes('{ unconsumedPayments(userId: "somebody") { nodes { id } } }')).toEqual(
      ['UNAUTHENTICATED'],
    )
  })

  test('a user token does not authorize calls for another user', async ({ server }) => {
    const { client } = await createBuyer(server)
    const input = { userId: 'another', itemId: 'coins_100', store: 'TEST_STORE' } as const
    expect((await client.mutate('registerUser', { userId: 'another' })).problem?.code).toBe(
      'USER_TOKEN_REQUIRED',
    )
    expect((await client.mutate('requestPurchase', input)).problem?.code).toBe('USER_TOKEN_REQUIRED')
    expect(
      await client.queryErrorCodes('{ unconsumedPayments(userId: "another") { nodes { id } } }'),
    ).toEqual(['UNAUTHENTICATED'])
  })
})

describe('registered keys for user tokens', () => {
  const makeKey = async (alg: 'ES256' | 'EdDSA', kid?: string) => {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
    const jwk = { ...(await exportJWK(publicKey)), ...(kid === undefined ? {} : { kid }) }
    return { jwk: JSON.stringify(jwk), privateKey, alg }
  }

  test('ES256 and EdDSA keys verify user tokens, with or without a key id, until they are withdrawn', async ({
    server,
    project,
    admin,
  }) => {
    const keys = await Promise.all([
      makeKey('ES256', 'old'),
      makeKey('ES256', 'new'),
      makeKey('EdDSA'),
      makeKey('EdDSA'),
    ])
    const tokens = [
      ...(await Promise.all(
        keys.map(({ privateKey, alg }) => signToken(project, goodClaims(project), privateKey, { alg })),
      )),
      await signToken(project, goodClaims(project), keys[1].privateKey, { alg: 'ES256', kid: 'new' }),
      await signToken(project, goodClaims(project), keys[2].privateKey, {
        alg: 'EdDSA',
        kid: 'unnamed there',
      }),
    ]
    for (const token of tokens) expect(await withToken(server, project, token)).toMatchObject(unauthenticated)
    const ids: string[] = []
    for (const { jwk } of keys) {
      const { userTokenKey } = await admin.mutate('registerUserTokenKey', { publicKey: jwk })
      ids.push(userTokenKey?.id ?? '')
    }
    for (const token of tokens)
      expect(await withToken(server, project, token)).toMatchObject({ status: 200, errors: undefined })
    const wrongId = await signToken(project, goodClaims(project), keys[1].privateKey, {
      alg: 'ES256',
      kid: 'old',
    })
    expect(await withToken(server, project, wrongId)).toMatchObject(unauthenticated)
    for (const userTokenKeyId of ids) await admin.mutate('withdrawUserTokenKey', { userTokenKeyId })
    for (const token of tokens) expect(await withToken(server, project, token)).toMatchObject(unauthenticated)
  })
})
