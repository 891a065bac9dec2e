import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { handleNotification } from '../../src/domain/notification/handle-notification.ts'
import { hashSaleKey } from '../../src/domain/sale/sale-reference.ts'
import { syncSale } from '../../src/domain/sale/sync-sale.ts'
import { StoreUnavailable } from '../../src/stores/contract.ts'
import type { PushedMessage, RefundedSale, StoreLists } from '../../src/stores/list-contract.ts'
import type { DevProject } from '../../src/development/dev-project.ts'
import { buyItem, newBuyer, pay, reserve, type Buyer } from '../support/buyer.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { changeAtStore, countCalls, mendStores } from '../support/emulator-control.ts'
import {
  dayMs,
  listPages,
  minuteMs,
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
beforeAll(async () => {
  at = await startTestServer({ environment: { JOB_CONCURRENCY: '0' } })
})
afterAll(() => at.close())

/** Each test has a project of its own: what is compared are all of its buyers and purchases. */
let project: DevProject
let store: ListedStore
let buyer: Buyer
beforeEach(async () => {
  await mendStores(at.emulator)
  project = await at.addProject({ requireUserToken: false, sandboxPolicy: 'ALLOW' })
  await connectEmulator(at, project)
  store = startListedStore(at, project.appKey)
  buyer = await newBuyer(at, { project })
  return async () => {
    await store.sql`truncate reconciliation_cursors, reconciliation_runs, reconciliation_differences, notifications`
    await store.close()
  }
})

describe('the list of messages', () => {
  const source = 'NOTIFICATIONS'

  function message(sale: RefundedSale): PushedMessage {
    const { key, details } = sale
    const notified = { key, details: details ?? '', price: null, accountToken: null }
    const about = { type: 'REFUND', sentAt: store.now(), environment: null, refundRequest: null } as const
    return { body: 'as it came', notification: { ...about, messageId: randomUUID(), sales: [notified] } }
  }

  const listed = (...messages: PushedMessage[]) =>
    listPages(
      messages.map((entry) => ({ at: new Date(store.now().getTime() - minuteMs), entry })),
      10,
    ).list

  test('brings in what was never received, and handles it', async () => {
    const { paymentId, entry } = await refundSilently(at, buyer)
    const ctx = await store.open({ messages: listed(message(entry)) })
    expect(await reconcileSource(ctx, source)).toBe('COMPARED')
    expect((await readPayment(at, paymentId, project))?.status).toBe('REFUNDED')
    expect(await readDifferences(store, source)).toMatchObject([{ healed: true }])
    const inbox = await store.sql`select source, status from notifications`
    expect(inbox).toEqual([{ source: 'BACKFILL', status: 'PROCESSED' }])
  })

  test('agrees with an inbox that has the message, once and once only', async () => {
    const { entry } = await refundSilently(at, buyer)
    const messages = listed(message(entry))
    const ctx = await store.open({ messages })
    await reconcileSource(ctx, source)
    await reconcileSource(ctx, source)
    expect(await readDifferences(store, source)).toHaveLength(1)
    expect(await readRuns(store, source)).toMatchObject([{ checked: 1 }, { checked: 1 }])
  })

  test('leaves a message that cannot be handled yet, until its job has handled it', async () => {
    const { paymentId, entry } = await refundSilently(at, buyer)
    const messages = listed(message(entry))
    const readSale = async () => {
      throw new StoreUnavailable('not now')
    }
    await reconcileSource(await store.open({ messages }, { adapter: { readSale } }), source)
    expect(await readDifferences(store, source)).toMatchObject([{ healed: false }])
    const [waiting] = await store.sql<{ id: string }[]>`select id from notifications`
    const ctx = await store.open({ messages })
    await handleNotification(ctx, waiting?.id ?? '')
    expect((await readPayment(at, paymentId, project))?.status).toBe('REFUNDED')
    await reconcileSource(ctx, source)
    expect(await readDifferences(store, source)).toMatchObject([{ healed: true }])
  })
})

describe('refunds of one buyer', () => {
  const source = 'CUSTOMER_REFUND_HISTORY'

  /** A store that tells each buyer's refunds by one of their sales; `asked` are the sales. */
  function tellRefunds(...entries: RefundedSale[]) {
    const asked: string[] = []
    const refundsOfBuyer: NonNullable<StoreLists['refundsOfBuyer']> = async (details, page) => {
      asked.push((JSON.parse(details) as { transactionId: string }).transactionId)
      const place = Number(page ?? 0)
      const next = place + 1 < entries.length ? String(place + 1) : null
      return { entries: entries.slice(place, place + 1), next }
    }
    return { refundsOfBuyer, asked }
  }

  test('are asked for by the newest payment of each buyer, and all that is told is compared', async () => {
    const first = await refundSilently(at, buyer)
    const second = await refundSilently(at, buyer)
    const newest = await buyItem(at, buyer)
    const other = await buyItem(at, await newBuyer(at, { project }))
    store.passTime(2 * dayMs)
    const { refundsOfBuyer, asked } = tellRefunds(first.entry, second.entry)
    expect(await reconcileSource(await store.open({ refundsOfBuyer }), source)).toBe('COMPARED')
    const { transactionId } = other.bought
    expect(asked).toEqual([
      transactionId,
      transactionId,
      newest.bought.transactionId,
      newest.bought.transactionId,
    ])
    for (const { paymentId } of [first, second]) {
      expect((await readPayment(at, paymentId, project))?.status).toBe('REFUNDED')
    }
    expect((await readDifferences(store, source)).map(({ healed }) => healed)).toEqual([true, true])
  })

  test('are asked for once a day, of sales that nobody read for a day and that the store still looks back on', async () => {
    await buyItem(at, buyer)
    const { refundsOfBuyer, asked } = tellRefunds()
    const run = async () => reconcileSource(await store.open({ refundsOfBuyer }), source)
    expect([await run(), asked.length]).toEqual(['COMPARED', 0])
    store.passTime(dayMs + minuteMs)
    expect([await run(), asked.length]).toEqual(['COMPARED', 1])
    store.passTime(15 * minuteMs)
    expect([await run(), asked.length]).toEqual(['NOT_DUE', 1])
    store.passTime(dayMs)
    expect([await run(), asked.length]).toEqual(['COMPARED', 2])
    store.passTime(30 * dayMs)
    expect([await run(), asked.length]).toEqual(['COMPARED', 2])
  })

  test('are not asked for by a payment that is refunded already', async () => {
    const older = await buyItem(at, buyer)
    const { entry } = await refundSilently(at, buyer)
    store.passTime(2 * dayMs)
    const { refundsOfBuyer } = tellRefunds(entry)
    await reconcileSource(await store.open({ refundsOfBuyer }), source)
    store.passTime(2 * dayMs)
    const again = tellRefunds()
    await reconcileSource(await store.open({ refundsOfBuyer: again.refundsOfBuyer }), source)
    expect(again.asked).toEqual([older.bought.transactionId])
  })

  test('are asked for in several runs where the buyers are many, each buyer once', async () => {
    const buyers = await Promise.all(Array.from({ length: 7 }, () => newBuyer(at, { project })))
    for (const each of buyers) await buyItem(at, each)
    store.passTime(2 * dayMs)
    const { refundsOfBuyer, asked } = tellRefunds()
    const ends: (string | undefined)[] = []
    while (ends.at(-1) !== 'COMPARED' && ends.length < 9) {
      const ctx = await store.open({ refundsOfBuyer }, { limits: { storeCalls: 4 } })
      ends.push(await reconcileSource(ctx, source))
    }
    expect(ends).toEqual(['CALLS_SPENT', 'CALLS_SPENT', 'COMPARED'])
    expect(new Set(asked).size).toBe(7)
    expect(asked).toHaveLength(7)
  })
})

describe('a pending purchase', () => {
  const source = 'PURCHASES'

  const statusOf = async (id: string) => {
    const { purchase } = await buyer.api.query(
      'query ($id: ID!) { purchase(id: $id) { status payment { status } } }',
      { id },
    )
    return [purchase?.status, purchase?.payment?.status]
  }

  /** The store has told that the purchase is pending, and says no more. */
  async function waitForMoney() {
    const purchase = await reserve(buyer, 'TEST_STORE')
    const bought = await pay(at, purchase, { outcome: 'PENDING' })
    const { key, details } = refundedSale(bought.transactionId)
    const sale = { store: 'TEST_STORE', key: hashSaleKey(key), details, source: 'NOTIFICATION' } as const
    await syncSale(await store.open({}), sale)
    expect(await statusOf(purchase.id)).toEqual(['PENDING', undefined])
    return { purchase, bought }
  }

  test('that was paid without a word is read again after an hour, and becomes a payment', async () => {
    const { purchase, bought } = await waitForMoney()
    await changeAtStore(at.emulator, bought.id, 'complete')
    const readings = await countCalls(at.emulator, { store: 'TEST_STORE', endpoint: '*' })
    await reconcileSource(await store.open({}), source)
    expect(await readings.count()).toBe(0)
    store.passTime(61 * minuteMs)
    expect(await reconcileSource(await store.open({}), source)).toBe('COMPARED')
    expect(await statusOf(purchase.id)).toEqual(['VERIFIED', 'PAID'])
    expect(await readDifferences(store, source)).toMatchObject([{ healed: true }])
  })

  test('that was canceled without a word is canceled', async () => {
    const { purchase, bought } = await waitForMoney()
    await changeAtStore(at.emulator, bought.id, 'cancel')
    store.passTime(61 * minuteMs)
    await reconcileSource(await store.open({}), source)
    expect(await statusOf(purchase.id)).toEqual(['CANCELED', undefined])
  })

  test('that still is pending is no difference, and waits another hour', async () => {
    const { purchase } = await waitForMoney()
    const readings = await countCalls(at.emulator, { store: 'TEST_STORE', endpoint: '*' })
    store.passTime(61 * minuteMs)
    await reconcileSource(await store.open({}), source)
    await reconcileSource(await store.open({}), source)
    expect(await readings.count()).toBe(1)
    expect(await statusOf(purchase.id)).toEqual(['PENDING', undefined])
    expect(await readDifferences(store, source)).toEqual([])
  })
})
