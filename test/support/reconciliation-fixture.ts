import postgres from 'postgres'
import type { AppContext, Limits } from '../../src/domain/context.ts'
import type { ReconciliationSource } from '../../src/db/queries/reconciliation-jobs.ts'
import { reconcileStore, type SourceResult } from '../../src/domain/reconciliation/reconcile-store.ts'
import type { DevApp } from '../../src/development/dev-app.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { RefundedSale, StoreHistory, StorePage, TimeWindow } from '../../src/stores/contract/history.ts'
import { buyItem, createServerClient, type Buyer } from './buyer.ts'
import { updateStorePurchase } from './emulator-control.ts'
import type { TestServer } from './test-server.ts'

/** The Test store with lists by which it can be compared; time is the test's own. */
export type ReconciliationFixture = {
  /** What compares: a process, as far as the comparison is concerned. */
  readonly createContext: (
    lists: Partial<StoreHistory>,
    options?: ReconciliationContextOptions,
  ) => Promise<AppContext>
  readonly now: () => Date
  readonly advanceTime: (ms: number) => void
  readonly sql: postgres.Sql
  readonly close: () => Promise<void>
}

export type ReconciliationContextOptions = {
  readonly limits?: Partial<Limits['reconciliation']>
  readonly overrides?: Partial<AppContext>
  readonly adapter?: Partial<StoreAdapter>
}

export const dayMs = 24 * 60 * 60_000
export const minuteMs = 60_000

export function openReconciliationFixture(
  server: TestServer,
  appKey = server.project.appKey,
): ReconciliationFixture {
  const { services } = server.instance
  const sql = postgres(server.databaseUrl, { max: 4, onnotice: () => undefined })
  let elapsedMs = 0
  const now = () => new Date(Date.now() + elapsedMs)
  return {
    createContext: async (lists, { limits = {}, overrides = {}, adapter = {} } = {}) => {
      const app = await services.apps.find(decodeId('ak', appKey) ?? '')
      if (app === null) throw new Error('no such project')
      return {
        ...services,
        app,
        clock: now,
        limits: { ...services.limits, reconciliation: { ...services.limits.reconciliation, ...limits } },
        stores: {
          ...services.stores,
          find: async (appId, store) => {
            const real = await services.stores.find(appId, store)
            return real === null
              ? null
              : { ...real, history: { lookbackMs: 30 * dayMs, ...lists }, ...adapter }
          },
        },
        ...overrides,
      }
    },
    now,
    advanceTime: (ms) => {
      elapsedMs += ms
    },
    sql,
    close: () => sql.end(),
  }
}

export type Dated<Entry> = { readonly at: Date; readonly entry: Entry }

/** What a store hands out of its book, page by page; `asked` are the pages in the order of the calls. */
export function createPagedHistory<Entry>(entries: readonly Dated<Entry>[], size: number) {
  const requestedCursors: (string | null)[] = []
  const windows: TimeWindow[] = []
  const list = async (window: TimeWindow, cursor: string | null): Promise<StorePage<Entry>> => {
    requestedCursors.push(cursor)
    windows.push(window)
    const within = entries.filter(({ at }) => at >= window.from && at <= window.to)
    const start = Number(cursor ?? 0)
    const next = start + size < within.length ? String(start + size) : null
    return { entries: within.slice(start, start + size).map(({ entry }) => entry), next }
  }
  return { list, asked: requestedCursors, windows }
}

/** How the Test store's sales are named in a list. */
export function refundedSale(transactionId: string, overrides: Partial<RefundedSale> = {}): RefundedSale {
  return {
    key: transactionId,
    details: JSON.stringify({ transactionId }),
    storeTransactionId: transactionId,
    full: true,
    ...overrides,
  }
}

export type StoredRun = { source: string; checked: number; last_error: string | null; ended: boolean }

export async function selectRuns(
  { sql }: ReconciliationFixture,
  source: string,
): Promise<readonly StoredRun[]> {
  return sql<StoredRun[]>`
    select source, checked, last_error, ended_at is not null as ended from reconciliation_runs
    where source = ${source} order by started_at, id`
}

export type StoredDiscrepancy = { subject: string; description: string; resolved: boolean; run_id: string }

export async function selectDiscrepancies(
  { sql }: ReconciliationFixture,
  source: string,
): Promise<readonly StoredDiscrepancy[]> {
  return sql<StoredDiscrepancy[]>`
    select subject, description, resolved_at is not null as healed, run_id from reconciliation_differences
    where source = ${source} order by detected_at, id`
}

/** In a list, as taken back a minute ago. */
export function toRecentRefunds(
  store: ReconciliationFixture,
  ...entries: RefundedSale[]
): Dated<RefundedSale>[] {
  return entries.map((entry) => ({ at: new Date(store.now().getTime() - minuteMs), entry }))
}

export async function reconcileSource(
  ctx: AppContext,
  source: ReconciliationSource,
): Promise<SourceResult['outcome'] | undefined> {
  const results = await reconcileStore(ctx, 'TEST_STORE')
  return results.find((each) => each.source === source)?.outcome
}

/** A payment that the store takes back without telling. */
export async function refundWithoutNotification(server: TestServer, buyer: Buyer) {
  const { payment, storePurchase } = await buyItem(server, buyer)
  await updateStorePurchase(server.emulator, storePurchase.id, 'refund')
  return { paymentId: payment.id, entry: refundedSale(storePurchase.transactionId) }
}

export async function queryPayment(server: TestServer, id: string, project: DevApp = server.project) {
  const { payment } = await createServerClient(server, project).query(
    'query ($id: ID!) { payment(id: $id) { status refund { source } events { type } } }',
    { id },
  )
  return payment
}

export async function truncateReconciliations({ sql }: ReconciliationFixture): Promise<void> {
  await sql`truncate reconciliation_cursors, reconciliation_runs, reconciliation_differences`
}
