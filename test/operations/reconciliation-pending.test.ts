import { hashSaleKey } from '../../src/domain/store-sync/sale-reference.ts'
import { syncSale } from '../../src/domain/store-sync/sync-sale.ts'
import { payAtStore, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { minuteMs } from '../support/time.ts'
import { selectDiscrepancies } from '../support/reconciliation-records.ts'
import { reconcileSource, refundedSale, type Reconciliation } from '../support/reconciliation-fixture.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect } from '../support/test.ts'
import { ownProjectTest } from './own-project-test.ts'

const test = ownProjectTest

describe('a pending purchase', () => {
  const source = 'PURCHASES'

  const statusOf = async ({ client }: Buyer, id: string) => {
    const { purchase } = await client.query(
      'query ($id: ID!) { purchase(id: $id) { status payment { status } } }',
      { id },
    )
    return [purchase?.status, purchase?.payment?.status]
  }

  /** Creates a purchase that the store has reported as pending. */
  async function createPendingPurchase(server: TestServer, reconciliation: Reconciliation, buyer: Buyer) {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const storePurchase = await payAtStore(server, purchase, { outcome: 'PENDING' })
    const { key, details } = refundedSale(storePurchase.transactionId)
    const sale = { store: 'TEST_STORE', key: hashSaleKey(key), details, source: 'NOTIFICATION' } as const
    await syncSale(await reconciliation.createContext({}), sale)
    expect(await statusOf(buyer, purchase.id)).toEqual(['PENDING', undefined])
    return { purchase, storePurchase }
  }

  test('a pending purchase that was paid without a notification is read again after an hour and becomes a payment', async ({
    server,
    emulator,
    sql,
    faults,
    reconciliation,
    ownBuyer,
  }) => {
    const { purchase, storePurchase } = await createPendingPurchase(server, reconciliation, ownBuyer)
    await updateStorePurchase(emulator, storePurchase.id, 'complete')
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    await reconcileSource(await reconciliation.createContext({}), source)
    expect(await readings.count()).toBe(0)
    reconciliation.advanceTime(61 * minuteMs)
    expect(await reconcileSource(await reconciliation.createContext({}), source)).toBe('COMPARED')
    expect(await statusOf(ownBuyer, purchase.id)).toEqual(['VERIFIED', 'PAID'])
    expect(await selectDiscrepancies(sql, source)).toMatchObject([{ resolved: true }])
  })

  test('a pending purchase that was canceled without a notification is canceled', async ({
    server,
    emulator,
    reconciliation,
    ownBuyer,
  }) => {
    const { purchase, storePurchase } = await createPendingPurchase(server, reconciliation, ownBuyer)
    await updateStorePurchase(emulator, storePurchase.id, 'cancel')
    reconciliation.advanceTime(61 * minuteMs)
    await reconcileSource(await reconciliation.createContext({}), source)
    expect(await statusOf(ownBuyer, purchase.id)).toEqual(['CANCELED', undefined])
  })

  test('a pending purchase that is still pending is no discrepancy and waits another hour', async ({
    server,
    sql,
    faults,
    reconciliation,
    ownBuyer,
  }) => {
    const { purchase } = await createPendingPurchase(server, reconciliation, ownBuyer)
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    reconciliation.advanceTime(61 * minuteMs)
    await reconcileSource(await reconciliation.createContext({}), source)
    await reconcileSource(await reconciliation.createContext({}), source)
    expect(await readings.count()).toBe(1)
    expect(await statusOf(ownBuyer, purchase.id)).toEqual(['PENDING', undefined])
    expect(await selectDiscrepancies(sql, source)).toEqual([])
  })
})
