import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeHandler, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as one from '../../../test/fixtures/one-store/one-store-samples.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { createOneStoreClient } from './client.ts'
import type { PurchaseDetailsResponse } from './api-types.ts'
import type { OneStoreClient } from './client.ts'
import { oneStoreDefaults } from './config.ts'
import type { OneStoreConfig } from './config.ts'

const { clientId, clientSecret, productId, purchaseToken } = one
const key = { productId, purchaseToken, marketCode: 'MKT_GLB' as const }
const found = { status: 200, body: one.detailsBody() }
const noSuchData = { status: 404, body: one.errorBody('NoSuchData') }
const unauthorized = { status: 401, body: one.errorBody('InvalidAccessToken') }

let server: FakeStoreServer
let client: OneStoreClient

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

function connect(changes: Partial<OneStoreConfig> = {}): OneStoreClient {
  return createOneStoreClient({
    clientId,
    clientSecret,
    marketCode: 'MKT_GLB',
    urls: { PRODUCTION: `${server.url}/live`, SANDBOX: `${server.url}/sandbox` },
    config: { ...oneStoreDefaults, production: false, timeoutMs: 1_500, ...changes },
  })
}

beforeEach(() => {
  client = connect()
})

/** Grants tokens and responds to the other requests in turn; the last response is repeated. */
function respondInTurn(...queue: FakeResponse[]): FakeHandler {
  return ({ path }) => {
    if (one.isToken(path)) return { status: 200, body: one.grantBody }
    return (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 500 }
  }
}

const find = (
  environments: readonly StoreEnvironment[] = ['PRODUCTION'],
): Promise<PurchaseDetailsResponse | null> => client.findPurchase(key, environments)
const calls = (): string[] => server.requests.map(({ method, path }) => `${method} ${path}`)
const grants = (): number => server.requests.filter(({ path }) => one.isToken(path)).length

describe('the access token', () => {
  test('an access token is requested with client credentials and sent with the market', async () => {
    server.handle(respondInTurn(found))
    await find()
    const [grant, lookup] = server.requests
    expect(Object.fromEntries(new URLSearchParams(grant?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    })
    expect(grant?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'x-market-code': 'MKT_GLB',
    })
    expect(lookup?.headers).toMatchObject({
      authorization: `Bearer ${one.accessToken}`,
      'x-market-code': 'MKT_GLB',
    })
  })

  test('concurrent lookups share one token request per host', async () => {
    server.handle(respondInTurn(noSuchData))
    await Promise.all([1, 2, 3, 4].map(() => find(['PRODUCTION', 'SANDBOX'])))
    expect(calls().filter((call) => call.includes('token'))).toEqual([
      'POST /live/v7/oauth/token',
      'POST /sandbox/v7/oauth/token',
    ])
  })

  test('a rejected access token is replaced once', async () => {
    server.handle(respondInTurn({ ...unauthorized, body: one.errorBody('AccessTokenExpired') }, found))
    expect(await find()).not.toBeNull()
    expect(grants()).toBe(2)
  })

  test('a second rejection is a misconfiguration', async () => {
    server.handle(respondInTurn(unauthorized))
    await expect(find()).rejects.toBeInstanceOf(StoreMisconfiguredError)
    expect(server.requests).toHaveLength(4)
  })

  test.each([400, 401, 403])('a grant that is rejected with %i is a misconfiguration', async (status) => {
    server.handle(() => ({ status, body: { error: 'invalid_client' } }))
    await expect(find()).rejects.toThrow('ONE store rejects clientId with clientSecret')
    expect(server.requests).toHaveLength(1)
  })

  test.each([
    { status: 503 },
    { status: 200, body: '<html>' },
    { status: 401, body: '<html>' },
    'RESET',
  ] as const)('the store is unavailable when the token endpoint returns %j', async (response) => {
    server.handle(() => response)
    await expect(find()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(3)
  })
})

describe('findPurchase', () => {
  test('each id is one segment of the path', async () => {
    server.handle(respondInTurn(found))
    await find()
    expect(calls()[1]).toBe(
      `GET /live/v7/apps/${clientId}/purchases/inapp/products/${productId}/TOKEN%2Bof%3Done%25purchase`,
    )
  })

  test('the hosts are called in order until one has the purchase', async () => {
    server.handle(respondInTurn(noSuchData, found))
    expect(await find(['PRODUCTION', 'SANDBOX'])).toMatchObject({ environment: 'SANDBOX' })
    server.handle(respondInTurn(found))
    expect(await find(['PRODUCTION', 'SANDBOX'])).toMatchObject({ environment: 'PRODUCTION' })
    expect(server.requests).toHaveLength(1)
  })

  test('no purchase is found when no host has it', async () => {
    server.handle(respondInTurn(noSuchData))
    expect(await find(['PRODUCTION', 'SANDBOX'])).toBeNull()
  })

  test('"not found" on one host does not hide a rejection by another', async () => {
    server.handle((request) =>
      request.path.startsWith('/live') ? unauthorized : respondInTurn(noSuchData)(request),
    )
    await expect(find(['PRODUCTION', 'SANDBOX'])).rejects.toBeInstanceOf(StoreMisconfiguredError)
  })

  test.each([
    ['an HTML page', { status: 404, body: '<html>' }],
    ['another code', { status: 404, body: one.errorBody('ResourceNotFound') }],
    ['no code', { status: 404, body: {} }],
    ['the code InvalidRequest', { status: 400, body: one.errorBody('InvalidRequest') }],
    ['NoSuchData with another status', { status: 400, body: one.errorBody('NoSuchData') }],
  ])('the store is unavailable after a 404 or 400 with %s', async (_title, response) => {
    server.handle(respondInTurn(response))
    await expect(find()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(4)
  })

  test('a malformed error code is not repeated in the message', async () => {
    server.handle(respondInTurn({ status: 500, body: one.errorBody('<b>secret</b>') }))
    await expect(find()).rejects.toThrow('ONE store returned HTTP 500 (unknown code)')
  })

  test('a 429 prevents further calls for a while', async () => {
    server.handle(respondInTurn({ status: 429, body: one.errorBody('TooManyRequests') }))
    await expect(find()).rejects.toMatchObject({ retryAfterMs: 10_000 })
    await expect(find()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(2)
  })

  test('a host that is down is not called any more', async () => {
    client = connect({ failureThreshold: 4, resetTimeoutMs: 60_000 })
    server.handle(respondInTurn({ status: 503 }))
    for (let count = 0; count < 5; count += 1) {
      await expect(find()).rejects.toBeInstanceOf(StoreUnavailableError)
    }
    expect(server.requests).toHaveLength(1 + 4)
  })

  test('the codes and paths come from the configuration', async () => {
    client = connect({ notFoundCodes: ['Gone'], detailsPath: '/v8/{productId}' })
    server.handle(respondInTurn({ status: 404, body: one.errorBody('Gone') }))
    expect(await find()).toBeNull()
    expect(calls()[1]).toBe(`GET /live/v8/${productId}`)
  })
})

describe('acknowledge and consume', () => {
  test('acknowledge uses the path with "all", consume the path with "inapp"', async () => {
    server.handle(respondInTurn({ status: 200, body: { result: { code: 'Success', message: 'done' } } }))
    expect(await client.acknowledge(key, 'PRODUCTION')).toEqual({ kind: 'done' })
    expect(await client.consume(key, 'PRODUCTION')).toEqual({ kind: 'done' })
    const segments = `products/${productId}/TOKEN%2Bof%3Done%25purchase`
    expect(calls().slice(1)).toEqual([
      `POST /live/v7/apps/${clientId}/purchases/all/${segments}/acknowledge`,
      `POST /live/v7/apps/${clientId}/purchases/inapp/${segments}/consume`,
    ])
  })

  const conflict = { status: 409, body: one.errorBody('InvalidConsumeState') }

  test.each([
    ['409 with another code', { status: 409, body: one.errorBody('AlreadyConsumed') }],
    ['400', { status: 400, body: one.errorBody('InvalidPurchaseState') }],
    ['another result', { status: 200, body: { result: { code: 'Fail' } } }],
  ])('the purchase is read again after %s', async (_title, response) => {
    server.handle(respondInTurn(response, { status: 200, body: one.detailsBody({ consumptionState: 1 }) }))
    expect(await client.consume(key, 'PRODUCTION')).toEqual({ kind: 'done' })
  })

  test.each([{ status: 200, body: '<html>' }, { status: 409, body: '<html>' }, { status: 503 }])(
    'the call is repeated after %j, then the store is unavailable',
    async (response) => {
      server.handle(respondInTurn(response))
      await expect(client.consume(key, 'PRODUCTION')).rejects.toBeInstanceOf(StoreUnavailableError)
      expect(server.requests).toHaveLength(4)
    },
  )

  test.each([
    ['consume', 'done', { consumptionState: 1 }],
    ['acknowledge', 'done', { consumptionState: 1 }],
    ['acknowledge', 'done', { acknowledgeState: 1 }],
    ['consume', 'rejected', { purchaseState: 1, consumptionState: 1 }],
  ] as const)('a rejected %s is %s when the purchase is %j', async (action, kind, details) => {
    server.handle(respondInTurn(conflict, { status: 200, body: one.detailsBody(details) }))
    expect(await client[action](key, 'PRODUCTION')).toMatchObject({ kind })
  })

  test('an acknowledged purchase does not count as consumed', async () => {
    server.handle(respondInTurn(conflict, { status: 200, body: one.detailsBody({ acknowledgeState: 1 }) }))
    await expect(client.consume(key, 'PRODUCTION')).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  test('a consume of an unknown purchase is rejected', async () => {
    server.handle(respondInTurn(noSuchData))
    expect(await client.consume(key, 'PRODUCTION')).toMatchObject({ kind: 'rejected' })
  })
})

describe('listVoidedPurchases', () => {
  const window = { from: new Date(1_756_000_000_000), to: new Date(1_756_800_000_000) }
  const list = (continuationKey: string | null): ReturnType<OneStoreClient['listVoidedPurchases']> =>
    client.listVoidedPurchases({ environment: 'SANDBOX', window, continuationKey })

  test('the request names the window, the page and the market of the connection', async () => {
    server.handle(respondInTurn({ status: 200, body: { voidedPurchaseList: [], continuationKey: 'next' } }))
    expect(await list('a+b/c=')).toMatchObject({ continuationKey: 'next' })
    expect(calls()[1]).toBe(
      `GET /sandbox/v7/apps/${clientId}/voided-purchases?startTime=1756000000000&endTime=1756800000000` +
        '&maxResults=100&continuationKey=a%2Bb%2Fc%3D',
    )
    expect(server.requests[1]?.headers['x-market-code']).toBe('MKT_GLB')
  })

  test('the parameter names come from the configuration', async () => {
    const voidedParameters = { from: 'since', to: 'until', pageSize: 'size', page: 'next' }
    client = connect({ voidedPath: '/v8/voided', voidedParameters, voidedPageSize: 7 })
    server.handle(respondInTurn({ status: 200, body: { voidedPurchaseList: [] } }))
    await list(null)
    expect(calls()[1]).toBe('GET /sandbox/v8/voided?since=1756000000000&until=1756800000000&size=7')
  })

  test('the list is empty when ONE store returns NoSuchData', async () => {
    server.handle(respondInTurn(noSuchData))
    expect(await list(null)).toEqual({ voidedPurchaseList: [] })
  })

  test.each([{}, { voidedPurchaseList: [{ purchaseId: '1' }] }, { voidedPurchaseList: null }])(
    'the list %j is unreadable, not empty',
    async (body) => {
      server.handle(respondInTurn({ status: 200, body }))
      await expect(list(null)).rejects.toBeInstanceOf(StoreUnavailableError)
    },
  )
})
