import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { reconciliationJobs, type ReconciliationSource } from '../tables/reconciliations.ts'

export type { ReconciliationSource }

const toReconciliationJob = createRowMapper(reconciliationJobs)

/** One comparison of one AppKey with one store. */
export type ReconciliationScope = {
  readonly appId: string
  readonly store: StoreValue
  readonly source: ReconciliationSource
}

export type RunLeaseRequest = ReconciliationScope & {
  /** The run, if a round begins. */
  readonly newRunId: string
  readonly now: Date
  readonly leasedUntil: Date
  /** As far back as may be asked. */
  readonly earliest: Date
  readonly overlapMs: number
  /** A new round begins only if the last one compared up to here at the most. */
  readonly comparedBefore: Date
  /** A round that began before this is begun again: what the store calls its next page may mean nothing any more. */
  readonly staleBefore: Date
}

/** A round that is under way, and ours until `leasedUntil`. */
export type LeasedRun = ReconciliationScope & {
  readonly runId: string
  readonly window: { readonly from: Date; readonly to: Date }
  /** Where to go on; null at the beginning. */
  readonly place: string | null
  readonly leasedUntil: Date
  /** Why it stopped the last time, if it stopped. */
  readonly lastError: string | null
}

/**
 * Takes up the round that is under way, or begins one. Null while somebody else works on it, or while none is due.
 * Windows overlap: what was listed late for the last one is found by the next.
 */
export async function leaseReconciliationRun(
  { sql }: Db,
  request: RunLeaseRequest,
): Promise<LeasedRun | null> {
  const { appId, store, source, newRunId, overlapMs } = request
  const now = request.now.toISOString()
  const earliest = request.earliest.toISOString()
  const staleBefore = request.staleBefore.toISOString()
  const [row] = await sql`
    with claimed as (
      insert into reconciliation_cursors as c (app_id, store, source, window_from, window_to, run_id, leased_until)
      values (${appId}, ${store}, ${source}, ${earliest}, ${now}, ${newRunId},
              ${request.leasedUntil.toISOString()})
      on conflict (app_id, store, source) do update set
        leased_until = excluded.leased_until,
        run_id = coalesce(c.run_id, excluded.run_id),
        window_from = case
          when c.run_id is null
            then greatest(excluded.window_from, c.compared_to - ${overlapMs} * interval '1 millisecond')
          when c.window_to < ${staleBefore}::timestamptz then greatest(excluded.window_from, c.window_from)
          else c.window_from
        end,
        window_to = case
          when c.run_id is null or c.window_to < ${staleBefore}::timestamptz then excluded.window_to
          else c.window_to
        end,
        page = case when c.window_to < ${staleBefore}::timestamptz then null else c.page end
      where c.leased_until <= ${now}::timestamptz
        and (c.run_id is not null or c.compared_to is null or c.compared_to <= ${request.comparedBefore.toISOString()}::timestamptz)
      returning *
    ), begun as (
      insert into reconciliation_runs (app_id, id, store, source, started_at, checked)
      select app_id, run_id, store, source, window_to, 0 from claimed where run_id = ${newRunId}::uuid
    )
    select claimed.*, runs.last_error
    from claimed left join reconciliation_runs runs on runs.app_id = claimed.app_id and runs.id = claimed.run_id`
  if (row === undefined) return null
  const { runId, windowFrom, windowTo, page, leasedUntil: leaseExpiresAt } = toReconciliationJob(row)
  if (runId === null || windowFrom === null || windowTo === null) throw new Error('a claimed round is none')
  const lastError = row['last_error'] as string | null
  return {
    ...{ appId, store, source, runId, lastError },
    window: { from: windowFrom, to: windowTo },
    place: page,
    leasedUntil: leaseExpiresAt,
  }
}

export type RunProgress = {
  readonly now: Date
  readonly place: string | null
  /** How much was looked at since the last step. */
  readonly checked: number
  readonly next:
    /** Ours for longer. */
    | { readonly kind: 'CONTINUE'; readonly leasedUntil: Date }
    /** Anybody may take it up from the place. */
    | { readonly kind: 'PAUSE'; readonly error: string | null }
    | { readonly kind: 'END' }
}

/** Writes down how far a round has come; false if it is no longer ours, and then nothing was written. */
export async function updateReconciliationRun(
  { sql }: Db,
  run: LeasedRun,
  progress: RunProgress,
): Promise<boolean> {
  const { kind } = progress.next
  const now = progress.now.toISOString()
  const leaseExpiresAt = progress.next.kind === 'CONTINUE' ? progress.next.leasedUntil.toISOString() : now
  const error = progress.next.kind === 'PAUSE' ? progress.next.error : null
  const isEnd = kind === 'END'
  const rows = await sql`
    with held as (
      update reconciliation_cursors
      set leased_until = ${leaseExpiresAt}::timestamptz,
          page = ${isEnd ? null : progress.place}::text,
          compared_to = case when ${isEnd}::boolean then window_to else compared_to end,
          window_from = case when not ${isEnd}::boolean then window_from end,
          window_to = case when not ${isEnd}::boolean then window_to end,
          run_id = case when not ${isEnd}::boolean then run_id end
      where app_id = ${run.appId} and store = ${run.store} and source = ${run.source}
        and run_id = ${run.runId} and leased_until = ${run.leasedUntil.toISOString()}::timestamptz
      returning app_id
    )
    update reconciliation_runs runs
    set checked = checked + ${progress.checked}::int, last_error = coalesce(${error}::text, last_error),
        ended_at = case when ${isEnd}::boolean then ${now}::timestamptz end
    from held
    where runs.app_id = held.app_id and runs.id = ${run.runId}
    returning 1`
  return rows.length > 0
}
