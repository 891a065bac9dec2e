import { createPublicKey } from 'node:crypto'
import { decodeJwt, jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

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
  test('an access token is requested by a JWT bearer grant and sent with the call', async () => {
    server.handle(respondInTurn(found))
    await client.findPurchase(purchaseToken)
    const [grant, lookup] = server.requests
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
    expect(lookup?.headers.authorization).toBe(`Bearer ${google.accessToken}`)
  })

  test('concurrent lookups share one token request', async () => {
    server.handle(respondInTurn(found))
    await Promise.all([1, 2, 3, 4].map(() => client.findPurchase(purchaseToken)))
    expect(server.requests.filter(({ path }) => google.isToken(path))).toHaveLength(1)
  })

  test('a rejected access token is replaced once', async () => {
    server.handle(respondInTurn(errorResponse(401, 'authError'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
    expect(server.requests.filter(({ path }) => google.isToken(path))).toHaveLength(2)
  })

  test('a second rejection is a misconfiguration', async () => {
    server.handle(respondInTurn(errorResponse(401, 'authError')))
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreMisconfiguredError)
    expect(server.requests).toHaveLength(4)
  })

  const rejectGrant = (
    status: number,
    error: string,
    error_description = '',
    headers = {},
  ): FakeResponse => ({
    status,
    body: { error, error_description },
    headers,
  })
  const oldDate = { date: new Date(Date.now() - 600_000).toUTCString() }

  test.each([
    [
      'was deleted, or belongs to another account',
      rejectGrant(400, 'invalid_grant', 'Invalid JWT Signature.'),
    ],
    ['no such service account', rejectGrant(400, 'invalid_grant', 'Invalid grant: account not found')],
    [
      "machine's clock is wrong",
      rejectGrant(400, 'invalid_grant', 'Token must be in a reasonable timeframe'),
    ],
    ['(unauthorized_client)', rejectGrant(401, 'unauthorized_client')],
  ])('a rejected grant is a misconfiguration: %s', async (text, rejection) => {
    server.handle(() => rejection)
    const error: unknown = await client.findPurchase(purchaseToken).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StoreMisconfiguredError)
    expect(error).toMatchObject({ message: expect.stringContaining(text) as string })
    expect(server.requests).toHaveLength(1)
  })

  test("a rejected grant is dated by Google's clock once, when that differs", async () => {
    server.handle(() => rejectGrant(400, 'invalid_grant', 'Invalid JWT.', oldDate))
    const error: unknown = await client.findPurchase(purchaseToken).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StoreMisconfiguredError)
    expect(error).toMatchObject({ message: expect.stringContaining("s ahead of Google's") as string })
    const dates = server.requests.map(({ body }) => {
      const { iat = 0, exp = 0 } = decodeJwt(new URLSearchParams(body).get('assertion') ?? '')
      expect(exp - iat).toBe(3_600)
      return iat * 1000
    })
    const [first = 0, second = 0] = dates
    expect(dates).toHaveLength(2)
    expect(first).toBeLessThanOrEqual(Date.now() - 60_000)
    expect(first - second).toBeGreaterThan(590_000)
  })

  test.each([
    { status: 503 },
    { status: 200, body: '<html>' },
    { status: 400, body: '<html>' },
    'RESET',
  ] as const)('the store is unavailable when the token endpoint returns %j', async (response) => {
    server.handle(() => response)
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(3)
  })
})

describe('findPurchase', () => {
  test('the token is one segment of the path under the configured URL', async () => {
    server.handle(respondInTurn(found))
    await client.findPurchase("a/b+c=d%e?f#g'")
    expect(server.requests[1]?.path).toBe(
      `/google/androidpublisher/v3/applications/${packageName}/purchases/productsv2/tokens/a%2Fb%2Bc%3Dd%25e%3Ff%23g%27`,
    )
  })

  test('a token that is not found yet is looked up again', async () => {
    server.handle(respondInTurn(errorResponse(404, 'purchaseTokenNotFound'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
  })

  test.each([
    [400, 'invalid', 1],
    [400, 'productNotOwnedByUser', 1],
    [404, 'purchaseTokenNotFound', 3],
    [410, 'purchaseTokenNoLongerValid', 1],
  ])('no purchase is found after %i %s, with %i calls', async (status, reason, count) => {
    server.handle(respondInTurn(errorResponse(status, reason)))
    expect(await client.findPurchase(purchaseToken)).toBeNull()
    expect(server.requests).toHaveLength(1 + count)
  })

  test.each([
    [403, 'permissionDenied', 'lacks a permission'],
    [401, 'permissionDenied', 'lacks a permission'],
    [403, 'accessNotConfigured', 'is not enabled'],
    [403, 'projectNotLinked', 'is not linked'],
    [404, 'applicationNotFound', 'no app with this package name'],
  ])('the response %i %s is a misconfiguration: %s', async (status, reason, text) => {
    server.handle(respondInTurn(errorResponse(status, reason)))
    const error: unknown = await client.findPurchase(purchaseToken).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StoreMisconfiguredError)
    expect(error).toMatchObject({ message: expect.stringContaining(text) as string })
  })

  test.each([
    [403, 'quotaExceeded'],
    [403, 'rateLimitExceeded'],
    [429, 'rateLimitExceeded'],
  ])('the response %i %s prevents further calls for a while', async (status, reason) => {
    server.handle(respondInTurn(errorResponse(status, reason)))
    await expect(client.findPurchase(purchaseToken)).rejects.toMatchObject({ retryAfterMs: 10_000 })
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(2)
  })

  test('a store that is down is not called any more', async () => {
    client = google.connectClient(server, { failureThreshold: 4, resetTimeoutMs: 60_000 })
    server.handle(respondInTurn({ status: 503 }))
    for (let count = 0; count < 5; count += 1) {
      await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
    }
    expect(server.requests).toHaveLength(1 + 4)
  })

  test.each([400, 403, 404, 410])('the store is unavailable after a %i with an HTML page', async (status) => {
    server.handle(respondInTurn({ status, body: '<html>' }))
    await expect(client.findPurchase(purchaseToken)).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(4)
  })

  test.each([409, 400])('a call is repeated after a %i with an unknown reason', async (status) => {
    server.handle(respondInTurn(errorResponse(status, 'concurrentUpdate'), found))
    expect(await client.findPurchase(purchaseToken)).not.toBeNull()
  })
})

describe('listVoidedPurchases', () => {
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

  test('the request names the window, one-time products and partial refunds', async () => {
    list({})
    const to = new Date(now - day)
    expect(await client.listVoidedPurchases({ from, to }, null, 'ONE_TIME')).toEqual({})
    const query = { maxResults: '500', type: '0', includeQuantityBasedPartialRefund: 'true' }
    const times = { startTime: String(from.getTime()), endTime: String(to.getTime()) }
    expect(queries()).toEqual([{ ...query, ...times }])
    await client.listVoidedPurchases({ from, to }, 'the next', 'ONE_TIME')
    expect(queries()[1]).toEqual({ ...query, ...times, token: 'the next' })
  })

  test('a window up to now has no end, because it could be in Google’s future', async () => {
    list({})
    await client.listVoidedPurchases({ from, to: new Date(now) }, null, 'ONE_TIME')
    expect(queries()[0]).not.toHaveProperty('endTime')
  })

  test('an unreadable entry becomes null', async () => {
    list({ voidedPurchases: [voided({ purchaseToken: '..' }), voided({ voidedQuantity: 2 })] })
    const { voidedPurchases } = await client.listVoidedPurchases(
      { from, to: new Date(now) },
      null,
      'ONE_TIME',
    )
    expect(voidedPurchases).toEqual([null, voided({ voidedQuantity: 2 })])
  })

  test.each([
    errorResponse(400, 'invalid'),
    errorResponse(404, 'notFound'),
    { status: 200, body: '<html>' },
    { status: 200, body: { voidedPurchases: 'none' } },
    { status: 503 },
  ])('the store is unavailable, not the list empty, after the response %j', async (response) => {
    server.handle(respondInTurn(response))
    await expect(
      client.listVoidedPurchases({ from, to: new Date(now) }, null, 'ONE_TIME'),
    ).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})
