import fc from 'fast-check'
import pino from 'pino'
import type { AppContext } from '../../src/domain/context.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../../src/stores/contract/store-adapter.ts'
import type { RefundedSale, StoreHistory } from '../../src/stores/contract/history.ts'
import { dayMs, minuteMs } from '../support/time.ts'
import {
  truncateReconciliations,
  selectDiscrepancies,
  selectRuns,
} from '../support/reconciliation-records.ts'
import { createPagedHistory, type Dated } from '../support/paged-history.ts'
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

/** Refunds of transactions that are not in the database. */
const unknownSales = (count: number) => Array.from({ length: count }, (_, n) => refundedSale(`unknown-${n}`))

describe('windows', () => {
  test('the first window covers the whole lookback of the store, and later windows overlap', async ({
    reconciliation,
  }) => {
    const { list, windows } = createPagedHistory<RefundedSale>([], 10)
    await reconcile(await reconciliation.createContext({ listRefunds: list }))
    reconciliation.advanceTime(15 * minuteMs)
    await reconcile(await reconciliation.createContext({ listRefunds: list }))
    const [first, second] = windows.map(({ from, to }) => (to.getTime() - from.getTime()) / dayMs)
    expect(first).toBeGreaterThan(29)
    expect(first).toBeLessThanOrEqual(30)
    expect(second).toBeCloseTo(1 + 15 / (24 * 60), 3)
  })

  test('a window never reaches further back than the store, however old the last run is', async ({
    reconciliation,
  }) => {
    const { list, windows } = createPagedHistory<RefundedSale>([], 10)
    const lists = { listRefunds: list, lookbackMs: 2 * dayMs }
    await reconcile(await reconciliation.createContext(lists))
    reconciliation.advanceTime(100 * dayMs)
    await reconcile(await reconciliation.createContext(lists))
    for (const { from, to } of windows) expect(to.getTime() - from.getTime()).toBeLessThanOrEqual(2 * dayMs)
  })

  test('a window finds an entry that the store listed late with an earlier time', async ({
    server,
    buyer,
    reconciliation,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const entries: Dated<RefundedSale>[] = []
    await reconcile(await reconciliation.createContext({ listRefunds: createPagedHistory(entries, 10).list }))
    reconciliation.advanceTime(15 * minuteMs)
    entries.push({ at: new Date(reconciliation.now().getTime() - 20 * 60 * minuteMs), entry })
    await reconcile(await reconciliation.createContext({ listRefunds: createPagedHistory(entries, 10).list }))
    expect((await queryPayment(server, paymentId))?.status).toBe('REFUNDED')
  })
})

describe('a run', () => {
  test('a source has one run at a time', async ({ reconciliation }) => {
    const { list, requestedCursors } = createPagedHistory(
      toRecentRefunds(reconciliation, ...unknownSales(6)),
      2,
    )
    const ctx = await reconciliation.createContext({ listRefunds: list })
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => reconcile(ctx)))
    expect(outcomes.filter((outcome) => outcome === 'COMPARED')).toHaveLength(1)
    expect(outcomes.filter((outcome) => outcome === 'NOT_DUE')).toHaveLength(3)
    expect(requestedCursors).toEqual([null, '2', '4'])
  })

  test('a run that was killed between pages continues at its page and repeats no discrepancy', async ({
    server,
    buyer,
    sql,
    reconciliation,
  }) => {
    const refunds = await Promise.all([1, 2, 3].map(() => refundWithoutNotification(server, buyer)))
    const pages = createPagedHistory(toRecentRefunds(reconciliation, ...refunds.map(({ entry }) => entry)), 1)
    const hanging = Promise.withResolvers<Awaited<ReturnType<typeof pages.list>>>()
    const atLastPage = Promise.withResolvers<null>()
    const hangingList: NonNullable<StoreHistory['listRefunds']> = (window, page) => {
      if (page !== '2') return pages.list(window, page)
      atLastPage.resolve(null)
      return hanging.promise
    }
    const interrupted = reconcile(await reconciliation.createContext({ listRefunds: hangingList }))
    await atLastPage.promise
    expect(await reconcile(await reconciliation.createContext({ listRefunds: pages.list }))).toBe('NOT_DUE')

    reconciliation.advanceTime(6 * minuteMs)
    expect(await reconcile(await reconciliation.createContext({ listRefunds: pages.list }))).toBe('COMPARED')
    expect(pages.requestedCursors).toEqual([null, '1', '2'])
    const discrepancies = await selectDiscrepancies(sql, source)
    expect(discrepancies.map(({ resolved }) => resolved)).toEqual([true, true, true])
    expect(new Set(discrepancies.map((each) => each.run_id)).size).toBe(1)
    expect(await selectRuns(sql, source)).toMatchObject([{ checked_count: 3, ended: true }])

    // The first run resumes: it notices that it lost its lease and writes nothing.
    hanging.resolve({ entries: [refundedSale('unknown')], next: '3' })
    expect(await interrupted).toBe('LEASE_LOST')
    expect(await selectRuns(sql, source)).toMatchObject([{ checked_count: 3, ended: true }])
  })

  test('a run stops when the store is unavailable, records no discrepancy, and continues from there', async ({
    server,
    buyer,
    sql,
    reconciliation,
  }) => {
    const { paymentId, entry } = await refundWithoutNotification(server, buyer)
    const pages = createPagedHistory(toRecentRefunds(reconciliation, ...unknownSales(2), entry), 1)
    const down: NonNullable<StoreHistory['listRefunds']> = async (window, page) => {
      if (page === '2') throw new StoreUnavailableError('The store is down')
      return pages.list(window, page)
    }
    expect(await reconcile(await reconciliation.createContext({ listRefunds: down }))).toBe('STOPPED')
    expect(await selectDiscrepancies(sql, source)).toEqual([])
    expect(await selectRuns(sql, source)).toEqual([
      { source, checked_count: 2, last_error: 'The store is down', ended: false },
    ])
    expect(await reconcile(await reconciliation.createContext({ listRefunds: pages.list }))).toBe('COMPARED')
    expect(pages.requestedCursors).toEqual([null, '1', '2'])
    expect((await queryPayment(server, paymentId))?.status).toBe('REFUNDED')
    expect(await selectRuns(sql, source)).toMatchObject([{ checked_count: 3, ended: true }])
  })

  test('a run makes a limited number of store calls, and the next run continues', async ({
    sql,
    reconciliation,
  }) => {
    const { list } = createPagedHistory(toRecentRefunds(reconciliation, ...unknownSales(10)), 5)
    const read: string[] = []
    const readSale = async (details: string) => {
      read.push(details)
      return []
    }
    const outcomes: (string | undefined)[] = []
    for (let run = 0; run < 4; run += 1) {
      const options = { limits: { maxApiCalls: 4 }, adapter: { readSale } }
      outcomes.push(await reconcile(await reconciliation.createContext({ listRefunds: list }, options)))
    }
    expect(outcomes).toEqual(['BUDGET_EXHAUSTED', 'BUDGET_EXHAUSTED', 'BUDGET_EXHAUSTED', 'COMPARED'])
    expect(read).toHaveLength(10)
    expect(new Set(read).size).toBe(10)
    expect(await selectRuns(sql, source)).toMatchObject([{ checked_count: 10, ended: true }])
  })

  test('a run that paused for hours starts its list again, because the page cursor may have expired', async ({
    reconciliation,
  }) => {
    const { list, requestedCursors, windows } = createPagedHistory(
      toRecentRefunds(reconciliation, ...unknownSales(4)),
      2,
    )
    await reconcile(await reconciliation.createContext({ listRefunds: list }, { limits: { maxApiCalls: 3 } }))
    reconciliation.advanceTime(7 * 60 * minuteMs)
    await reconcile(await reconciliation.createContext({ listRefunds: list }))
    expect(requestedCursors).toEqual([null, null, '2'])
    expect(windows.at(-1)?.to.getTime()).toBeGreaterThan(windows[0]!.to.getTime())
  })
})

test('a misconfigured connection is logged once and reported until it is fixed', async ({
  sql,
  reconciliation,
}) => {
  const lines: string[] = []
  const log = pino({ level: 'warn' }, { write: (line: string) => lines.push(line) })
  const rejected = async () => {
    throw new StoreMisconfiguredError('The store refuses the key')
  }
  for (let run = 0; run < 3; run += 1) {
    expect(
      await reconcile(await reconciliation.createContext({ listRefunds: rejected }, { overrides: { log } })),
    ).toBe('STOPPED')
  }
  expect(lines).toHaveLength(1)
  expect(await selectRuns(sql, source)).toEqual([
    { source, checked_count: 0, last_error: 'The store refuses the key', ended: false },
  ])
})

test('every entry is checked exactly once, whatever the page sizes, call limits and failures', async ({
  sql,
  reconciliation,
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
      await truncateReconciliations(sql)
      await sql`truncate sales`
      const pages = createPagedHistory(toRecentRefunds(reconciliation, ...unknownSales(entries)), pageSize)
      const remainingFailures = [...failures]
      const mayFail = () => {
        if (remainingFailures.shift() === true) throw new StoreUnavailableError('It failed')
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
      let outcome: string | undefined
      for (let runs = 0; runs < 60 && outcome !== 'COMPARED'; runs += 1) {
        outcome = await reconcile(
          await reconciliation.createContext(
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
      expect(await selectRuns(sql, source)).toMatchObject([{ checked_count: entries, ended: true }])
    },
  )
  await fc.assert(property, { numRuns: 25 })
})
