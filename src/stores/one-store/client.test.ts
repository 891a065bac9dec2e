import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeHandler, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as one from '../../../test/fixtures/one-store/one-store-samples.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreEnvironment } from '../contract/sale.ts'
import { createOneStoreClient } from './client.ts'
import type { PurchaseDetailsResponse, OneStoreClient } from './client.ts'
import { oneStoreDefaults } from './config.ts'
import type { OneStoreConfig } from './config.ts'

const { clientId, clientSecret, productId, purchaseToken } = one
const key = { productId, purchaseToken, marketCode: 'MKT_GLB' as const }
const found = { status: 200, body: one.detailsBody() }
const noSuchData = { status: 404, body: one.errorBody('NoSuchData') }
const refused = { status: 401, body: one.errorBody('InvalidAccessToken') }

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

/** Grants tokens, and gives the other requests these answers in turn; the last one stays. */
function answers(...queue: FakeResponse[]): FakeHandler {
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
  it('is asked for as ONE store demands, and sent along with the market', async () => {
    server.handle(answers(found))
    await find()
    const [grant, look] = server.requests
    expect(Object.fromEntries(new URLSearchParams(grant?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    })
    expect(grant?.headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'x-market-code': 'MKT_GLB',
    })
    expect(look?.headers).toMatchObject({
      authorization: `Bearer ${one.accessToken}`,
      'x-market-code': 'MKT_GLB',
    })
  })

  it('is asked for once by look-ups that come together, for each host', async () => {
    server.handle(answers(noSuchData))
    await Promise.all([1, 2, 3, 4].map(() => find(['PRODUCTION', 'SANDBOX'])))
    expect(calls().filter((call) => call.includes('token'))).toEqual([
      'POST /live/v7/oauth/token',
      'POST /sandbox/v7/oauth/token',
    ])
  })

  it('that is refused is replaced once', async () => {
    server.handle(answers({ ...refused, body: one.errorBody('AccessTokenExpired') }, found))
    expect(await find()).not.toBeNull()
    expect(grants()).toBe(2)
  })

  it('that is refused again is an operator’s matter', async () => {
    server.handle(answers(refused))
    await expect(find()).rejects.toBeInstanceOf(StoreMisconfiguredError)
    expect(server.requests).toHaveLength(4)
  })

  it.each([400, 401, 403])('that is not given, with %i, is an operator’s matter', async (status) => {
    server.handle(() => ({ status, body: { error: 'invalid_client' } }))
    await expect(find()).rejects.toThrow('ONE store rejects clientId with clientSecret')
    expect(server.requests).toHaveLength(1)
  })

  it.each([
    { status: 503 },
    { status: 200, body: '<html>' },
    { status: 401, body: '<html>' },
    'RESET',
  ] as const)('that cannot be had for %j decides nothing', async (answer) => {
    server.handle(() => answer)
    await expect(find()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(3)
  })
})

describe('a look-up', () => {
  it('puts each name into one segment of the path', async () => {
    server.handle(answers(found))
    await find()
    expect(calls()[1]).toBe(
      `GET /live/v7/apps/${clientId}/purchases/inapp/products/${productId}/TOKEN%2Bof%3Done%25purchase`,
    )
  })

  it('asks the hosts in order until one knows', async () => {
    server.handle(answers(noSuchData, found))
    expect(await find(['PRODUCTION', 'SANDBOX'])).toMatchObject({ host: 'SANDBOX' })
    server.handle(answers(found))
    expect(await find(['PRODUCTION', 'SANDBOX'])).toMatchObject({ host: 'PRODUCTION' })
    expect(server.requests).toHaveLength(1)
  })

  it('finds nothing when each host has no such data', async () => {
    server.handle(answers(noSuchData))
    expect(await find(['PRODUCTION', 'SANDBOX'])).toBeNull()
  })

  it('on one host does not speak for another that refuses to answer', async () => {
    server.handle((request) => (request.path.startsWith('/live') ? refused : answers(noSuchData)(request)))
    await expect(find(['PRODUCTION', 'SANDBOX'])).rejects.toBeInstanceOf(StoreMisconfiguredError)
  })

  it.each([
    ['a page', { status: 404, body: '<html>' }],
    ['another code', { status: 404, body: one.errorBody('ResourceNotFound') }],
    ['no code', { status: 404, body: {} }],
    ['a 400', { status: 400, body: one.errorBody('InvalidRequest') }],
    ['NoSuchData with another status', { status: 400, body: one.errorBody('NoSuchData') }],
  ])('answered by %s is not decided', async (_title, answer) => {
    server.handle(answers(answer))
    await expect(find()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(4)
  })

  it('whose refusal has a code that is no word does not repeat it', async () => {
    server.handle(answers({ status: 500, body: one.errorBody('<b>secret</b>') }))
    await expect(find()).rejects.toThrow('ONE store returned HTTP 500 (unknown code)')
  })

  it('keeps still after a 429, and so do the next', async () => {
    server.handle(answers({ status: 429, body: one.errorBody('TooManyRequests') }))
    await expect(find()).rejects.toMatchObject({ retryAfterMs: 10_000 })
    await expect(find()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(2)
  })

  it('does not go on calling a host that is down', async () => {
    client = connect({ failureThreshold: 4, resetTimeoutMs: 60_000 })
    server.handle(answers({ status: 503 }))
    for (let count = 0; count < 5; count += 1)
      await expect(find()).rejects.toBeInstanceOf(StoreUnavailableError)
    expect(server.requests).toHaveLength(1 + 4)
  })

  it('takes its codes and paths from the configuration', async () => {
    client = connect({ notFoundCodes: ['Gone'], detailsPath: '/v8/{productId}' })
    server.handle(answers({ status: 404, body: one.errorBody('Gone') }))
    expect(await find()).toBeNull()
    expect(calls()[1]).toBe(`GET /live/v8/${productId}`)
  })
})

describe('acknowledgement', () => {
  it('acknowledges under "all" and consumes under "inapp"', async () => {
    server.handle(answers({ status: 200, body: { result: { code: 'Success', message: 'done' } } }))
    expect(await client.acknowledge(key, 'PRODUCTION')).toEqual({ kind: 'done' })
    expect(await client.consume(key, 'PRODUCTION')).toEqual({ kind: 'done' })
    const segments = `products/${productId}/TOKEN%2Bof%3Done%25purchase`
    expect(calls().slice(1)).toEqual([
      `POST /live/v7/apps/${clientId}/purchases/all/${segments}/acknowledge`,
      `POST /live/v7/apps/${clientId}/purchases/inapp/${segments}/consume`,
    ])
  })

  const refusal = { status: 409, body: one.errorBody('InvalidConsumeState') }

  it.each([
    ['409 with another code', { status: 409, body: one.errorBody('AlreadyConsumed') }],
    ['400', { status: 400, body: one.errorBody('InvalidPurchaseState') }],
    ['another result', { status: 200, body: { result: { code: 'Fail' } } }],
  ])('that is answered by %s is told by the purchase', async (_title, answer) => {
    server.handle(answers(answer, { status: 200, body: one.detailsBody({ consumptionState: 1 }) }))
    expect(await client.consume(key, 'PRODUCTION')).toEqual({ kind: 'done' })
  })

  it.each([{ status: 200, body: '<html>' }, { status: 409, body: '<html>' }, { status: 503 }])(
    'that is answered by %j is tried again, and then not known',
    async (answer) => {
      server.handle(answers(answer))
      await expect(client.consume(key, 'PRODUCTION')).rejects.toBeInstanceOf(StoreUnavailableError)
      expect(server.requests).toHaveLength(4)
    },
  )

  it.each([
    ['consume', 'done', { consumptionState: 1 }],
    ['acknowledge', 'done', { consumptionState: 1 }],
    ['acknowledge', 'done', { acknowledgeState: 1 }],
    ['consume', 'rejected', { purchaseState: 1, consumptionState: 1 }],
  ] as const)('that %s is refused for is %s by %j', async (verb, kind, details) => {
    server.handle(answers(refusal, { status: 200, body: one.detailsBody(details) }))
    expect(await client[verb](key, 'PRODUCTION')).toMatchObject({ kind })
  })

  it('of an acknowledged purchase does not stand for its consumption', async () => {
    server.handle(answers(refusal, { status: 200, body: one.detailsBody({ acknowledgeState: 1 }) }))
    await expect(client.consume(key, 'PRODUCTION')).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  it('of what ONE store does not know is impossible', async () => {
    server.handle(answers(noSuchData))
    expect(await client.consume(key, 'PRODUCTION')).toMatchObject({ kind: 'rejected' })
  })
})

describe('the list of voided purchases', () => {
  const window = { from: new Date(1_756_000_000_000), to: new Date(1_756_800_000_000) }
  const ask = (continuationKey: string | null): ReturnType<OneStoreClient['listVoidedPurchases']> =>
    client.listVoidedPurchases({ environment: 'SANDBOX', window, continuationKey })

  it('is asked for by its window, its page and the market of the connection', async () => {
    server.handle(answers({ status: 200, body: { voidedPurchaseList: [], continuationKey: 'on' } }))
    expect(await ask('a+b/c=')).toMatchObject({ continuationKey: 'on' })
    expect(calls()[1]).toBe(
      `GET /sandbox/v7/apps/${clientId}/voided-purchases?startTime=1756000000000&endTime=1756800000000` +
        '&maxResults=100&continuationKey=a%2Bb%2Fc%3D',
    )
    expect(server.requests[1]?.headers['x-market-code']).toBe('MKT_GLB')
  })

  it('takes its names from the configuration', async () => {
    const voidedParameters = { from: 'since', to: 'until', pageSize: 'size', page: 'next' }
    client = connect({ voidedPath: '/v8/voided', voidedParameters, voidedPageSize: 7 })
    server.handle(answers({ status: 200, body: { voidedPurchaseList: [] } }))
    await ask(null)
    expect(calls()[1]).toBe('GET /sandbox/v8/voided?since=1756000000000&until=1756800000000&size=7')
  })

  it('is empty where ONE store has no such data', async () => {
    server.handle(answers(noSuchData))
    expect(await ask(null)).toEqual({ voidedPurchaseList: [] })
  })

  it.each([{}, { voidedPurchaseList: [{ purchaseId: '1' }] }, { voidedPurchaseList: null }])(
    'that is %j is unreadable, not empty',
    async (body) => {
      server.handle(answers({ status: 200, body }))
      await expect(ask(null)).rejects.toBeInstanceOf(StoreUnavailableError)
    },
  )
})
