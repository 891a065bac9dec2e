import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { AppContext } from '../../src/domain/context.ts'
import { buyItem, newBuyer, productOf, type Buyer } from '../support/buyer.ts'
import { buy, changeAtStore, countCalls, mendStores } from '../support/emulator-control.ts'
import {
  forgetReconciliations,
  listPages,
  listRefunds,
  readDifferences,
  readPayment,
  readRuns,
  reconcileSource,
  refundedSale,
  refundSilently,
  startListedStore,
  type ListedStore,
} from '../support/listed-store.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let store: ListedStore
let buyer: Buyer
beforeAll(async () => {
  at = await startTestServer({ environment: { JOB_CONCURRENCY: '0' } })
  store = startListedStore(at)
  buyer = await newBuyer(at)
})
afterAll(async () => {
  await store.close()
  await at.close()
})
beforeEach(async () => {
  await mendStores(at.emulator)
  await forgetReconciliations(store)
})

const source = 'REFUNDS'
const reconcile = (ctx: AppContext) => reconcileSource(ctx, source)

describe('what a list of refunds names', () => {
  test('and we did not know, is read back, refunded and written down as healed', async () => {
    const { paymentId, entry } = await refundSilently(at, buyer)
    const { list } = listPages(listRefunds(store, entry), 10)
    expect(await reconcile(await store.open({ refunds: list }))).toBe('COMPARED')
    const payment = await readPayment(at, paymentId)
    expect(payment).toMatchObject({ status: 'REFUNDED', refund: { source: 'RECONCILIATION' } })
    expect(payment?.events.at(-1)?.type).toBe('PAYMENT_REFUNDED')
    expect(await readDifferences(store, source)).toMatchObject([{ healed: true }])
    expect(await readRuns(store, source)).toMatchObject([{ checked: 1, ended: true, last_error: null }])
  })

  test('and we know, is agreed without asking the store', async () => {
    const { entry } = await refundSilently(at, buyer)
    const { list } = listPages(listRefunds(store, entry), 10)
    await reconcile(await store.open({ refunds: list }))
    const readings = await countCalls(at.emulator, { store: 'TEST_STORE', endpoint: '*' })
    await reconcile(await store.open({ refunds: list }))
    expect(await readings.count()).toBe(0)
    expect(await readDifferences(store, source)).toHaveLength(1)
  })

  test('is found by its key where the list does not name the transaction', async () => {
    const { paymentId, entry } = await refundSilently(at, buyer)
    const { list } = listPages(listRefunds(store, { ...entry, storeTransactionId: null, details: null }), 10)
    await reconcile(await store.open({ refunds: list }))
    expect((await readPayment(at, paymentId))?.status).toBe('REFUNDED')
  })

  test('and that never became a payment, is no difference, and is not asked about all the time', async () => {
    const sold = await buy(at.emulator, { store: 'TEST_STORE', productId: productOf('coins_100') })
    await changeAtStore(at.emulator, sold.id, 'refund')
    const readings = await countCalls(at.emulator, { store: 'TEST_STORE', endpoint: '*' })
    const { list } = listPages(listRefunds(store, refundedSale(sold.transactionId)), 10)
    for (let run = 0; run < 3; run += 1) await reconcile(await store.open({ refunds: list }))
    expect(await readings.count()).toBe(1)
    expect(await readDifferences(store, source)).toEqual([])
  })

  test('but the store does not say when it is asked, is left, and healed once it does', async () => {
    const { payment, bought } = await buyItem(at, buyer)
    const { list } = listPages(listRefunds(store, refundedSale(bought.transactionId)), 10)
    await reconcile(await store.open({ refunds: list }))
    expect(await readDifferences(store, source)).toMatchObject([
      { healed: false, description: expect.stringContaining('does not say so') },
    ])
    expect((await readPayment(at, payment.id))?.status).toBe('PAID')
    await changeAtStore(at.emulator, bought.id, 'refund')
    await reconcile(await store.open({ refunds: list }))
    expect((await readPayment(at, payment.id))?.status).toBe('REFUNDED')
    expect((await readDifferences(store, source)).map(({ healed }) => healed)).toEqual([true, true])
  })

  test('and breaks when it is compared, is left, and holds up no other', async () => {
    const { paymentId, entry } = await refundSilently(at, buyer)
    const broken = refundedSale('broken', { details: 'no details at all' })
    const { list } = listPages(listRefunds(store, broken, entry), 10)
    expect(await reconcile(await store.open({ refunds: list }))).toBe('COMPARED')
    expect((await readPayment(at, paymentId))?.status).toBe('REFUNDED')
    expect((await readDifferences(store, source)).map(({ healed }) => healed)).toEqual([false, true])
  })
})
