import postgres from 'postgres'
import type { AppContext, Limits } from '../../src/domain/context.ts'
import type { ReconciliationSource } from '../../src/db/queries/reconciliations.ts'
import { reconcileStore, type SourceResult } from '../../src/domain/reconciliation/reconcile-store.ts'
import type { DevProject } from '../../src/development/dev-project.ts'
import { decodeId } from '../../src/platform/ids.ts'
import type { StoreAdapter } from '../../src/stores/contract.ts'
import type { RefundedSale, StoreLists, StorePage, TimeWindow } from '../../src/stores/list-contract.ts'
import { buyItem, serverApi, type Buyer } from './buyer.ts'
import { changeAtStore } from './emulator-control.ts'
import type { TestServer } from './test-server.ts'

/** The Test store with lists by which it can be compared; time is the test's own. */
export type ListedStore = {
  /** What compares: a process, as far as the comparison is concerned. */
  readonly open: (lists: Partial<StoreLists>, options?: ListedStoreOptions) => Promise<AppContext>
  readonly now: () => Date
  readonly passTime: (ms: number) => void
  readonly sql: postgres.Sql
  readonly close: () => Promise<void>
}

export type ListedStoreOptions = {
  readonly limits?: Partial<Limits['reconciliation']>
  readonly over?: Partial<AppContext>
  readonly adapter?: Partial<StoreAdapter>
}

export const dayMs = 24 * 60 * 60_000
export const minuteMs = 60_000

export function startListedStore(at: TestServer, appKey = at.project.appKey): ListedStore {
  const { services } = at.server
  const sql = postgres(at.databaseUrl, { max: 4, onnotice: () => undefined })
  let passed = 0
  const now = () => new Date(Date.now() + passed)
  return {
    open: async (lists, { limits = {}, over = {}, adapter = {} } = {}) => {
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
            return real === null ? null : { ...real, lists: { lookbackMs: 30 * dayMs, ...lists }, ...adapter }
          },
        },
        ...over,
      }
    },
    now,
    passTime: (ms) => {
      passed += ms
    },
    sql,
    close: () => sql.end(),
  }
}

export type Dated<Entry> = { readonly at: Date; readonly entry: Entry }

/** What a store hands out of its book, page by page; `asked` are the pages in the order of the calls. */
export function listPages<Entry>(book: readonly Dated<Entry>[], size: number) {
  const asked: (string | null)[] = []
  const windows: TimeWindow[] = []
  const list = async (window: TimeWindow, page: string | null): Promise<StorePage<Entry>> => {
    asked.push(page)
    windows.push(window)
    const within = book.filter(({ at }) => at >= window.from && at <= window.to)
    const start = Number(page ?? 0)
    const next = start + size < within.length ? String(start + size) : null
    return { entries: within.slice(start, start + size).map(({ entry }) => entry), next }
  }
  return { list, asked, windows }
}

/** How the Test store's sales are named in a list. */
export function refundedSale(transactionId: string, over: Partial<RefundedSale> = {}): RefundedSale {
  return {
    key: transactionId,
    details: JSON.stringify({ transactionId }),
    storeTransactionId: transactionId,
    full: true,
    ...over,
  }
}

export type StoredRun = { source: string; checked: number; last_error: string | null; ended: boolean }

export async function readRuns({ sql }: ListedStore, source: string): Promise<readonly StoredRun[]> {
  return sql<StoredRun[]>`
    select source, checked, last_error, ended_at is not null as ended from reconciliation_runs
    where source = ${source} order by started_at, id`
}

export type StoredDifference = { subject: string; description: string; healed: boolean; run_id: string }

export async function readDifferences(
  { sql }: ListedStore,
  source: string,
): Promise<readonly StoredDifference[]> {
  return sql<StoredDifference[]>`
    select subject, description, resolved_at is not null as healed, run_id from reconciliation_differences
    where source = ${source} order by detected_at, id`
}

/** In a list, as taken back a minute ago. */
export function listRefunds(store: ListedStore, ...entries: RefundedSale[]): Dated<RefundedSale>[] {
  return entries.map((entry) => ({ at: new Date(store.now().getTime() - minuteMs), entry }))
}

export async function reconcileSource(
  ctx: AppContext,
  source: ReconciliationSource,
): Promise<SourceResult['end'] | undefined> {
  const results = await reconcileStore(ctx, 'TEST_STORE')
  return results.find((each) => each.source === source)?.end
}

/** A payment that the store takes back without telling. */
export async function refundSilently(at: TestServer, buyer: Buyer) {
  const { payment, bought } = await buyItem(at, buyer)
  await changeAtStore(at.emulator, bought.id, 'refund')
  return { paymentId: payment.id, entry: refundedSale(bought.transactionId) }
}

export async function readPayment(at: TestServer, id: string, project: DevProject = at.project) {
  const { payment } = await serverApi(at, project).query(
    'query ($id: ID!) { payment(id: $id) { status refund { source } events { type } } }',
    { id },
  )
  return payment
}

export async function forgetReconciliations({ sql }: ListedStore): Promise<void> {
  await sql`truncate reconciliation_cursors, reconciliation_runs, reconciliation_differences`
}
