import { payAtStore, expectField, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import type { FaultOptions } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import type { TestServer } from '../support/test-server.ts'
import type { Faults } from '../support/faults.ts'
import {
  tokenStores,
  type TokenStore,
  storeServerOptions,
  describe,
  expect,
  storeTest,
  type StoreFixtures,
} from './store-fixture.ts'

const test = storeTest.extend(
  'serverOptions',
  { scope: 'file' },
  storeServerOptions({ STORE_TIMEOUT_MS: '500' }),
)

const lookupEndpoints = {
  GOOGLE_PLAY: 'purchases.productsv2.getproductpurchasev2',
  ONE_STORE: 'getPurchaseDetails',
} as const
const tokenEndpoints = { GOOGLE_PLAY: 'token', ONE_STORE: 'getAccessToken' } as const

const page = '<html>Please log in to the hotel network</html>'
const faultyResponses: readonly [string, Omit<FaultOptions, 'store'>][] = [
  ['an error 500', { status: 500 }],
  ['an error 502 as a page', { status: 502, body: page }],
  ['an error 503', { status: 503 }],
  ['an error 429', { status: 429, headers: { 'retry-after': '0' } }],
  ['a cut connection', { reset: true }],
  ['half a response', { truncate: true }],
  ['the request timed out', { delayMs: 3_000 }],
  ['a web page', { status: 200, body: page }],
  ['a web page with status 404', { status: 404, body: page }],
  ['a web page with status 403', { status: 403, body: page }],
  ['a redirect', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ['an empty body', { status: 200, body: '' }],
  ['an empty object', { status: 200, body: {} }],
  ['a list', { status: 200, body: [] }],
]

async function buyAt(server: TestServer, buyer: Buyer, store: TokenStore) {
  const purchase = await requestPurchase(buyer, { store })
  const { receipt } = await payAtStore(server, purchase)
  return {
    purchase,
    verify: () => buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }),
  }
}

async function expectRetrySucceeds(
  faults: Faults,
  { server, buyer, databaseSnapshot }: Pick<StoreFixtures, 'server' | 'buyer' | 'databaseSnapshot'>,
  store: TokenStore,
  fault: Omit<FaultOptions, 'store'>,
): Promise<void> {
  const { purchase, verify } = await buyAt(server, buyer, store)
  await faults.inject({ store, ...fault })
  const rejected = await databaseSnapshot.expectUnchanged(verify)
  expect(rejected).toMatchObject({
    payment: null,
    purchase: { id: purchase.id, status: 'REQUESTED' },
    problem: { code: 'STORE_UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) },
  })
  await faults.clear()
  // On a busy machine a call may exceed the short timeout once more.
  await eventually(async () =>
    expect(await verify()).toMatchObject({
      problem: null,
      purchase: { status: 'VERIFIED' },
      payment: { status: 'PAID' },
    }),
  )
}

describe.each(tokenStores)('%s', (store) => {
  test.for(faultyResponses)(
    'a verify succeeds later after this response about the purchase: %s',
    async ([, fault], { server, buyer, databaseSnapshot, faults }) => {
      await expectRetrySucceeds(faults, { server, buyer, databaseSnapshot }, store, {
        endpoint: lookupEndpoints[store],
        ...fault,
      })
    },
  )

  // A rejected grant is interpreted only by the store's own error body, which these responses lack.
  test.for(faultyResponses.filter(([name]) => !name.includes('403')))(
    'a verify succeeds later after this response about the access token: %s',
    async ([, fault], { server, buyer, databaseSnapshot, stores, faults }) => {
      await stores.reconnect(store)
      await expectRetrySucceeds(faults, { server, buyer, databaseSnapshot }, store, {
        endpoint: tokenEndpoints[store],
        ...fault,
      })
    },
  )

  test('a call that fails once is retried at once, and the verify succeeds', async ({
    server,
    buyer,
    faults,
  }) => {
    const { verify } = await buyAt(server, buyer, store)
    await faults.inject({
      store,
      endpoint: lookupEndpoints[store],
      status: 500,
      times: 1,
    })
    expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
  })

  test('an exceeded quota stops calls for as long as the store requests, and callers receive the remaining time', async ({
    server,
    buyer,
    stores,
    faults,
  }) => {
    const { verify } = await buyAt(server, buyer, store)
    await faults.inject({
      store,
      status: 429,
      times: 1,
      headers: { 'retry-after': '60' },
    })
    const calls = await faults.countCalls({ store, endpoint: '*' })
    for (const _ of [1, 2, 3]) {
      const { problem } = await verify()
      expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
      expect(problem?.retryAfterMs).toBeGreaterThan(50_000)
    }
    expect(await calls.count()).toBe(0)
    await stores.reconnect(store)
    expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
  })

  test('a store that is down is soon no longer called, and no request exceeds the time limit', async ({
    server,
    buyer,
    stores,
    faults,
  }) => {
    await stores.reconnect(store)
    const { verify } = await buyAt(server, buyer, store)
    await faults.inject({ store, reset: true })
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const startedAt = performance.now()
      expect((await verify()).problem?.code).toBe('STORE_UNAVAILABLE')
      expect(performance.now() - startedAt).toBeLessThan(5_000)
    }
    await faults.clear()
    const after = await faults.countCalls({ store, endpoint: '*' })
    const { problem } = await verify()
    expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    expect(problem?.retryAfterMs).toBeLessThanOrEqual(5_000)
    expect(await after.count()).toBe(0)
    await stores.reconnect(store)
    expect((await verify()).problem).toBeNull()
  })
})

test('an unavailable order at Google Play leaves the purchase unverified, because its price would be lost', async ({
  server,
  buyer,
  databaseSnapshot,
  stores,
  faults,
}) => {
  await stores.reconnect('GOOGLE_PLAY')
  await expectRetrySucceeds(faults, { server, buyer, databaseSnapshot }, 'GOOGLE_PLAY', {
    endpoint: 'orders.get',
    status: 500,
  })
})

test('an unavailable sandbox host of ONE store leaves a purchase unverified that the commercial host does not know', async ({
  server,
  emulator,
  admin,
  buyer,
  stores,
}) => {
  await stores.reconnect('ONE_STORE')
  await admin.mutate('updateAppKey', { sandboxPolicy: 'ALLOW' })
  const purchase = await requestPurchase(buyer, { store: 'ONE_STORE' })
  const { receipt } = await payAtStore(server, purchase, { environment: 'SANDBOX' })
  const { oneStore } = emulatorConnectionInputs(emulator)
  const broken = { ...oneStore, sandboxUrl: 'http://127.0.0.1:1' }
  expectField(await admin.mutate('connectStore', { oneStore: broken }), 'storeConnection')
  expect(await stores.expectRejected(receipt, { purchaseId: purchase.id })).toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  await stores.reconnect('ONE_STORE')
  const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(verified).toMatchObject({ problem: null, payment: { environment: 'SANDBOX' } })
})
