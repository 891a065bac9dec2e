import { parseBoundDetails } from '../../src/stores/contract/bound-details.ts'
import { randomUUID } from 'node:crypto'
import { processNotification } from '../../src/domain/notification/process-notification.ts'
import { StoreUnavailableError } from '../../src/stores/contract/store-adapter.ts'
import type { HistoricalNotification, RefundedSale, StoreHistory } from '../../src/stores/contract/history.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { dayMs, minuteMs } from '../support/time.ts'
import { createPagedHistory } from '../support/paged-history.ts'
import { selectDiscrepancies, selectRuns } from '../support/reconciliation-records.ts'
import {
  queryPayment,
  reconcileSource,
  refundWithoutNotification,
  type Reconciliation,
} from '../support/reconciliation-fixture.ts'
import { describe, expect } from '../support/test.ts'
import { ownProjectTest } from './own-project-test.ts'

const test = ownProjectTest

describe('the notification history', () => {
  const source = 'NOTIFICATIONS'

  function createNotification({ now }: Reconciliation, sale: RefundedSale): HistoricalNotification {
    const { key, details } = sale
    const notified = { key, details: details ?? '', price: null, accountToken: null }
    const fields = {
      type: 'REFUND',
      sentAt: now(),
      environment: null,
      subscriptions: [],
      refundReview: null,
    } as const
    return {
      body: 'the body of the notification',
      notification: { ...fields, storeNotificationId: randomUUID(), sales: [notified] },
    }
  }

  const createList = ({ now }: Reconciliation, ...entries: HistoricalNotification[]) =>
    createPagedHistory(
      entries.map((entry) => ({ at: new Date(now().getTime() - minuteMs), entry })),
      10,
    ).list

  test('a notification that was never received is stored and processed', async ({
    server,
    sql,
    reconciliation,
    ownProject,
    ownBuyer,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, ownBuyer)
    const ctx = await reconciliation.createContext({
      listNotifications: createList(reconciliation, createNotification(reconciliation, entry)),
    })
    expect(await reconcileSource(ctx, source)).toBe('COMPARED')
    expect((await queryPayment(server, paymentId, ownProject))?.status).toBe('REFUNDED')
    expect(await selectDiscrepancies(sql, source)).toMatchObject([{ resolved: true }])
    const notifications = await sql`select source, status from notifications`
    expect(notifications).toEqual([{ source: 'BACKFILL', status: 'PROCESSED' }])
  })

  test('a notification that is already stored is no discrepancy', async ({
    server,
    sql,
    reconciliation,
    ownBuyer,
  }) => {
    const { entry } = await refundWithoutNotification(server, ownBuyer)
    const list = createList(reconciliation, createNotification(reconciliation, entry))
    const ctx = await reconciliation.createContext({ listNotifications: list })
    await reconcileSource(ctx, source)
    await reconcileSource(ctx, source)
    expect(await selectDiscrepancies(sql, source)).toHaveLength(1)
    expect(await selectRuns(sql, source)).toMatchObject([{ checked_count: 1 }, { checked_count: 1 }])
  })

  test('a notification that cannot be processed yet is a discrepancy until its job has processed it', async ({
    server,
    sql,
    reconciliation,
    ownProject,
    ownBuyer,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, ownBuyer)
    const list = createList(reconciliation, createNotification(reconciliation, entry))
    const readSale = async () => {
      throw new StoreUnavailableError('not now')
    }
    await reconcileSource(
      await reconciliation.createContext({ listNotifications: list }, { adapter: { readSale } }),
      source,
    )
    expect(await selectDiscrepancies(sql, source)).toMatchObject([{ resolved: false }])
    const [stored] = await sql<{ id: string }[]>`select id from notifications`
    const ctx = await reconciliation.createContext({ listNotifications: list })
    await processNotification(ctx, stored?.id ?? '')
    expect((await queryPayment(server, paymentId, ownProject))?.status).toBe('REFUNDED')
    await reconcileSource(ctx, source)
    expect(await selectDiscrepancies(sql, source)).toMatchObject([{ resolved: true }])
  })
})

describe('the refund history of a customer', () => {
  const source = 'CUSTOMER_REFUND_HISTORY'

  /** A store that lists the refunds of a customer page by page; `requestedSales` are the sales of the calls. */
  function createCustomerHistory(...entries: RefundedSale[]) {
    const requestedSales: string[] = []
    const listCustomerRefunds: NonNullable<StoreHistory['listCustomerRefunds']> = async (details, page) => {
      const sale = JSON.parse(parseBoundDetails(details).details) as { transactionId: string }
      requestedSales.push(sale.transactionId)
      const position = Number(page ?? 0)
      const next = position + 1 < entries.length ? String(position + 1) : null
      return { entries: entries.slice(position, position + 1), next }
    }
    return { listCustomerRefunds, requestedSales }
  }

  test('the history is requested with the newest payment of each customer, and all its refunds are checked', async ({
    server,
    sql,
    reconciliation,
    ownProject,
    ownBuyer,
  }) => {
    const first = await refundWithoutNotification(server, ownBuyer)
    const second = await refundWithoutNotification(server, ownBuyer)
    const newest = await buyItem(ownBuyer)
    const other = await buyItem(await createBuyer(server, { project: ownProject }))
    reconciliation.advanceTime(2 * dayMs)
    const { listCustomerRefunds, requestedSales } = createCustomerHistory(first.entry, second.entry)
    expect(await reconcileSource(await reconciliation.createContext({ listCustomerRefunds }), source)).toBe(
      'COMPARED',
    )
    const { transactionId } = other.storePurchase
    expect(requestedSales).toEqual([
      transactionId,
      transactionId,
      newest.storePurchase.transactionId,
      newest.storePurchase.transactionId,
    ])
    for (const { paymentId } of [first, second]) {
      expect((await queryPayment(server, paymentId, ownProject))?.status).toBe('REFUNDED')
    }
    expect((await selectDiscrepancies(sql, source)).map(({ resolved }) => resolved)).toEqual([true, true])
  })

  test('the history is requested once a day, for sales that were not read for a day and that the store still lists', async ({
    reconciliation,
    ownBuyer,
  }) => {
    await buyItem(ownBuyer)
    const { listCustomerRefunds, requestedSales } = createCustomerHistory()
    const run = async () =>
      reconcileSource(await reconciliation.createContext({ listCustomerRefunds }), source)
    expect([await run(), requestedSales.length]).toEqual(['COMPARED', 0])
    reconciliation.advanceTime(dayMs + minuteMs)
    expect([await run(), requestedSales.length]).toEqual(['COMPARED', 1])
    reconciliation.advanceTime(15 * minuteMs)
    expect([await run(), requestedSales.length]).toEqual(['NOT_DUE', 1])
    reconciliation.advanceTime(dayMs)
    expect([await run(), requestedSales.length]).toEqual(['COMPARED', 2])
    reconciliation.advanceTime(30 * dayMs)
    expect([await run(), requestedSales.length]).toEqual(['COMPARED', 2])
  })

  test('the history is not requested with a payment that is already refunded', async ({
    server,
    reconciliation,
    ownBuyer,
  }) => {
    const older = await buyItem(ownBuyer)
    const { entry } = await refundWithoutNotification(server, ownBuyer)
    reconciliation.advanceTime(2 * dayMs)
    const { listCustomerRefunds } = createCustomerHistory(entry)
    await reconcileSource(await reconciliation.createContext({ listCustomerRefunds }), source)
    reconciliation.advanceTime(2 * dayMs)
    const again = createCustomerHistory()
    await reconcileSource(
      await reconciliation.createContext({ listCustomerRefunds: again.listCustomerRefunds }),
      source,
    )
    expect(again.requestedSales).toEqual([older.storePurchase.transactionId])
  })

  test('the histories of many customers are requested in several runs, each customer once', async ({
    server,
    reconciliation,
    ownProject,
  }) => {
    const buyers = await Promise.all(
      Array.from({ length: 7 }, () => createBuyer(server, { project: ownProject })),
    )
    for (const each of buyers) await buyItem(each)
    reconciliation.advanceTime(2 * dayMs)
    const { listCustomerRefunds, requestedSales } = createCustomerHistory()
    const outcomes: (string | undefined)[] = []
    while (outcomes.at(-1) !== 'COMPARED' && outcomes.length < 9) {
      const ctx = await reconciliation.createContext({ listCustomerRefunds }, { limits: { maxApiCalls: 4 } })
      outcomes.push(await reconcileSource(ctx, source))
    }
    expect(outcomes).toEqual(['BUDGET_EXHAUSTED', 'BUDGET_EXHAUSTED', 'COMPARED'])
    expect(new Set(requestedSales).size).toBe(7)
    expect(requestedSales).toHaveLength(7)
  })
})
