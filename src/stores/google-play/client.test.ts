import { createPublicKey } from 'node:crypto'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startFakeStoreServer } from '../../../test/contract/fake-store-server.ts'
import type { FakeAnswer, FakeHandler, FakeStoreServer } from '../../../test/contract/fake-store-server.ts'
import * as google from '../../../test/fixtures/google-play/google-fake.ts'
import { StoreMisconfigured, StoreUnavailable } from '../contract.ts'
import { createGooglePlayClient } from './client.ts'
import type { GooglePlayClient } from './client.ts'
import { googlePlayDefaults } from './google-play-config.ts'
import type { GooglePlayConfig } from './google-play-config.ts'

const { packageName, privateKeyPem, productId, purchaseToken } = google
const found = { status: 200, body: google.purchaseBody() }
const granted = { status: 200, body: google.grantBody }

let server: FakeStoreServer
let client: GooglePlayClient

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

function connect(changes: Partial<GooglePlayConfig> = {}): GooglePlayClient {
  const config = { ...googlePlayDefaults, timeoutMs: 500, ...changes }
  return createGooglePlayClient({
    packageName,
    credentials: { clientEmail: 'an@account', privateKey: privateKeyPem, privateKeyId: 'key-1' },
    config: { ...config, apiUrl: `${server.url}/google`, tokenUrl: `${server.url}/token` },
  })
}

beforeEach(() => {
  client = connect()
})

/** Grants tokens, and gives the other requests these answers in turn; the last one stays. */
function answers(...queue: FakeAnswer[]): FakeHandler {
  return ({ path }) => {
    if (google.isToken(path)) return granted
    return (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 500 }
  }
}

const failure = (status: number, reason: string): FakeAnswer => ({
  status,
  body: google.errorBody(status, reason),
})
const calls = (): string[] => server.requests.map(({ method, path }) => `${method} ${path}`)

describe('the access token', () => {
  it('is asked for as Google demands, and sent along', async () => {
    server.handle(answers(found))
    await client.findPurchase(purchaseToken)
    const [grant, look] = server.requests
    const form = new URLSearchParams(grant?.body)
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer')
    const { payload, protectedHeader } = await jwtVerify(
      form.get('assertion') ?? '',
      createPublicKey(privateKeyPem),
    )
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' })
    expect(payload).toMatchObject({
      iss: 'an@account',
      aud: 'https://oauth2.googleapis.com/token',
      scope: 'https://www.googleapis.com/auth/androidpublisher',
    })
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(3600)
    expect(look?.headers.authorization).toBe(`Bearer ${google.accessToken}`)
  })

  it('is asked for once by look-ups that come together', async () => {
    server.handle(answers(found))
    await Promise.all([1, 2, 3, 4].map(() => client.findPurchase(purchaseToken)))
    expect(server.requests.filter(({ path }) => google.isToken(path))).toHaveLength(1)
  })

  it('that is refused is replaced once', async () => {
    server.handle(answers(failure(401, 'authError'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
    expect(server.requests.filter(({ path }) => google.isToken(path))).toHaveLength(2)
  })

  it('that is refused again is an operator’s matter', async () => {
    server.handle(answers(failure(401, 'authError')))
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreMisconfigured)
    expect(server.requests).toHaveLength(4)
  })

  const refuse = (status: number, error: string, error_description = '', headers = {}): FakeAnswer => ({
    status,
    body: { error, error_description },
    headers,
  })
  const old = { date: new Date(Date.now() - 600_000).toUTCString() }

  it.each([
    ['was deleted, or belongs to another account', refuse(400, 'invalid_grant', 'Invalid JWT Signature.')],
    ['no such service account', refuse(400, 'invalid_grant', 'Invalid grant: account not found')],
    ["machine's clock is wrong", refuse(400, 'invalid_grant', 'Token must be in a reasonable timeframe')],
    ["s ahead of Google's", refuse(400, 'invalid_grant', 'Invalid JWT.', old)],
    ['(unauthorized_client)', refuse(401, 'unauthorized_client')],
  ])('is not given: %s', async (words, refusal) => {
    server.handle(() => refusal)
    const problem: unknown = await client.findPurchase(purchaseToken).catch((thrown: unknown) => thrown)
    expect(problem).toBeInstanceOf(StoreMisconfigured)
    expect(problem).toMatchObject({ message: expect.stringContaining(words) as string })
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    { status: 503 },
    { status: 200, body: '<html>' },
    { status: 400, body: '<html>' },
    'RESET',
  ] as const)('that cannot be had for %j decides nothing', async (answer) => {
    server.handle(() => answer)
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailable)
    expect(server.requests).toHaveLength(3)
  })
})

describe('a look-up', () => {
  it('puts the token into one segment of the path, under the configured address', async () => {
    server.handle(answers(found))
    await client.findPurchase("a/b+c=d%e?f#g'")
    expect(server.requests[1]?.path).toBe(
      `/google/androidpublisher/v3/applications/${packageName}/purchases/productsv2/tokens/a%2Fb%2Bc%3Dd%25e%3Ff%23g%27`,
    )
  })

  it('of a token that is seconds old finds it a little later', async () => {
    server.handle(answers(failure(404, 'purchaseTokenNotFound'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
  })

  it.each([
    [400, 'invalid', 1],
    [400, 'productNotOwnedByUser', 1],
    [404, 'purchaseTokenNotFound', 3],
    [410, 'purchaseTokenNoLongerValid', 1],
  ])('answered by %i %s finds nothing, after %i calls', async (status, reason, count) => {
    server.handle(answers(failure(status, reason)))
    expect(await client.findPurchase(purchaseToken)).toBeNull()
    expect(server.requests).toHaveLength(1 + count)
  })

  it.each([
    [403, 'permissionDenied', 'lacks a permission'],
    [401, 'permissionDenied', 'lacks a permission'],
    [403, 'accessNotConfigured', 'is not enabled'],
    [403, 'projectNotLinked', 'is not linked'],
    [404, 'applicationNotFound', 'no app of this package name'],
  ])('answered by %i %s is an operator’s matter: %s', async (status, reason, words) => {
    server.handle(answers(failure(status, reason)))
    const error: unknown = await client.findPurchase(purchaseToken).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StoreMisconfigured)
    expect(error).toMatchObject({ message: expect.stringContaining(words) as string })
  })

  it.each([
    [403, 'quotaExceeded'],
    [403, 'rateLimitExceeded'],
    [429, 'rateLimitExceeded'],
  ])('answered by %i %s keeps still, and so do the next', async (status, reason) => {
    server.handle(answers(failure(status, reason)))
    await expect(client.findPurchase(purchaseToken)).rejects.toMatchObject({ retryAfterMs: 10_000 })
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailable)
    expect(server.requests).toHaveLength(2)
  })

  it('does not go on calling a store that is down', async () => {
    client = connect({ failuresToOpen: 4, openMs: 60_000 })
    server.handle(answers({ status: 503 }))
    for (let count = 0; count < 5; count += 1) {
      await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailable)
    }
    expect(server.requests).toHaveLength(1 + 4)
  })

  it.each([400, 403, 404, 410])('answered by %i with a page is not decided', async (status) => {
    server.handle(answers({ status, body: '<html>' }))
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailable)
    expect(server.requests).toHaveLength(4)
  })

  it.each([409, 400])('answered by %i for an unknown reason is repeated', async (status) => {
    server.handle(answers(failure(status, 'concurrentUpdate'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
  })
})

describe('settlement', () => {
  it('acknowledges and consumes by the calls that know the product', async () => {
    server.handle(answers({ status: 204 }))
    expect(await client.acknowledge(productId, purchaseToken)).toEqual({ kind: 'settled' })
    expect(await client.consume(productId, purchaseToken)).toEqual({ kind: 'settled' })
    const base = `POST /google/androidpublisher/v3/applications/${packageName}/purchases/products/${productId}/tokens`
    expect(calls().slice(1)).toEqual([
      `${base}/${purchaseToken}:acknowledge`,
      `${base}/${purchaseToken}:consume`,
    ])
  })

  it('is repeated, which Google’s own client does not do', async () => {
    server.handle(answers('RESET', failure(409, 'concurrentUpdate'), { status: 200, body: {} }))
    expect(await client.consume(productId, purchaseToken)).toEqual({ kind: 'settled' })
  })

  const consumed = google.line({ consumptionState: 'CONSUMPTION_STATE_CONSUMED' })
  const acknowledged = { acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' }
  const canceled = { purchaseStateContext: { purchaseState: 'CANCELLED' } }

  it.each([
    ['consume', 'settled', { productLineItem: [consumed] }],
    ['acknowledge', 'settled', { productLineItem: [consumed] }],
    ['acknowledge', 'settled', acknowledged],
    ['acknowledge', 'impossible', canceled],
    ['consume', 'impossible', { productLineItem: [google.line({}, 'other')] }],
  ] as const)('that %s is refused for is %s by %j', async (verb, kind, purchase) => {
    const state = { status: 200, body: google.purchaseBody(purchase) }
    server.handle(answers(failure(400, 'invalid'), state))
    expect(await client[verb](productId, purchaseToken)).toMatchObject({ kind })
  })

  it('of an acknowledged purchase does not stand for its consumption', async () => {
    const state = { status: 200, body: google.purchaseBody(acknowledged) }
    server.handle(answers(failure(400, 'invalid'), state))
    await expect(client.consume(productId, purchaseToken)).rejects.toBeInstanceOf(StoreUnavailable)
  })

  it('of what Google no longer knows is impossible', async () => {
    server.handle(answers(failure(410, 'purchaseTokenNoLongerValid')))
    expect(await client.consume(productId, purchaseToken)).toMatchObject({ kind: 'impossible' })
  })
})
