import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { buyItem, createBuyer, payAtStore, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import type { EmulatedStore } from '../support/emulator-control.ts'
import { storeServerOptions, describe, expect, storeTest } from './store-fixture.ts'

const test = storeTest.extend(
  'serverOptions',
  { scope: 'file' },
  storeServerOptions({ STORE_TIMEOUT_MS: '20000' }),
)

const concurrency = 20
/** Long enough for all calls to arrive before the store responds to the first. */
const storeDelayMs = 3_000

/** The calls of one verify to each store, once there is an access token. */
const expectedCalls = {
  APP_STORE: ['getTransactionInfo'],
  GOOGLE_PLAY: ['purchases.productsv2.getproductpurchasev2', 'orders.get'],
  ONE_STORE: ['getPurchaseDetails'],
  TEST_STORE: ['getPurchase'],
} as const
const grants = { GOOGLE_PLAY: 'token', ONE_STORE: 'getAccessToken' } as const

async function verifyConcurrently(buyer: Buyer, purchaseId: string, receipt: ReceiptInput) {
  const verify = () => buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
  const payloads = await Promise.all(Array.from({ length: concurrency }, verify))
  expect(payloads.map(({ problem }) => problem)).toEqual(payloads.map(() => null))
  expect(payloads.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(payloads.map(({ payment }) => payment?.id)).size).toBe(1)
}

describe.each(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const)(
  '%s',
  (store: EmulatedStore) => {
    test('20 concurrent verifies of one receipt make one call of each operation, and one payment', async ({
      server,
      buyer,
      faults,
    }) => {
      await buyItem(buyer, { store })
      const purchase = await requestPurchase(buyer, { store })
      const storePurchase = await payAtStore(server, purchase)
      const receipt =
        store === 'APP_STORE'
          ? { appStore: { transactionId: storePurchase.transactionId } }
          : storePurchase.receipt
      const counters = await Promise.all(
        expectedCalls[store].map((endpoint) => faults.countCalls({ store, endpoint, delayMs: storeDelayMs })),
      )
      const others = await faults.countCalls({ store, endpoint: '*' })
      await verifyConcurrently(buyer, purchase.id, receipt)
      expect(await Promise.all(counters.map((calls) => calls.count()))).toEqual(counters.map(() => 1))
      expect(await others.count()).toBe(0)
    })

    test('a later verify calls the store again, because the sale may have been refunded since', async ({
      buyer,
      faults,
    }) => {
      const { storePurchase } = await buyItem(buyer, { store })
      const calls = await faults.countCalls({ store, endpoint: '*' })
      for (const _ of [1, 2, 3]) {
        const again = await buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
        expect(again).toMatchObject({ replayed: true, problem: null })
      }
      // Apple's signed transaction is verified without a call.
      expect(await calls.count()).toBe(store === 'APP_STORE' ? 0 : 3 * expectedCalls[store].length)
    })
  },
)

test('a signed transaction of the App Store is verified without any call', async ({
  server,
  buyer,
  faults,
}) => {
  const purchase = await requestPurchase(buyer, { store: 'APP_STORE' })
  const { receipt } = await payAtStore(server, purchase)
  const calls = await faults.countCalls({ store: 'APP_STORE', endpoint: '*' })
  await verifyConcurrently(buyer, purchase.id, receipt)
  expect(await calls.count()).toBe(0)
})

test.for(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  '20 concurrent first verifies at %s request one access token',
  async (store, { server, stores, faults }) => {
    const buyer = await createBuyer(server)
    const receipts = await Promise.all(
      Array.from(
        { length: concurrency },
        async () => (await payAtStore(server, await requestPurchase(buyer, { store }))).receipt,
      ),
    )
    await stores.reconnect(store)
    const calls = await faults.countCalls({ store, endpoint: grants[store] })
    const verify = (receipt: ReceiptInput) => buyer.client.mutate('verifyPurchase', { receipt })
    const payloads = await Promise.all(receipts.map(verify))
    expect(payloads.map(({ problem }) => problem)).toEqual(payloads.map(() => null))
    expect(new Set(payloads.map(({ payment }) => payment?.id)).size).toBe(concurrency)
    expect(await calls.count()).toBe(1)
  },
)

test('one receipt of two users at once makes one call, and a payment of one of them', async ({
  server,
  buyer,
  faults,
}) => {
  const otherBuyer = await createBuyer(server)
  const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store: 'GOOGLE_PLAY' }))
  const endpoint = 'purchases.productsv2.getproductpurchasev2'
  const calls = await faults.countCalls({
    store: 'GOOGLE_PLAY',
    endpoint,
    delayMs: storeDelayMs,
  })
  const payloads = await Promise.all(
    [buyer, otherBuyer].map(({ client }) => client.mutate('verifyPurchase', { receipt })),
  )
  expect(payloads.map(({ problem }) => problem?.code ?? 'paid')).toEqual(['paid', 'RECEIPT_USER_MISMATCH'])
  expect(await calls.count()).toBe(1)
})
