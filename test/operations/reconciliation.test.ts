import type { AppContext } from '../../src/domain/context.ts'
import { buyItem, toStoreProductId } from '../support/purchase-client.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { selectDiscrepancies, selectRuns } from '../support/reconciliation-records.ts'
import { createPagedHistory } from '../support/paged-history.ts'
import {
  toRecentRefunds,
  queryPayment,
  reconcileSource,
  refundedSale,
  refundWithoutNotification,
  reconciliationTest,
} from '../support/reconciliation-fixture.ts'
import { describe, expect } from '../support/test.ts'

const test = reconciliationTest

const source = 'REFUNDS'
const reconcile = (ctx: AppContext) => reconcileSource(ctx, source)

describe('the refund list of a store', () => {
  test('an unknown refund is read from the store, applied and recorded as a resolved discrepancy', async ({
    server,
    buyer,
    sql,
    reconciliation,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const { list } = createPagedHistory(toRecentRefunds(reconciliation, entry), 10)
    expect(await reconcile(await reconciliation.createContext({ listRefunds: list }))).toBe('COMPARED')
    const payment = await queryPayment(server, paymentId)
    expect(payment).toMatchObject({ status: 'REFUNDED', refund: { source: 'RECONCILIATION' } })
    expect(payment?.events.at(-1)?.type).toBe('PAYMENT_REFUNDED')
    expect(await selectDiscrepancies(sql, source)).toMatchObject([{ resolved: true }])
    expect(await selectRuns(sql, source)).toMatchObject([{ checked_count: 1, ended: true, last_error: null }])
  })

  test('a known refund is confirmed without a store call', async ({
    server,
    buyer,
    sql,
    faults,
    reconciliation,
  }) => {
    const { entry } = await refundWithoutNotification(server, buyer)
    const { list } = createPagedHistory(toRecentRefunds(reconciliation, entry), 10)
    await reconcile(await reconciliation.createContext({ listRefunds: list }))
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    await reconcile(await reconciliation.createContext({ listRefunds: list }))
    expect(await readings.count()).toBe(0)
    expect(await selectDiscrepancies(sql, source)).toHaveLength(1)
  })

  test('a refund is found by its key when the list does not contain the transaction id', async ({
    server,
    buyer,
    reconciliation,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const { list } = createPagedHistory(
      toRecentRefunds(reconciliation, { ...entry, storeTransactionId: null, details: null }),
      10,
    )
    await reconcile(await reconciliation.createContext({ listRefunds: list }))
    expect((await queryPayment(server, paymentId))?.status).toBe('REFUNDED')
  })

  test('a refund without a payment is no discrepancy and is read from the store only once', async ({
    emulator,
    sql,
    faults,
    reconciliation,
  }) => {
    const sold = await createStorePurchase(emulator, {
      store: 'TEST_STORE',
      productId: toStoreProductId('coins_100'),
    })
    await updateStorePurchase(emulator, sold.id, 'refund')
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    const { list } = createPagedHistory(toRecentRefunds(reconciliation, refundedSale(sold.transactionId)), 10)
    for (let run = 0; run < 3; run += 1)
      await reconcile(await reconciliation.createContext({ listRefunds: list }))
    expect(await readings.count()).toBe(1)
    expect(await selectDiscrepancies(sql, source)).toEqual([])
  })

  test('a refund that the store does not confirm is an open discrepancy until the store confirms it', async ({
    server,
    emulator,
    buyer,
    sql,
    reconciliation,
  }) => {
    const { payment, storePurchase } = await buyItem(buyer)
    const { list } = createPagedHistory(
      toRecentRefunds(reconciliation, refundedSale(storePurchase.transactionId)),
      10,
    )
    await reconcile(await reconciliation.createContext({ listRefunds: list }))
    expect(await selectDiscrepancies(sql, source)).toMatchObject([
      { resolved: false, description: expect.stringContaining('reports no refund') },
    ])
    expect((await queryPayment(server, payment.id))?.status).toBe('PAID')
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await reconcile(await reconciliation.createContext({ listRefunds: list }))
    expect((await queryPayment(server, payment.id))?.status).toBe('REFUNDED')
    expect((await selectDiscrepancies(sql, source)).map(({ resolved }) => resolved)).toEqual([true, true])
  })

  test('a refund that cannot be checked is an open discrepancy and does not block other refunds', async ({
    server,
    buyer,
    sql,
    reconciliation,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const broken = refundedSale('broken', { details: 'no details at all' })
    const { list } = createPagedHistory(toRecentRefunds(reconciliation, broken, entry), 10)
    expect(await reconcile(await reconciliation.createContext({ listRefunds: list }))).toBe('COMPARED')
    expect((await queryPayment(server, paymentId))?.status).toBe('REFUNDED')
    expect((await selectDiscrepancies(sql, source)).map(({ resolved }) => resolved)).toEqual([false, true])
  })
})
