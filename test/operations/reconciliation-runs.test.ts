import fc from 'fast-check'
import pino from 'pino'
import type { AppContext } from '../../src/domain/context.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../../src/stores/contract/store-adapter.ts'
import type { RefundedSale, StoreHistory } from '../../src/stores/contract/history.ts'
import {
  dayMs,
  truncateReconciliations,
  createPagedHistory,
  toRecentRefunds,
  minuteMs,
  selectDiscrepancies,
  queryPayment,
  selectRuns,
  reconcileSource,
  refundedSale,
  refundWithoutNotification,
  openReconciliationFixture,
  type Dated,
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

/** Sales of which nothing but their names is known. */
const unknownSales = (count: number) => Array.from({ length: count }, (_, n) => refundedSale(`stranger-${n}`))

describe('windows', () => {
  test('begin with all that the store looks back on, and overlap after that', async ({ store }) => {
    const { list, windows } = createPagedHistory<RefundedSale>([], 10)
    await reconcile(await store.createContext({ listRefunds: list }))
    store.advanceTime(15 * minuteMs)
    await reconcile(await store.createContext({ listRefunds: list }))
    const [first, second] = windows.map(({ from, to }) => (to.getTime() - from.getTime()) / dayMs)
    expect(first).toBeGreaterThan(29)
    expect(first).toBeLessThanOrEqual(30)
    expect(second).toBeCloseTo(1 + 15 / (24 * 60), 3)
  })

  test('reach no further back than the store does, however long ago the last comparison was', async ({
    store,
  }) => {
    const { list, windows } = createPagedHistory<RefundedSale>([], 10)
    const lists = { refunds: list, lookbackMs: 2 * dayMs }
    await reconcile(await store.createContext(lists))
    store.advanceTime(100 * dayMs)
    await reconcile(await store.createContext(lists))
    for (const { from, to } of windows) expect(to.getTime() - from.getTime()).toBeLessThanOrEqual(2 * dayMs)
  })

  test('find what the store listed late, with a time that was compared before', async ({
    server,
    buyer,
    store,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const book: Dated<RefundedSale>[] = []
    await reconcile(await store.createContext({ listRefunds: createPagedHistory(book, 10).list }))
    store.advanceTime(15 * minuteMs)
    book.push({ at: new Date(store.now().getTime() - 20 * 60 * minuteMs), entry })
    await reconcile(await store.createContext({ listRefunds: createPagedHistory(book, 10).list }))
    expect((await queryPayment(server, paymentId))?.status).toBe('REFUNDED')
  })
})

describe('a run', () => {
  test('is one runner at a time', async ({ store }) => {
    const { list, asked } = createPagedHistory(toRecentRefunds(store, ...unknownSales(6)), 2)
    const ctx = await store.createContext({ listRefunds: list })
    const ends = await Promise.all([1, 2, 3, 4].map(() => reconcile(ctx)))
    expect(ends.filter((end) => end === 'COMPARED')).toHaveLength(1)
    expect(ends.filter((end) => end === 'NOT_DUE')).toHaveLength(3)
    expect(asked).toEqual([null, '2', '4'])
  })

  test('that was killed between pages is taken up at the page it was at, and repeats no difference', async ({
    server,
    buyer,
    store,
  }) => {
    const refunds = await Promise.all([1, 2, 3].map(() => refundWithoutNotification(server, buyer)))
    const pages = createPagedHistory(toRecentRefunds(store, ...refunds.map(({ entry }) => entry)), 1)
    const hanging = Promise.withResolvers<Awaited<ReturnType<typeof pages.list>>>()
    const atLastPage = Promise.withResolvers<null>()
    const killed: NonNullable<StoreHistory['listRefunds']> = (window, page) => {
      if (page !== '2') return pages.list(window, page)
      atLastPage.resolve(null)
      return hanging.promise
    }
    const dead = reconcile(await store.createContext({ listRefunds: killed }))
    await atLastPage.promise
    expect(await reconcile(await store.createContext({ listRefunds: pages.list }))).toBe('NOT_DUE')

    store.advanceTime(6 * minuteMs)
    expect(await reconcile(await store.createContext({ listRefunds: pages.list }))).toBe('COMPARED')
    expect(pages.asked).toEqual([null, '1', '2'])
    const differences = await selectDiscrepancies(store, source)
    expect(differences.map(({ resolved }) => resolved)).toEqual([true, true, true])
    expect(new Set(differences.map((each) => each.run_id)).size).toBe(1)
    expect(await selectRuns(store, source)).toMatchObject([{ checked: 3, ended: true }])

    // The first runner was not dead after all: it notices, and writes nothing.
    hanging.resolve({ entries: [refundedSale('stranger')], next: '3' })
    expect(await dead).toBe('LEASE_LOST')
    expect(await selectRuns(store, source)).toMatchObject([{ checked: 3, ended: true }])
  })

  test('stops where the store cannot be asked, invents no difference, and goes on from there', async ({
    server,
    buyer,
    store,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const pages = createPagedHistory(toRecentRefunds(store, ...unknownSales(2), entry), 1)
    const down: NonNullable<StoreHistory['listRefunds']> = async (window, page) => {
      if (page === '2') throw new StoreUnavailableError('The store has a bad day')
      return pages.list(window, page)
    }
    expect(await reconcile(await store.createContext({ listRefunds: down }))).toBe('STOPPED')
    expect(await selectDiscrepancies(store, source)).toEqual([])
    expect(await selectRuns(store, source)).toEqual([
      { source, checked: 2, last_error: 'The store has a bad day', ended: false },
    ])
    expect(await reconcile(await store.createContext({ listRefunds: pages.list }))).toBe('COMPARED')
    expect(pages.asked).toEqual([null, '1', '2'])
    expect((await queryPayment(server, paymentId))?.status).toBe('REFUNDED')
    expect(await selectRuns(store, source)).toMatchObject([{ checked: 3, ended: true }])
  })

  test('asks the store a limited number of times, and the next one goes on', async ({ store }) => {
    const { list } = createPagedHistory(toRecentRefunds(store, ...unknownSales(10)), 5)
    const read: string[] = []
    const readSale = async (details: string) => {
      read.push(details)
      return []
    }
    const ends: (string | undefined)[] = []
    for (let run = 0; run < 4; run += 1) {
      const options = { limits: { maxApiCalls: 4 }, adapter: { readSale } }
      ends.push(await reconcile(await store.createContext({ listRefunds: list }, options)))
    }
    expect(ends).toEqual(['BUDGET_EXHAUSTED', 'BUDGET_EXHAUSTED', 'BUDGET_EXHAUSTED', 'COMPARED'])
    expect(read).toHaveLength(10)
    expect(new Set(read).size).toBe(10)
    expect(await selectRuns(store, source)).toMatchObject([{ checked: 10, ended: true }])
  })

  test('that rests for long begins its list again: what the store calls its next page may be gone', async ({
    store,
  }) => {
    const { list, asked, windows } = createPagedHistory(toRecentRefunds(store, ...unknownSales(4)), 2)
    await reconcile(await store.createContext({ listRefunds: list }, { limits: { maxApiCalls: 3 } }))
    store.advanceTime(7 * 60 * minuteMs)
    await reconcile(await store.createContext({ listRefunds: list }))
    expect(asked).toEqual([null, null, '2'])
    expect(windows.at(-1)?.to.getTime()).toBeGreaterThan(windows[0]!.to.getTime())
  })
})

test('a connection that is refused is told to the log once, and to the report as long as it is', async ({
  store,
}) => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) })
  const refused = async () => {
    throw new StoreMisconfiguredError('The store refuses the key')
  }
  for (let run = 0; run < 3; run += 1) {
    expect(await reconcile(await store.createContext({ listRefunds: refused }, { overrides: { log } }))).toBe(
      'STOPPED',
    )
  }
  expect(lines).toHaveLength(1)
  expect(await selectRuns(store, source)).toEqual([
    { source, checked: 0, last_error: 'The store refuses the key', ended: false },
  ])
})

test('whatever the sizes of pages and runs, and whatever fails, every entry is compared exactly once', async ({
  store,
}) => {
  const shapes = {
    entries: fc.integer({ min: 0, max: 12 }),
    pageSize: fc.integer({ min: 1, max: 5 }),
    storeCalls: fc.integer({ min: 2, max: 9 }),
    failures: fc.array(fc.boolean(), { maxLength: 12 }),
  }
  const property = fc.asyncProperty(
    fc.record(shapes),
    async ({ entries, pageSize, storeCalls, failures }) => {
      await truncateReconciliations(store)
      await store.sql`truncate sales`
      const pages = createPagedHistory(toRecentRefunds(store, ...unknownSales(entries)), pageSize)
      const left = [...failures]
      const mayFail = () => {
        if (left.shift() === true) throw new StoreUnavailableError('It failed')
      }
      const refunds: NonNullable<StoreHistory['listRefunds']> = async (window, page) => {
        mayFail()
        return pages.list(window, page)
      }
      const read: string[] = []
      const readSale = async (details: string) => {
        mayFail()
        read.push(details)
        return []
      }
      let end: string | undefined
      for (let runs = 0; runs < 60 && end !== 'COMPARED'; runs += 1) {
        end = await reconcile(
          await store.createContext(
            { listRefunds: refunds },
            { limits: { maxApiCalls: storeCalls }, adapter: { readSale } },
          ),
        )
      }
      expect(read.toSorted()).toEqual(
        unknownSales(entries)
          .map((each) => each.details)
          .toSorted(),
      )
      expect(await selectRuns(store, source)).toMatchObject([{ checked: entries, ended: true }])
    },
  )
  await fc.assert(property, { numRuns: 25 })
})
