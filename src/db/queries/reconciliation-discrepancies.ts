import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { reconciliationDiscrepancies, reconciliationRuns } from '../tables/reconciliations.ts'
import type { ReconciliationScope } from './reconciliation-jobs.ts'

export type ReconciliationRunRow = typeof reconciliationRuns.$inferSelect
export type DiscrepancyRow = typeof reconciliationDiscrepancies.$inferSelect

const toRun = createRowMapper(reconciliationRuns)
const toDiscrepancy = createRowMapper(reconciliationDiscrepancies)

/**
 * Writes a difference down, once for each run; found again, its words are the newer ones.
 * @returns whether no run had found it before
 */
export async function upsertDiscrepancy(
  { sql }: Db,
  discrepancy: Omit<DiscrepancyRow, 'resolvedAt'>,
): Promise<boolean> {
  const { appId, id, store, source, subject, runId, description, paymentId, purchaseId } = discrepancy
  const [row] = await sql<{ is_new: boolean }[]>`
    with noted as (
      insert into reconciliation_differences
        (app_id, id, store, source, subject, run_id, detected_at, description, payment_id, purchase_id)
      values (${appId}, ${id}, ${store}, ${source}, ${subject}, ${runId}, ${discrepancy.detectedAt.toISOString()},
              ${description}, ${paymentId}, ${purchaseId})
      on conflict (app_id, store, source, subject, run_id) do update
      set description = excluded.description, resolved_at = null,
          payment_id = coalesce(excluded.payment_id, reconciliation_differences.payment_id),
          purchase_id = coalesce(excluded.purchase_id, reconciliation_differences.purchase_id)
    )
    select not exists (
      select from reconciliation_differences
      where app_id = ${appId} and store = ${store} and source = ${source} and subject = ${subject}
    ) as is_new`
  return row?.is_new === true
}

/** The store and we say the same about these by now, whichever run found that we did not. */
export async function updateDiscrepanciesResolved(
  { sql }: Db,
  { appId, store, source }: ReconciliationScope,
  subjects: readonly string[],
  now: Date,
): Promise<void> {
  if (subjects.length === 0) return
  // One look-up by index for each subject: the planner would rather read all that was ever found.
  await sql`
    with unhealed as materialized (
      select found.id from unnest(${[...subjects]}::text[]) as given (subject) cross join lateral (
        select id from reconciliation_differences d
        where d.app_id = ${appId} and d.store = ${store} and d.source = ${source} and d.subject = given.subject
          and d.resolved_at is null
        limit 10000
      ) found
    )
    update reconciliation_differences d set resolved_at = ${now.toISOString()}::timestamptz
    from unhealed where d.app_id = ${appId} and d.id = unhealed.id`
}

/** The differences of a time, each once however often it was found, and the runs that began in it. */
export type ReconciliationSummary = {
  readonly checked: number
  readonly found: number
  readonly healed: number
}

type TimeRange = {
  readonly appId: string
  readonly store: StoreValue
  readonly from: Date
  readonly to: Date
}

export async function selectReconciliationSummary(
  { sql }: Db,
  range: TimeRange,
): Promise<ReconciliationSummary> {
  const { appId, store } = range
  const [from, to] = [range.from.toISOString(), range.to.toISOString()]
  const [row] = await sql<{ checked: string; found: string; healed: string }[]>`
    select
      (
        select coalesce(sum(checked), 0) from reconciliation_runs
        where app_id = ${appId} and store = ${store} and started_at between ${from} and ${to}
      ) as checked,
      count(*) as found,
      count(*) filter (where is_healed) as healed
    from (
      select bool_and(resolved_at is not null) as is_healed from reconciliation_differences
      where app_id = ${appId} and store = ${store} and detected_at between ${from} and ${to}
      group by source, subject
    ) as differences`
  return { checked: Number(row?.checked), found: Number(row?.found), healed: Number(row?.healed) }
}

/** The newest first. */
export async function selectReconciliationRuns(
  { sql }: Db,
  { appId, store, from, to }: TimeRange,
  limit: number,
): Promise<ReconciliationRunRow[]> {
  const rows = await sql`
    select * from reconciliation_runs
    where app_id = ${appId} and store = ${store} and started_at between ${from.toISOString()} and ${to.toISOString()}
    order by started_at desc, id desc limit ${limit}`
  return rows.map(toRun)
}

/** Those that are left first, then the newest; found when it was first, in the words of the last time. */
export async function selectDiscrepancies(
  { sql }: Db,
  { appId, store, from, to }: TimeRange,
  limit: number,
): Promise<DiscrepancyRow[]> {
  const rows = await sql`
    select newest.app_id, newest.id, newest.store, newest.source, newest.subject, newest.run_id, newest.description,
           newest.payment_id, newest.purchase_id, grouped.detected_at, grouped.resolved_at
    from (
      select (array_agg(id order by detected_at desc))[1] as id, min(detected_at) as detected_at,
             case when bool_and(resolved_at is not null) then max(resolved_at) end as resolved_at
      from reconciliation_differences
      where app_id = ${appId} and store = ${store} and detected_at between ${from.toISOString()} and ${to.toISOString()}
      group by source, subject
      order by bool_and(resolved_at is not null), min(detected_at) desc
      limit ${limit}
    ) as grouped
    join reconciliation_differences newest on newest.app_id = ${appId} and newest.id = grouped.id
    order by grouped.resolved_at is not null, grouped.detected_at desc`
  return rows.map(toDiscrepancy)
}
