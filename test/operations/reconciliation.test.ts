import type { AppContext } from '../../src/domain/context.ts'
import { buyItem, toStoreProductId } from '../support/purchase-client.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import {
  truncateReconciliations,
  createPagedHistory,
  toRecentRefunds,
  selectDiscrepancies,
  queryPayment,
  selectRuns,
  reconcileSource,
  refundedSale,
  refundWithoutNotification,
  openReconciliationFixture,
} from '../support/reconciliation-fixture.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('store', { scope: 'file' }, ({ server }) => openReconciliationFixture(server))

test.afterAll(async ({ store }) => {
  await store.close()
})
test.beforeEach(async ({ store }) => {
  await truncateReconciliations(store)
})

const source = 'REFUNDS'
const reconcile = (ctx: AppContext) => reconcileSource(ctx, source)

describe('what a list of refunds names', () => {
  test('and we did not know, is read back, refunded and written down as healed', async ({
    server,
    buyer,
    store,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const { list } = createPagedHistory(toRecentRefunds(store, entry), 10)
    expect(await reconcile(await store.createContext({ listRefunds: list }))).toBe('COMPARED')
    const payment = await queryPayment(server, paymentId)
    expect(payment).toMatchObject({ status: 'REFUNDED', refund: { source: 'RECONCILIATION' } })
    expect(payment?.events.at(-1)?.type).toBe('PAYMENT_REFUNDED')
    expect(await selectDiscrepancies(store, source)).toMatchObject([{ healed: true }])
    expect(await selectRuns(store, source)).toMatchObject([{ checked: 1, ended: true, last_error: null }])
  })

  test('and we know, is agreed without asking the store', async ({ server, buyer, faults, store }) => {
    const { entry } = await refundWithoutNotification(server, buyer)
    const { list } = createPagedHistory(toRecentRefunds(store, entry), 10)
    await reconcile(await store.createContext({ listRefunds: list }))
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    await reconcile(await store.createContext({ listRefunds: list }))
    expect(await readings.count()).toBe(0)
    expect(await selectDiscrepancies(store, source)).toHaveLength(1)
  })

  test('is found by its key where the list does not name the transaction', async ({
    server,
    buyer,
    store,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const { list } = createPagedHistory(
      toRecentRefunds(store, { ...entry, storeTransactionId: null, details: null }),
      10,
    )
    await reconcile(await store.createContext({ listRefunds: list }))
    expect((await queryPayment(server, paymentId))?.status).toBe('REFUNDED')
  })

  test('and that never became a payment, is no difference, and is not asked about all the time', async ({
    emulator,
    faults,
    store,
  }) => {
    const sold = await createStorePurchase(emulator, {
      store: 'TEST_STORE',
      productId: toStoreProductId('coins_100'),
    })
    await updateStorePurchase(emulator, sold.id, 'refund')
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    const { list } = createPagedHistory(toRecentRefunds(store, refundedSale(sold.transactionId)), 10)
    for (let run = 0; run < 3; run += 1) await reconcile(await store.createContext({ listRefunds: list }))
    expect(await readings.count()).toBe(1)
    expect(await selectDiscrepancies(store, source)).toEqual([])
  })

  test('but the store does not say when it is asked, is left, and healed once it does', async ({
    server,
    emulator,
    buyer,
    store,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer)
    const { list } = createPagedHistory(toRecentRefunds(store, refundedSale(storePurchase.transactionId)), 10)
    await reconcile(await store.createContext({ listRefunds: list }))
    expect(await selectDiscrepancies(store, source)).toMatchObject([
      { healed: false, description: expect.stringContaining('does not say so') },
    ])
    expect((await queryPayment(server, payment.id))?.status).toBe('PAID')
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await reconcile(await store.createContext({ listRefunds: list }))
    expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
    expect((await selectDiscrepancies(store, source)).map(({ resolved }) => resolved)).toEqual([true, true])
  })

  test('and breaks when it is compared, is left, and holds up no other', async ({ server, buyer, store }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const broken = refundedSale('broken', { details: 'no details at all' })
    const { list } = createPagedHistory(toRecentRefunds(store, broken, entry), 10)
    expect(await reconcile(await store.createContext({ listRefunds: list }))).toBe('COMPARED')
    expect((await queryPayment(server, paymentId))?.status).toBe('REFUNDED')
    expect((await selectDiscrepancies(store, source)).map(({ resolved }) => resolved)).toEqual([false, true])
  })
})
