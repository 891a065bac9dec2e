import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { payAtStore, expectField, requestPurchase } from '../support/buyer.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { countStoreCalls, clearFaults, injectFault, type FaultOptions } from '../support/emulator-control.ts'
import { openStoreFixture, tokenStores, type StoreFixture, type TokenStore } from './store-fixture.ts'

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture({ environment: { STORE_TIMEOUT_MS: '500' } })
})
afterEach(() => clearFaults(fixture.server.emulator))
afterAll(() => fixture.close())

const lookupEndpoints = {
  GOOGLE_PLAY: 'purchases.productsv2.getproductpurchasev2',
  ONE_STORE: 'getPurchaseDetails',
} as const
const tokenEndpoints = { GOOGLE_PLAY: 'token', ONE_STORE: 'getAccessToken' } as const

const page = '<html>Please log in to the hotel network</html>'
const faults: readonly [string, Omit<FaultOptions, 'store'>][] = [
  ['an error 500', { status: 500 }],
  ['an error 502 as a page', { status: 502, body: page }],
  ['an error 503', { status: 503 }],
  ['an error 429', { status: 429, headers: { 'retry-after': '0' } }],
  ['a cut connection', { reset: true }],
  ['half an answer', { truncate: true }],
  ['the request timed out', { delayMs: 3_000 }],
  ['a web page', { status: 200, body: page }],
  ['a web page that is not found', { status: 404, body: page }],
  ['a web page that is forbidden', { status: 403, body: page }],
  ['a redirection', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ['nothing', { status: 200, body: '' }],
  ['an empty object', { status: 200, body: {} }],
  ['a list', { status: 200, body: [] }],
]

async function buyAt(store: TokenStore) {
  const purchase = await requestPurchase(fixture.buyer, store)
  const { receipt } = await payAtStore(fixture.server, purchase)
  return {
    purchase,
    verify: () => fixture.buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }),
  }
}

async function expectRetrySucceeds(store: TokenStore, fault: Omit<FaultOptions, 'store'>): Promise<void> {
  const { purchase, verify } = await buyAt(store)
  await injectFault(fixture.server.emulator, { store, ...fault })
  const refused = await fixture.database.expectUnchanged(verify)
  expect(refused).toMatchObject({
    payment: null,
    purchase: { id: purchase.id, status: 'REQUESTED' },
    problem: { code: 'STORE_UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) },
  })
  await clearFaults(fixture.server.emulator)
  expect(await verify()).toMatchObject({
    problem: null,
    purchase: { status: 'VERIFIED' },
    payment: { status: 'PAID' },
  })
}

describe.each(tokenStores)(
  '%s that cannot be asked has said nothing, and the same call succeeds later',
  (store) => {
    test.each(faults)('about the purchase: %s', async (_, fault) => {
      await expectRetrySucceeds(store, { endpoint: lookupEndpoints[store], ...fault })
    })

    // What a refused grant means is known only from the store's own words; these are not.
    test.each(faults.filter(([name]) => !name.includes('forbidden')))(
      'about an access token: %s',
      async (_, fault) => {
        await fixture.reconnect(store)
        await expectRetrySucceeds(store, { endpoint: tokenEndpoints[store], ...fault })
      },
    )

    test('a store that stumbles once is asked again at once, and nobody notices', async () => {
      const { verify } = await buyAt(store)
      await injectFault(fixture.server.emulator, {
        store,
        endpoint: lookupEndpoints[store],
        status: 500,
        times: 1,
      })
      expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
    })

    test('a quota that is used up is left alone as long as the store asks, and others are told how long', async () => {
      const { verify } = await buyAt(store)
      await injectFault(fixture.server.emulator, {
        store,
        status: 429,
        times: 1,
        headers: { 'retry-after': '60' },
      })
      const calls = await countStoreCalls(fixture.server.emulator, { store, endpoint: '*' })
      for (const _ of [1, 2, 3]) {
        const { problem } = await verify()
        expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
        expect(problem?.retryAfterMs).toBeGreaterThan(50_000)
      }
      expect(await calls.count()).toBe(0)
      await fixture.reconnect(store)
      expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
    })

    test('a store that is down is soon no longer called, and a user waits no longer than the limits', async () => {
      await fixture.reconnect(store)
      const { verify } = await buyAt(store)
      await injectFault(fixture.server.emulator, { store, reset: true })
      for (let round = 0; round < 6; round += 1) {
        const began = performance.now()
        expect((await verify()).problem?.code).toBe('STORE_UNAVAILABLE')
        expect(performance.now() - began).toBeLessThan(5_000)
      }
      await clearFaults(fixture.server.emulator)
      const after = await countStoreCalls(fixture.server.emulator, { store, endpoint: '*' })
      const { problem } = await verify()
      expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      expect(problem?.retryAfterMs).toBeLessThanOrEqual(5_000)
      expect(await after.count()).toBe(0)
      await fixture.reconnect(store)
      expect((await verify()).problem).toBeNull()
    })
  },
)

test('Google Play: an order that cannot be had keeps the sale open, for its price would be lost', async () => {
  await fixture.reconnect('GOOGLE_PLAY')
  await expectRetrySucceeds('GOOGLE_PLAY', { endpoint: 'orders.get', status: 500 })
})

test('ONE store: a sandbox host that is down decides nothing about what the other one does not know', async () => {
  await fixture.reconnect('ONE_STORE')
  await fixture.admin.mutate('updateAppKey', { sandboxPolicy: 'ALLOW' })
  const purchase = await requestPurchase(fixture.buyer, 'ONE_STORE')
  const { receipt } = await payAtStore(fixture.server, purchase, { environment: 'SANDBOX' })
  const { oneStore } = emulatorConnectionInputs(fixture.server.emulator)
  const broken = { ...oneStore, sandboxUrl: 'http://127.0.0.1:1' }
  expectField(await fixture.admin.mutate('connectStore', { oneStore: broken }), 'storeConnection')
  expect(await fixture.expectRejected(receipt, { purchaseId: purchase.id })).toMatchObject({
    code: 'STORE_UNAVAILABLE',
  })
  await fixture.reconnect('ONE_STORE')
  const verified = await fixture.buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(verified).toMatchObject({ problem: null, payment: { environment: 'SANDBOX' } })
})
