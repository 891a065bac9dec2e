import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { pay, required, reserve } from '../support/buyer.ts'
import { connectionInputs } from '../support/connect-emulator.ts'
import { countCalls, mendStores, spoilStore, type Fault } from '../support/emulator-control.ts'
import { openDesk, tokenStores, type StoreDesk, type TokenStore } from './store-desk.ts'

let desk: StoreDesk
beforeAll(async () => {
  desk = await openDesk({ environment: { STORE_TIMEOUT_MS: '500' } })
})
afterEach(() => mendStores(desk.at.emulator))
afterAll(() => desk.close())

const lookUps = {
  GOOGLE_PLAY: 'purchases.productsv2.getproductpurchasev2',
  ONE_STORE: 'getPurchaseDetails',
} as const
const grants = { GOOGLE_PLAY: 'token', ONE_STORE: 'getAccessToken' } as const

const page = '<html>Please log in to the hotel network</html>'
const troubles: readonly [string, Omit<Fault, 'store'>][] = [
  ['an error 500', { status: 500 }],
  ['an error 502 as a page', { status: 502, body: page }],
  ['an error 503', { status: 503 }],
  ['an error 429', { status: 429, headers: { 'retry-after': '0' } }],
  ['a cut connection', { reset: true }],
  ['half an answer', { truncate: true }],
  ['no answer in time', { delayMs: 3_000 }],
  ['a web page', { status: 200, body: page }],
  ['a web page that is not found', { status: 404, body: page }],
  ['a web page that is forbidden', { status: 403, body: page }],
  ['a redirection', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }],
  ['nothing', { status: 200, body: '' }],
  ['an empty object', { status: 200, body: {} }],
  ['a list', { status: 200, body: [] }],
]

async function buyAt(store: TokenStore) {
  const purchase = await reserve(desk.buyer, store)
  const { receipt } = await pay(desk.at, purchase)
  return {
    purchase,
    verify: () => desk.buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt }),
  }
}

async function expectLater(store: TokenStore, fault: Omit<Fault, 'store'>): Promise<void> {
  const { purchase, verify } = await buyAt(store)
  await spoilStore(desk.at.emulator, { store, ...fault })
  const refused = await desk.database.expectUnchanged(verify)
  expect(refused).toMatchObject({
    payment: null,
    purchase: { id: purchase.id, status: 'REQUESTED' },
    problem: { code: 'STORE_UNAVAILABLE', retryable: true, retryAfterMs: expect.any(Number) },
  })
  await mendStores(desk.at.emulator)
  expect(await verify()).toMatchObject({
    problem: null,
    purchase: { status: 'VERIFIED' },
    payment: { status: 'PAID' },
  })
}

describe.each(tokenStores)(
  '%s that cannot be asked has said nothing, and the same call succeeds later',
  (store) => {
    test.each(troubles)('about the purchase: %s', async (_, fault) => {
      await expectLater(store, { endpoint: lookUps[store], ...fault })
    })

    // What a refused grant means is known only from the store's own words; these are not.
    test.each(troubles.filter(([name]) => !name.includes('forbidden')))(
      'about an access token: %s',
      async (_, fault) => {
        await desk.reconnect(store)
        await expectLater(store, { endpoint: grants[store], ...fault })
      },
    )

    test('a store that stumbles once is asked again at once, and nobody notices', async () => {
      const { verify } = await buyAt(store)
      await spoilStore(desk.at.emulator, { store, endpoint: lookUps[store], status: 500, times: 1 })
      expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
    })

    test('a quota that is used up is left alone as long as the store asks, and others are told how long', async () => {
      const { verify } = await buyAt(store)
      await spoilStore(desk.at.emulator, { store, status: 429, times: 1, headers: { 'retry-after': '60' } })
      const calls = await countCalls(desk.at.emulator, { store, endpoint: '*' })
      for (const _ of [1, 2, 3]) {
        const { problem } = await verify()
        expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
        expect(problem?.retryAfterMs).toBeGreaterThan(50_000)
      }
      expect(await calls.count()).toBe(0)
      await desk.reconnect(store)
      expect(await verify()).toMatchObject({ problem: null, payment: { status: 'PAID' } })
    })

    test('a store that is down is soon no longer called, and a user waits no longer than the limits', async () => {
      await desk.reconnect(store)
      const { verify } = await buyAt(store)
      await spoilStore(desk.at.emulator, { store, reset: true })
      for (let round = 0; round < 6; round += 1) {
        const began = performance.now()
        expect((await verify()).problem?.code).toBe('STORE_UNAVAILABLE')
        expect(performance.now() - began).toBeLessThan(5_000)
      }
      await mendStores(desk.at.emulator)
      const after = await countCalls(desk.at.emulator, { store, endpoint: '*' })
      const { problem } = await verify()
      expect(problem).toMatchObject({ code: 'STORE_UNAVAILABLE' })
      expect(problem?.retryAfterMs).toBeLessThanOrEqual(5_000)
      expect(await after.count()).toBe(0)
      await desk.reconnect(store)
      expect((await verify()).problem).toBeNull()
    })
  },
)

test('Google Play: an order that cannot be had keeps the sale open, for its price would be lost', async () => {
  await desk.reconnect('GOOGLE_PLAY')
  await expectLater('GOOGLE_PLAY', { endpoint: 'orders.get', status: 500 })
})

test('ONE store: a sandbox host that is down decides nothing about what the other one does not know', async () => {
  await desk.reconnect('ONE_STORE')
  await desk.admin.mutate('updateAppKey', { sandboxPolicy: 'ALLOW' })
  const purchase = await reserve(desk.buyer, 'ONE_STORE')
  const { receipt } = await pay(desk.at, purchase, { environment: 'SANDBOX' })
  const { oneStore } = connectionInputs(desk.at.emulator)
  const broken = { ...oneStore, sandboxUrl: 'http://127.0.0.1:1' }
  required(await desk.admin.mutate('connectStore', { oneStore: broken }), 'storeConnection')
  expect(await desk.refuse(receipt, { purchaseId: purchase.id })).toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await desk.reconnect('ONE_STORE')
  const verified = await desk.buyer.api.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(verified).toMatchObject({ problem: null, payment: { environment: 'SANDBOX' } })
})
