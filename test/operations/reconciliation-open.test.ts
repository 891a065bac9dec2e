import { randomUUID } from 'node:crypto'
import { processNotification } from '../../src/domain/notification/process-notification.ts'
import { hashSaleKey } from '../../src/domain/store-sync/sale-reference.ts'
import { syncSale } from '../../src/domain/store-sync/sync-sale.ts'
import type { AppContext } from '../../src/domain/context.ts'
import type { RefundedSale, StoreHistory } from '../../src/stores/contract/history.ts'
import { StoreUnavailableError, type StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { buyItem, payAtStore, requestPurchase } from '../support/purchase-client.ts'
import {
  queryPayment,
  reconcileSource,
  refundedSale,
  refundWithoutNotification,
} from '../support/reconciliation-fixture.ts'
import { selectDiscrepancies } from '../support/reconciliation-records.ts'
import { describe, expect } from '../support/test.ts'
import { dayMs } from '../support/time.ts'
import { ownProjectTest } from './own-project-test.ts'

/** An adapter whose readings of sales fail as with an error of the server itself. */
const brokenAdapter: Partial<StoreAdapter> = {
  readSale: async () => {
    throw new TypeError('not a function')
  },
}
const unavailableAdapter: Partial<StoreAdapter> = {
  readSale: async () => {
    throw new StoreUnavailableError('not now')
  },
}

const test = ownProjectTest
  .extend('refund', ({ server, ownBuyer }) => refundWithoutNotification(server, ownBuyer))
  .extend('isResolved', ({ sql }) => {
    return async (source: string) => (await selectDiscrepancies(sql, source)).map(({ resolved }) => resolved)
  })
  .extend('createContext', ({ reconciliation }) => reconciliation.createContext)

const toPage = <Entry>(...entries: Entry[]) => ({ entries, next: null })

const toSale = ({ key, details }: Pick<RefundedSale, 'key' | 'details'>) =>
  ({ store: 'TEST_STORE', key: hashSaleKey(key), details, source: 'NOTIFICATION' }) as const

/** A store whose lists have nothing in their window. */
const emptyLists: Partial<StoreHistory> = {
  listRefunds: async () => toPage(),
  listNotifications: async () => toPage(),
}

describe('a difference that the list of the store no longer contains', () => {
  test('a missing notification is resolved after its job has processed it', async ({
    reconciliation: { now, advanceTime },
    createContext,
    refund: { entry },
    isResolved,
    sql,
  }) => {
    const notified = { key: entry.key, details: entry.details ?? '', price: null, accountToken: null }
    const missing = {
      body: 'the body of the notification',
      notification: {
        ...({
          type: 'REFUND',
          sentAt: now(),
          environment: null,
          subscriptions: [],
          refundReview: null,
        } as const),
        storeNotificationId: randomUUID(),
        sales: [notified],
      },
    }
    const lists = { listNotifications: async () => toPage(missing) }
    await reconcileSource(await createContext(lists, { adapter: unavailableAdapter }), 'NOTIFICATIONS')
    advanceTime(4 * dayMs)
    const ctx = await createContext(emptyLists)
    await reconcileSource(ctx, 'NOTIFICATIONS')
    expect(await isResolved('NOTIFICATIONS')).toEqual([false])
    const [stored] = await sql<{ id: string }[]>`select id from notifications`
    await processNotification(ctx, stored?.id ?? '')
    await reconcileSource(ctx, 'NOTIFICATIONS')
    expect(await isResolved('NOTIFICATIONS')).toEqual([true])
  })

  test('a refund that could not be compared is read again', async ({
    server,
    ownProject,
    reconciliation: { advanceTime },
    createContext,
    refund: { entry, paymentId },
    isResolved,
  }) => {
    const lists = { listRefunds: async () => toPage(entry) }
    await reconcileSource(await createContext(lists, { adapter: brokenAdapter }), 'REFUNDS')
    expect(await isResolved('REFUNDS')).toEqual([false])
    advanceTime(4 * dayMs)
    await reconcileSource(await createContext(emptyLists), 'REFUNDS')
    expect((await queryPayment(server, paymentId, ownProject))?.status).toBe('REFUNDED')
    expect(await isResolved('REFUNDS')).toEqual([true])
  })

  test('a refund that a notification has applied meanwhile is resolved without a call to the store', async ({
    reconciliation: { advanceTime },
    createContext,
    refund: { entry },
    isResolved,
    faults,
  }) => {
    const lists = { listRefunds: async () => toPage(entry) }
    await reconcileSource(await createContext(lists, { adapter: brokenAdapter }), 'REFUNDS')
    const ctx = await createContext(emptyLists)
    await syncSale(ctx, toSale(entry))
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    advanceTime(4 * dayMs)
    await reconcileSource(await createContext(emptyLists), 'REFUNDS')
    expect([await isResolved('REFUNDS'), await readings.count()]).toEqual([[true], 0])
  })

  test('a refund stays open, and the run ends, while the store cannot be read', async ({
    reconciliation: { advanceTime },
    createContext,
    refund: { entry },
    isResolved,
  }) => {
    const lists = { listRefunds: async () => toPage(entry) }
    await reconcileSource(await createContext(lists, { adapter: brokenAdapter }), 'REFUNDS')
    advanceTime(4 * dayMs)
    const unavailable = await createContext(emptyLists, { adapter: unavailableAdapter })
    expect(await reconcileSource(unavailable, 'REFUNDS')).toBe('COMPARED')
    expect(await isResolved('REFUNDS')).toEqual([false])
    await reconcileSource(await createContext(emptyLists), 'REFUNDS')
    expect(await isResolved('REFUNDS')).toEqual([true])
  })

  test('no more calls are made than a run may make', async ({
    reconciliation: { advanceTime },
    createContext,
    server,
    ownBuyer,
    isResolved,
  }) => {
    const refunds = [1, 2, 3, 4].map(() => refundWithoutNotification(server, ownBuyer))
    const entries = (await Promise.all(refunds)).map(({ entry }) => entry)
    const lists = { listRefunds: async () => toPage(...entries) }
    await reconcileSource(await createContext(lists, { adapter: brokenAdapter }), 'REFUNDS')
    advanceTime(4 * dayMs)
    const run = async () => {
      await reconcileSource(await createContext(emptyLists, { limits: { maxApiCalls: 3 } }), 'REFUNDS')
      return (await isResolved('REFUNDS')).filter((resolved) => resolved).length
    }
    expect([await run(), await run()]).toEqual([2, 4])
  })

  test('a pending purchase that could not be compared is resolved after it was canceled', async ({
    server,
    emulator,
    ownBuyer,
    reconciliation: { advanceTime },
    createContext,
    isResolved,
  }) => {
    const purchase = await requestPurchase(ownBuyer, { store: 'TEST_STORE' })
    const storePurchase = await payAtStore(server, purchase, { outcome: 'PENDING' })
    const sale = toSale(refundedSale(storePurchase.transactionId))
    await syncSale(await createContext({}), sale)
    advanceTime(dayMs / 4)
    await reconcileSource(await createContext({}, { adapter: brokenAdapter }), 'PURCHASES')
    expect(await isResolved('PURCHASES')).toEqual([false])
    await updateStorePurchase(emulator, storePurchase.id, 'cancel')
    await syncSale(await createContext({}), sale)
    await reconcileSource(await createContext({}), 'PURCHASES')
    expect(await isResolved('PURCHASES')).toEqual([true])
  })

  test('the history of a customer that could not be compared is resolved by the next run', async ({
    ownBuyer,
    reconciliation: { advanceTime },
    createContext,
    isResolved,
  }) => {
    await buyItem(ownBuyer)
    advanceTime(2 * dayMs)
    const reconcileCustomers = async (history: NonNullable<StoreHistory['listCustomerRefunds']>) => {
      const ctx: AppContext = await createContext({ listCustomerRefunds: history })
      await reconcileSource(ctx, 'CUSTOMER_REFUND_HISTORY')
      return isResolved('CUSTOMER_REFUND_HISTORY')
    }
    const broken = async () => Promise.reject(new TypeError('not a function'))
    expect(await reconcileCustomers(broken)).toEqual([false])
    advanceTime(2 * dayMs)
    expect(await reconcileCustomers(async () => toPage())).toEqual([true])
  })
})
