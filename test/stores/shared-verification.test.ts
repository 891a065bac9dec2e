import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { buyItem, newBuyer, pay, reserve, type Buyer } from '../support/buyer.ts'
import { countCalls, mendStores, type EmulatedStore } from '../support/emulator-control.ts'
import { openDesk, type StoreDesk } from './store-desk.ts'

let desk: StoreDesk
beforeAll(async () => {
  desk = await openDesk({ environment: { STORE_TIMEOUT_MS: '20000' } })
})
afterEach(() => mendStores(desk.at.emulator))
afterAll(() => desk.close())

const atOnce = 20
/** Long enough for all of them to arrive while the store still thinks about the first. */
const thinkMs = 1_500

/** What one verify asks of each store, once there is an access token. */
const demanded = {
  APP_STORE: ['getTransactionInfo'],
  GOOGLE_PLAY: ['purchases.productsv2.getproductpurchasev2', 'orders.get'],
  ONE_STORE: ['getPurchaseDetails'],
  TEST_STORE: ['getPurchase'],
} as const
const grants = { GOOGLE_PLAY: 'token', ONE_STORE: 'getAccessToken' } as const

async function verifyAtOnce(buyer: Buyer, purchaseId: string, receipt: ReceiptInput) {
  const verify = () => buyer.api.mutate('verifyPurchase', { purchaseId, receipt })
  const answers = await Promise.all(Array.from({ length: atOnce }, verify))
  expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => null))
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(1)
}

describe.each(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const)(
  '%s',
  (store: EmulatedStore) => {
    test('20 simultaneous verifies of one receipt are one call of each operation, and one payment', async () => {
      await buyItem(desk.at, desk.buyer, store)
      const purchase = await reserve(desk.buyer, store)
      const bought = await pay(desk.at, purchase)
      const receipt =
        store === 'APP_STORE' ? { appStore: { transactionId: bought.transactionId } } : bought.receipt
      const counters = await Promise.all(
        demanded[store].map((endpoint) =>
          countCalls(desk.at.emulator, { store, endpoint, delayMs: thinkMs }),
        ),
      )
      const others = await countCalls(desk.at.emulator, { store, endpoint: '*' })
      await verifyAtOnce(desk.buyer, purchase.id, receipt)
      expect(await Promise.all(counters.map((calls) => calls.count()))).toEqual(counters.map(() => 1))
      expect(await others.count()).toBe(0)
    })

    test('a verify after the other asks the store again: it may have taken the sale back since', async () => {
      const { bought } = await buyItem(desk.at, desk.buyer, store)
      const calls = await countCalls(desk.at.emulator, { store, endpoint: '*' })
      for (const _ of [1, 2, 3]) {
        const again = await desk.buyer.api.mutate('verifyPurchase', { receipt: bought.receipt })
        expect(again).toMatchObject({ replayed: true, problem: null })
      }
      // Apple's signature is as fresh as its date; nothing needs to be asked.
      expect(await calls.count()).toBe(store === 'APP_STORE' ? 0 : 3 * demanded[store].length)
    })
  },
)

test('a signed transaction of the App Store is verified without any call', async () => {
  const purchase = await reserve(desk.buyer, 'APP_STORE')
  const { receipt } = await pay(desk.at, purchase)
  const calls = await countCalls(desk.at.emulator, { store: 'APP_STORE', endpoint: '*' })
  await verifyAtOnce(desk.buyer, purchase.id, receipt)
  expect(await calls.count()).toBe(0)
})

test.each(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  '%s: 20 first verifies at once ask for one access token',
  async (store) => {
    const buyer = await newBuyer(desk.at)
    const receipts = await Promise.all(
      Array.from({ length: atOnce }, async () => (await pay(desk.at, await reserve(buyer, store))).receipt),
    )
    await desk.reconnect(store)
    const calls = await countCalls(desk.at.emulator, { store, endpoint: grants[store] })
    const verify = (receipt: ReceiptInput) => buyer.api.mutate('verifyPurchase', { receipt })
    const answers = await Promise.all(receipts.map(verify))
    expect(answers.map(({ problem }) => problem)).toEqual(answers.map(() => null))
    expect(new Set(answers.map(({ payment }) => payment?.id)).size).toBe(atOnce)
    expect(await calls.count()).toBe(1)
  },
)

test('one receipt of two users at once is asked about once, and is the payment of one of them', async () => {
  const thief = await newBuyer(desk.at)
  const { receipt } = await pay(desk.at, await reserve(desk.buyer, 'GOOGLE_PLAY'))
  const endpoint = 'purchases.productsv2.getproductpurchasev2'
  const calls = await countCalls(desk.at.emulator, { store: 'GOOGLE_PLAY', endpoint, delayMs: thinkMs })
  const answers = await Promise.all(
    [desk.buyer, thief].map(({ api }) => api.mutate('verifyPurchase', { receipt })),
  )
  expect(answers.map(({ problem }) => problem?.code ?? 'paid')).toEqual(['paid', 'RECEIPT_USER_MISMATCH'])
  expect(await calls.count()).toBe(1)
})
