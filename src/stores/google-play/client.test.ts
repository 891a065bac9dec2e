import { createPublicKey } from 'node:crypto'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as google from '../../../test/fixtures/google-play/google-play-samples.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { GooglePlayClient } from './client.ts'

const { respondInTurn, errorResponse, packageName, privateKeyPem, purchaseToken } = google
const found = { status: 200, body: google.purchaseBody() }

let server: FakeStoreServer
let client: GooglePlayClient

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

beforeEach(() => {
  client = google.connectClient(server)
})

describe('the access token', () => {
  it('is asked for as Google demands, and sent along', async () => {
    server.handle(respondInTurn(found))
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
    server.handle(respondInTurn(found))
    await Promise.all([1, 2, 3, 4].map(() => client.findPurchase(purchaseToken)))
    expect(server.requests.filter(({ path }) => google.isToken(path))).toHaveLength(1)
  })

  it('that is refused is replaced once', async () => {
    server.handle(respondInTurn(errorResponse(401, 'authError'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
    expect(server.requests.filter(({ path }) => google.isToken(path))).toHaveLength(2)
  })

  it('that is refused again is an operator’s matter', async () => {
    server.handle(respondInTurn(errorResponse(401, 'authError')))
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreMisconfiguredError)
    expect(server.requests).toHaveLength(4)
  })

  const refuse = (status: number, error: string, error_description = '', headers = {}): FakeResponse => ({
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
    expect(problem).toBeInstanceOf(StoreMisconfiguredError)
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
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(3)
  })
})

describe('a look-up', () => {
  it('puts the token into one segment of the path, under the configured address', async () => {
    server.handle(respondInTurn(found))
    await client.findPurchase("a/b+c=d%e?f#g'")
    expect(server.requests[1]?.path).toBe(
      `/google/androidpublisher/v3/applications/${packageName}/purchases/productsv2/tokens/a%2Fb%2Bc%3Dd%25e%3Ff%23g%27`,
    )
  })

  it('of a token that is seconds old finds it a little later', async () => {
    server.handle(respondInTurn(errorResponse(404, 'purchaseTokenNotFound'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
  })

  it.each([
    [400, 'invalid', 1],
    [400, 'productNotOwnedByUser', 1],
    [404, 'purchaseTokenNotFound', 3],
    [410, 'purchaseTokenNoLongerValid', 1],
  ])('answered by %i %s finds nothing, after %i calls', async (status, reason, count) => {
    server.handle(respondInTurn(errorResponse(status, reason)))
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
    server.handle(respondInTurn(errorResponse(status, reason)))
    const error: unknown = await client.findPurchase(purchaseToken).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StoreMisconfiguredError)
    expect(error).toMatchObject({ message: expect.stringContaining(words) as string })
  })

  it.each([
    [403, 'quotaExceeded'],
    [403, 'rateLimitExceeded'],
    [429, 'rateLimitExceeded'],
  ])('answered by %i %s keeps still, and so do the next', async (status, reason) => {
    server.handle(respondInTurn(errorResponse(status, reason)))
    await expect(client.findPurchase(purchaseToken)).rejects.toMatchObject({ retryAfterMs: 10_000 })
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(2)
  })

  it('does not go on calling a store that is down', async () => {
    client = google.connectClient(server, { failureThreshold: 4, resetTimeoutMs: 60_000 })
    server.handle(respondInTurn({ status: 503 }))
    for (let count = 0; count < 5; count += 1) {
      await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
    }
    expect(server.requests).toHaveLength(1 + 4)
  })

  it.each([400, 403, 404, 410])('answered by %i with a page is not decided', async (status) => {
    server.handle(respondInTurn({ status, body: '<html>' }))
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(4)
  })

  it.each([409, 400])('answered by %i for an unknown reason is repeated', async (status) => {
    server.handle(respondInTurn(errorResponse(status, 'concurrentUpdate'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
  })
})

describe('the list of voided purchases', () => {
  const day = 24 * 60 * 60_000
  const now = Date.now()
  const from = new Date(now - 3 * day)
  const voided = (changes: Record<string, unknown>): object => ({
    purchaseToken,
    orderId: google.orderId,
    ...changes,
  })
  const list = (body: object): void => {
    server.handle(respondInTurn({ status: 200, body }))
  }
  const queries = (): Record<string, string>[] =>
    server.requests
      .filter(({ path }) => path.includes('/purchases/voidedpurchases'))
      .map(({ path }) => Object.fromEntries(new URL(path, server.url).searchParams))

  it('is asked for by the window, for one-time products, with the parts that were taken back', async () => {
    list({})
    const to = new Date(now - day)
    expect(await client.listVoidedPurchases({ from, to }, null)).toEqual({})
    const wanted = { maxResults: '500', type: '0', includeQuantityBasedPartialRefund: 'true' }
    const times = { startTime: String(from.getTime()), endTime: String(to.getTime()) }
    expect(queries()).toEqual([{ ...wanted, ...times }])
    await client.listVoidedPurchases({ from, to }, 'the next')
    expect(queries()[1]).toEqual({ ...wanted, ...times, token: 'the next' })
  })

  it('up to now names no end, which could be in Google’s future', async () => {
    list({})
    await client.listVoidedPurchases({ from, to: new Date(now) }, null)
    expect(queries()[0]).not.toHaveProperty('endTime')
  })

  it('leaves out what cannot be read', async () => {
    list({ voidedPurchases: [voided({ purchaseToken: '..' }), voided({ voidedQuantity: 2 })] })
    const { voidedPurchases } = await client.listVoidedPurchases({ from, to: new Date(now) }, null)
    expect(voidedPurchases).toEqual([null, voided({ voidedQuantity: 2 })])
  })

  it.each([
    errorResponse(400, 'invalid'),
    errorResponse(404, 'notFound'),
    { status: 200, body: '<html>' },
    { status: 200, body: { voidedPurchases: 'none' } },
    { status: 503 },
  ])('that Google does not give (%j) is not an empty one', async (answer) => {
    server.handle(respondInTurn(answer))
    await expect(client.listVoidedPurchases({ from, to: new Date(now) }, null)).rejects.toBeInstanceOf(
      StoreUnavailableError,
    )
  })
})
