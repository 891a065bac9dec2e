import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { buyItem, createBuyer, payAtStore, requestPurchase, type Buyer } from '../support/buyer.ts'
import { countStoreCalls, clearFaults, type EmulatedStore } from '../support/emulator-control.ts'
import { openStoreFixture, type StoreFixture } from './store-fixture.ts'

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture({ environment: { STORE_TIMEOUT_MS: '20000' } })
})
afterEach(() => clearFaults(fixture.server.emulator))
afterAll(() => fixture.close())

const concurrency = 20
/** Long enough for all of them to arrive while the store still thinks about the first. */
const storeDelayMs = 1_500

/** What one verify asks of each store, once there is an access token. */
const expectedCalls = {
  APP_STORE: ['getTransactionInfo'],
  GOOGLE_PLAY: ['purchases.productsv2.getproductpurchasev2', 'orders.get'],
  ONE_STORE: ['getPurchaseDetails'],
  TEST_STORE: ['getPurchase'],
} as const
const grants = { GOOGLE_PLAY: 'token', ONE_STORE: 'getAccessToken' } as const

async function verifyConcurrently(buyer: Buyer, purchaseId: string, receipt: ReceiptInput) {
  const verify = () => buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
  const answers = await Promise.all(Array.from({ length: concurrency }, verify))
  expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => null))
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(1)
}

describe.each(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const)(
  '%s',
  (store: EmulatedStore) => {
    test('20 simultaneous verifies of one receipt are one call of each operation, and one payment', async () => {
      await buyItem(fixture.server, fixture.buyer, store)
      const purchase = await requestPurchase(fixture.buyer, store)
      const bought = await payAtStore(fixture.server, purchase)
      const receipt =
        store === 'APP_STORE' ? { appStore: { transactionId: bought.transactionId } } : bought.receipt
      const counters = await Promise.all(
        expectedCalls[store].map((endpoint) =>
          countStoreCalls(fixture.server.emulator, { store, endpoint, delayMs: storeDelayMs }),
        ),
      )
      const others = await countStoreCalls(fixture.server.emulator, { store, endpoint: '*' })
      await verifyConcurrently(fixture.buyer, purchase.id, receipt)
      expect(await Promise.all(counters.map((calls) => calls.count()))).toEqual(counters.map(() => 1))
      expect(await others.count()).toBe(0)
    })

    test('a verify after the other asks the store again: it may have taken the sale back since', async () => {
      const { storePurchase } = await buyItem(fixture.server, fixture.buyer, store)
      const calls = await countStoreCalls(fixture.server.emulator, { store, endpoint: '*' })
      for (const _ of [1, 2, 3]) {
        const again = await fixture.buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
        expect(again).toMatchObject({ replayed: true, problem: null })
      }
      // Apple's signature is as fresh as its date; nothing needs to be asked.
      expect(await calls.count()).toBe(store === 'APP_STORE' ? 0 : 3 * expectedCalls[store].length)
    })
  },
)

test('a signed transaction of the App Store is verified without any call', async () => {
  const purchase = await requestPurchase(fixture.buyer, 'APP_STORE')
  const { receipt } = await payAtStore(fixture.server, purchase)
  const calls = await countStoreCalls(fixture.server.emulator, { store: 'APP_STORE', endpoint: '*' })
  await verifyConcurrently(fixture.buyer, purchase.id, receipt)
  expect(await calls.count()).toBe(0)
})

test.each(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  '%s: 20 first verifies at once ask for one access token',
  async (store) => {
    const buyer = await createBuyer(fixture.server)
    const receipts = await Promise.all(
      Array.from(
        { length: concurrency },
        async () => (await payAtStore(fixture.server, await requestPurchase(buyer, store))).receipt,
      ),
    )
    await fixture.reconnect(store)
    const calls = await countStoreCalls(fixture.server.emulator, { store, endpoint: grants[store] })
    const verify = (receipt: ReceiptInput) => buyer.client.mutate('verifyPurchase', { receipt })
    const answers = await Promise.all(receipts.map(verify))
    expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => null))
    expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(concurrency)
    expect(await calls.count()).toBe(1)
  },
)

test('one receipt of two users at once is asked about once, and is the payment of one of them', async () => {
  const thief = await createBuyer(fixture.server)
  const { receipt } = await payAtStore(fixture.server, await requestPurchase(fixture.buyer, 'GOOGLE_PLAY'))
  const endpoint = 'purchases.productsv2.getproductpurchasev2'
  const calls = await countStoreCalls(fixture.server.emulator, {
    store: 'GOOGLE_PLAY',
    endpoint,
    delayMs: storeDelayMs,
  })
  const answers = await Promise.all(
    [fixture.buyer, thief].map(({ client }) => client.mutate('verifyPurchase', { receipt })),
  )
  expect(answers.map(({ problem }) => problem?.code ?? 'paid')).toEqual(['paid', 'RECEIPT_USER_MISMATCH'])
  expect(await calls.count()).toBe(1)
})
