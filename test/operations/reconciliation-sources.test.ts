import { randomUUID } from 'node:crypto'
import { processNotification } from '../../src/domain/notification/process-notification.ts'
import { hashSaleKey } from '../../src/domain/store-sync/sale-reference.ts'
import { syncSale } from '../../src/domain/store-sync/sync-sale.ts'
import { StoreUnavailableError } from '../../src/stores/contract/store-adapter.ts'
import type { HistoricalNotification, RefundedSale, StoreHistory } from '../../src/stores/contract/history.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { buyItem, createBuyer, payAtStore, requestPurchase, type Buyer } from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import {
  dayMs,
  createPagedHistory,
  minuteMs,
  selectDiscrepancies,
  queryPayment,
  selectRuns,
  reconcileSource,
  refundedSale,
  refundWithoutNotification,
  openReconciliationFixture,
  type ReconciliationFixture,
} from '../support/reconciliation-fixture.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, test } from '../support/test.ts'

/** Each test has a project of its own: what is compared are all of its buyers and purchases. */
let project: DevApp
let store: ReconciliationFixture
let buyer: Buyer
test.beforeEach(async ({ server }) => {
  project = await server.addProject({ requireUserToken: false, sandboxPolicy: 'ALLOW' })
  await connectEmulator(server, project)
  store = openReconciliationFixture(server, project.appKey)
  buyer = await createBuyer(server, { project })
  return async () => {
    await store.sql`truncate reconciliation_cursors, reconciliation_runs, reconciliation_differences, notifications`
    await store.close()
  }
})

describe('the list of messages', () => {
  const source = 'NOTIFICATIONS'

  function message(sale: RefundedSale): HistoricalNotification {
    const { key, details } = sale
    const notified = { key, details: details ?? '', price: null, accountToken: null }
    const about = { type: 'REFUND', sentAt: store.now(), environment: null, refundRequest: null } as const
    return {
      body: 'as it came',
      notification: { ...about, storeNotificationId: randomUUID(), sales: [notified] },
    }
  }

  const listed = (...messages: HistoricalNotification[]) =>
    createPagedHistory(
      messages.map((entry) => ({ at: new Date(store.now().getTime() - minuteMs), entry })),
      10,
    ).list

  test('brings in what was never received, and handles it', async ({ server }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const ctx = await store.createContext({ listNotifications: listed(message(entry)) })
    expect(await reconcileSource(ctx, source)).toBe('COMPARED')
    expect((await queryPayment(server, paymentId, project))?.status).toBe('REFUNDED')
    expect(await selectDiscrepancies(store, source)).toMatchObject([{ healed: true }])
    const inbox = await store.sql`select source, status from notifications`
    expect(inbox).toEqual([{ source: 'BACKFILL', status: 'PROCESSED' }])
  })

  test('agrees with an inbox that has the message, once and once only', async ({ server }) => {
    const { entry } = await refundWithoutNotification(server, buyer)
    const messages = listed(message(entry))
    const ctx = await store.createContext({ listNotifications: messages })
    await reconcileSource(ctx, source)
    await reconcileSource(ctx, source)
    expect(await selectDiscrepancies(store, source)).toHaveLength(1)
    expect(await selectRuns(store, source)).toMatchObject([{ checked: 1 }, { checked: 1 }])
  })

  test('leaves a message that cannot be handled yet, until its job has handled it', async ({ server }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const messages = listed(message(entry))
    const readSale = async () => {
      throw new StoreUnavailableError('not now')
    }
    await reconcileSource(
      await store.createContext({ listNotifications: messages }, { adapter: { readSale } }),
      source,
    )
    expect(await selectDiscrepancies(store, source)).toMatchObject([{ healed: false }])
    const [waiting] = await store.sql<{ id: string }[]>`select id from notifications`
    const ctx = await store.createContext({ listNotifications: messages })
    await processNotification(ctx, waiting?.id ?? '')
    expect((await queryPayment(server, paymentId, project))?.status).toBe('REFUNDED')
    await reconcileSource(ctx, source)
    expect(await selectDiscrepancies(store, source)).toMatchObject([{ healed: true }])
  })
})

describe('refunds of one buyer', () => {
  const source = 'CUSTOMER_REFUND_HISTORY'

  /** A store that tells each buyer's refunds by one of their sales; `asked` are the sales. */
  function tellRefunds(...entries: RefundedSale[]) {
    const asked: string[] = []
    const refundsOfBuyer: NonNullable<StoreHistory['listCustomerRefunds']> = async (details, page) => {
      asked.push((JSON.parse(details) as { transactionId: string }).transactionId)
      const place = Number(page ?? 0)
      const next = place + 1 < entries.length ? String(place + 1) : null
      return { entries: entries.slice(place, place + 1), next }
    }
    return { refundsOfBuyer, asked }
  }

  test('are asked for by the newest payment of each buyer, and all that is told is compared', async ({
    server,
  }) => {
    const first = await refundWithoutNotification(server, buyer)
    const second = await refundWithoutNotification(server, buyer)
    const newest = await buyItem(buyer)
    const other = await buyItem(await createBuyer(server, { project }))
    store.advanceTime(2 * dayMs)
    const { refundsOfBuyer, asked } = tellRefunds(first.entry, second.entry)
    expect(
      await reconcileSource(await store.createContext({ listCustomerRefunds: refundsOfBuyer }), source),
    ).toBe('COMPARED')
    const { transactionId } = other.storePurchase
    expect(asked).toEqual([
      transactionId,
      transactionId,
      newest.storePurchase.transactionId,
      newest.storePurchase.transactionId,
    ])
    for (const { paymentId } of [first, second]) {
      expect((await queryPayment(server, paymentId, project))?.status).toBe('REFUNDED')
    }
    expect((await selectDiscrepancies(store, source)).map(({ resolved }) => resolved)).toEqual([true, true])
  })

  test('are asked for once a day, of sales that nobody read for a day and that the store still looks back on', async () => {
    await buyItem(buyer)
    const { refundsOfBuyer, asked } = tellRefunds()
    const run = async () =>
      reconcileSource(await store.createContext({ listCustomerRefunds: refundsOfBuyer }), source)
    expect([await run(), asked.length]).toEqual(['COMPARED', 0])
    store.advanceTime(dayMs + minuteMs)
    expect([await run(), asked.length]).toEqual(['COMPARED', 1])
    store.advanceTime(15 * minuteMs)
    expect([await run(), asked.length]).toEqual(['NOT_DUE', 1])
    store.advanceTime(dayMs)
    expect([await run(), asked.length]).toEqual(['COMPARED', 2])
    store.advanceTime(30 * dayMs)
    expect([await run(), asked.length]).toEqual(['COMPARED', 2])
  })

  test('are not asked for by a payment that is refunded already', async ({ server }) => {
    const older = await buyItem(buyer)
    const { entry } = await refundWithoutNotification(server, buyer)
    store.advanceTime(2 * dayMs)
    const { refundsOfBuyer } = tellRefunds(entry)
    await reconcileSource(await store.createContext({ listCustomerRefunds: refundsOfBuyer }), source)
    store.advanceTime(2 * dayMs)
    const again = tellRefunds()
    await reconcileSource(await store.createContext({ listCustomerRefunds: again.refundsOfBuyer }), source)
    expect(again.asked).toEqual([older.storePurchase.transactionId])
  })

  test('are asked for in several runs where the buyers are many, each buyer once', async ({ server }) => {
    const buyers = await Promise.all(Array.from({ length: 7 }, () => createBuyer(server, { project })))
    for (const each of buyers) await buyItem(each)
    store.advanceTime(2 * dayMs)
    const { refundsOfBuyer, asked } = tellRefunds()
    const ends: (string | undefined)[] = []
    while (ends.at(-1) !== 'COMPARED' && ends.length < 9) {
      const ctx = await store.createContext(
        { listCustomerRefunds: refundsOfBuyer },
        { limits: { maxApiCalls: 4 } },
      )
      ends.push(await reconcileSource(ctx, source))
    }
    expect(ends).toEqual(['BUDGET_EXHAUSTED', 'BUDGET_EXHAUSTED', 'COMPARED'])
    expect(new Set(asked).size).toBe(7)
    expect(asked).toHaveLength(7)
  })
})

describe('a pending purchase', () => {
  const source = 'PURCHASES'

  const statusOf = async (id: string) => {
    const { purchase } = await buyer.client.query(
      'query ($id: ID!) { purchase(id: $id) { status payment { status } } }',
      { id },
    )
    return [purchase?.status, purchase?.payment?.status]
  }

  /** The store has told that the purchase is pending, and says no more. */
  async function waitForMoney(server: TestServer) {
    const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
    const bought = await payAtStore(server, purchase, { outcome: 'PENDING' })
    const { key, details } = refundedSale(bought.transactionId)
    const sale = { store: 'TEST_STORE', key: hashSaleKey(key), details, source: 'NOTIFICATION' } as const
    await syncSale(await store.createContext({}), sale)
    expect(await statusOf(purchase.id)).toEqual(['PENDING', undefined])
    return { purchase, bought }
  }

  test('that was paid without a word is read again after an hour, and becomes a payment', async ({
    server,
    emulator,
    faults,
  }) => {
    const { purchase, bought } = await waitForMoney(server)
    await updateStorePurchase(emulator, bought.id, 'complete')
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    await reconcileSource(await store.createContext({}), source)
    expect(await readings.count()).toBe(0)
    store.advanceTime(61 * minuteMs)
    expect(await reconcileSource(await store.createContext({}), source)).toBe('COMPARED')
    expect(await statusOf(purchase.id)).toEqual(['VERIFIED', 'PAID'])
    expect(await selectDiscrepancies(store, source)).toMatchObject([{ healed: true }])
  })

  test('that was canceled without a word is canceled', async ({ server, emulator }) => {
    const { purchase, bought } = await waitForMoney(server)
    await updateStorePurchase(emulator, bought.id, 'cancel')
    store.advanceTime(61 * minuteMs)
    await reconcileSource(await store.createContext({}), source)
    expect(await statusOf(purchase.id)).toEqual(['CANCELED', undefined])
  })

  test('that still is pending is no difference, and waits another hour', async ({ server, faults }) => {
    const { purchase } = await waitForMoney(server)
    const readings = await faults.countCalls({ store: 'TEST_STORE', endpoint: '*' })
    store.advanceTime(61 * minuteMs)
    await reconcileSource(await store.createContext({}), source)
    await reconcileSource(await store.createContext({}), source)
    expect(await readings.count()).toBe(1)
    expect(await statusOf(purchase.id)).toEqual(['PENDING', undefined])
    expect(await selectDiscrepancies(store, source)).toEqual([])
  })
})
