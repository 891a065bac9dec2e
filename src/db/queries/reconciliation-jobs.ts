import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import {
  reconciliationJobs,
  reconciliationRuns,
  type ReconciliationSource,
} from '../tables/reconciliations.ts'

export type { ReconciliationSource }
export type ReconciliationRunRow = typeof reconciliationRuns.$inferSelect

const toReconciliationJob = createRowMapper(reconciliationJobs)
const toRun = createRowMapper(reconciliationRuns)

/** One reconciliation job of one AppKey with one store. */
export type ReconciliationScope = {
  readonly appId: string
  readonly store: StoreValue
  readonly source: ReconciliationSource
  /** The app of the store whose list is read; empty for a comparison of local rows. */
  readonly storeBundleId: string
}

export type RunLeaseRequest = ReconciliationScope & {
  /** Id of the run, if a new one starts. */
  readonly newRunId: string
  readonly now: Date
  readonly leaseExpiresAt: Date
  readonly leaseHolder: string
  /** The start of the window at the earliest. */
  readonly earliest: Date
  /** Windows overlap by this time. */
  readonly lookbackMs: number
  /** A new run starts only if the last one ended its window before this time. */
  readonly reconciledBefore: Date
  /** A run that started before this time starts again from its first page: the store's page token may have expired. */
  readonly staleBefore: Date
}

/** A run in progress that this process holds the lease of. */
export type LeasedRun = ReconciliationScope & {
  readonly runId: string
  readonly window: { readonly from: Date; readonly to: Date }
  /** The next page; null for the first one. */
  readonly pageCursor: string | null
  readonly leaseExpiresAt: Date
  /** Why the run was interrupted the last time; null if it never was. */
  readonly lastError: string | null
}

/**
 * Leases the run in progress, or starts one. Null while another worker holds the lease, or while no run is due.
 * Windows overlap, so that entries that a store lists late are found by the next run.
 */
export async function leaseReconciliationRun(db: Db, request: RunLeaseRequest): Promise<LeasedRun | null> {
  const { sql } = db
  const { appId, store, storeBundleId, source, newRunId, leaseHolder } = request
  const nowText = request.now.toISOString()
  const staleBefore = request.staleBefore.toISOString()
  const [row] = await sql`
    with lease_upsert as (
      insert into reconciliation_jobs as j (app_id, store, source, store_bundle_id, window_from, window_to, run_id, lease_expires_at,
                                            lease_holder)
      values (${appId}, ${store}, ${source}, ${storeBundleId}, ${request.earliest.toISOString()}, ${nowText}, ${newRunId},
              ${request.leaseExpiresAt.toISOString()}, ${leaseHolder})
      on conflict (app_id, store, source, store_bundle_id) do update set
        lease_expires_at = excluded.lease_expires_at, lease_holder = excluded.lease_holder,
        run_id = coalesce(j.run_id, excluded.run_id),
        window_from = ${windowFromSql(db, request)},
        window_to = case
          when j.run_id is null or j.window_to < ${staleBefore}::timestamptz then excluded.window_to
          else j.window_to
        end,
        page_cursor = case when j.window_to < ${staleBefore}::timestamptz then null else j.page_cursor end
      where j.lease_expires_at <= ${nowText}::timestamptz
        and (
          j.run_id is not null or j.reconciled_until is null
          or j.reconciled_until <= ${request.reconciledBefore.toISOString()}::timestamptz
        )
      returning *
    ), run_insert as (
      insert into reconciliation_runs (app_id, id, store, source, store_bundle_id, started_at, checked_count)
      select app_id, run_id, store, source, store_bundle_id, window_to, 0 from lease_upsert where run_id = ${newRunId}::uuid
    )
    select lease_upsert.*, runs.last_error
    from lease_upsert left join reconciliation_runs runs on runs.app_id = lease_upsert.app_id and runs.id = lease_upsert.run_id`
  if (row === undefined) return null
  const { runId, windowFrom, windowTo, pageCursor, leaseExpiresAt } = toReconciliationJob(row)
  if (runId === null || windowFrom === null || windowTo === null) {
    throw new Error('leased reconciliation run has no window')
  }
  const lastError = row['last_error'] as string | null
  return {
    ...{ appId, store, storeBundleId, source, runId, pageCursor, leaseExpiresAt, lastError },
    window: { from: windowFrom, to: windowTo },
  }
}

/** Where the run begins. The time is moved in a time zone that is named: distributed databases update with immutable functions only. */
function windowFromSql({ sql }: Db, { lookbackMs, staleBefore }: RunLeaseRequest): Fragment {
  return sql`
    case
      when j.run_id is null then greatest(
        excluded.window_from,
        (j.reconciled_until at time zone 'UTC' - ${lookbackMs} * interval '1 millisecond') at time zone 'UTC'
      )
      when j.window_to < ${staleBefore.toISOString()}::timestamptz then greatest(excluded.window_from, j.window_from)
      else j.window_from
    end`
}

export type RunProgress = {
  readonly now: Date
  readonly pageCursor: string | null
  /** Number of entries checked since progress was stored last. */
  readonly checkedCount: number
  readonly next:
    /** The lease is extended. */
    | { readonly kind: 'CONTINUE'; readonly leaseExpiresAt: Date }
    /** The lease is released; any worker may continue from the page cursor. */
    | { readonly kind: 'PAUSE'; readonly error: string | null }
    | { readonly kind: 'END' }
}

/** Stores the progress of a run; false if the lease was lost, and then nothing was written. */
export async function updateReconciliationRun(
  { sql }: Db,
  run: LeasedRun,
  progress: RunProgress,
): Promise<boolean> {
  const { kind } = progress.next
  const nowText = progress.now.toISOString()
  const leaseExpiresAt =
    progress.next.kind === 'CONTINUE' ? progress.next.leaseExpiresAt.toISOString() : nowText
  const error = progress.next.kind === 'PAUSE' ? progress.next.error : null
  const isEnd = kind === 'END'
  const rows = await sql`
    with lease_update as (
      update reconciliation_jobs
      set lease_expires_at = ${leaseExpiresAt}::timestamptz,
          page_cursor = ${isEnd ? null : progress.pageCursor}::text,
          reconciled_until = case when ${isEnd}::boolean then window_to else reconciled_until end,
          window_from = case when not ${isEnd}::boolean then window_from end,
          window_to = case when not ${isEnd}::boolean then window_to end,
          run_id = case when not ${isEnd}::boolean then run_id end
      where app_id = ${run.appId} and store = ${run.store} and source = ${run.source} and store_bundle_id = ${run.storeBundleId}
        and run_id = ${run.runId} and lease_expires_at = ${run.leaseExpiresAt.toISOString()}::timestamptz
      returning app_id
    )
    update reconciliation_runs runs
    set checked_count = checked_count + ${progress.checkedCount}::int, last_error = coalesce(${error}::text, last_error),
        ended_at = case when ${isEnd}::boolean then ${nowText}::timestamptz end
    from lease_update
    where runs.app_id = lease_update.app_id and runs.id = ${run.runId}
    returning 1`
  return rows.length > 0
}

export type TimeRange = {
  readonly appId: string
  readonly store: StoreValue
  readonly from: Date
  readonly to: Date
}

/** The newest first. */
export async function selectReconciliationRuns(
  { sql }: Db,
  { appId, store, from, to }: TimeRange,
  limit: number,
): Promise<ReconciliationRunRow[]> {
  const rows = await sql`
    select * from reconciliation_runs
    where app_id = ${appId} and store = ${store} and started_at > '-infinity' and started_at between ${from.toISOString()} and ${to.toISOString()}
    order by started_at desc, id desc limit ${limit}`
  return rows.map(toRun)
}
