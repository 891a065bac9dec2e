import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { reconciliationDiscrepancies } from '../tables/reconciliations.ts'
import type { ReconciliationScope, TimeRange } from './reconciliation-jobs.ts'

export type DiscrepancyRow = typeof reconciliationDiscrepancies.$inferSelect

const toDiscrepancy = createRowMapper(reconciliationDiscrepancies)

export type DetectedDiscrepancy = Omit<
  DiscrepancyRow,
  'resolvedAt' | 'ignoredAt' | 'ignoreReason' | 'ignoredDescription'
>

/**
 * Inserts a discrepancy, or updates the one that the same run has detected before. It is ignored if an operator ignored the same
 * difference before; a run first describes a difference without its cause, so a beginning of the description is the same.
 * @returns whether no run had detected it before
 */
export async function upsertDiscrepancy({ sql }: Db, discrepancy: DetectedDiscrepancy): Promise<boolean> {
  const { appId, id, store, source, subject, runId, description, paymentId, purchaseId } = discrepancy
  const { storeTransactionId } = discrepancy
  const [row] = await sql<{ is_new: boolean }[]>`
    with known as materialized (
      select 1 from reconciliation_discrepancies
      where app_id = ${appId} and store = ${store} and source = ${source} and subject = ${subject}
      limit 1
    ), ignored as (
      select ignored_at, ignore_reason, ignored_description from reconciliation_discrepancies
      where app_id = ${appId} and store = ${store} and source = ${source} and subject = ${subject}
        and resolved_at is null and ignored_at is not null and starts_with(ignored_description, ${description})
      limit 1
    ), discrepancy_upsert as (
      insert into reconciliation_discrepancies as d
        (app_id, id, store, source, subject, run_id, detected_at, description, payment_id, purchase_id, store_transaction_id,
         ignored_at, ignore_reason, ignored_description)
      select ${appId}::uuid, ${id}::uuid, ${store}, ${source}, ${subject}, ${runId}::uuid,
             ${discrepancy.detectedAt.toISOString()}::timestamptz, ${description}, ${paymentId}::uuid, ${purchaseId}::uuid,
             ${storeTransactionId}, ignored.ignored_at, ignored.ignore_reason, ignored.ignored_description
      from (select 1) as always left join ignored on true
      on conflict (app_id, store, source, subject, run_id) do update
      set description = excluded.description, resolved_at = null,
          store_transaction_id = coalesce(excluded.store_transaction_id, d.store_transaction_id),
          ignored_at = excluded.ignored_at, ignore_reason = excluded.ignore_reason,
          ignored_description = excluded.ignored_description,
          payment_id = coalesce(excluded.payment_id, d.payment_id),
          purchase_id = coalesce(excluded.purchase_id, d.purchase_id)
    )
    select not exists (select from known) as is_new`
  return row?.is_new === true
}

/** Marks the discrepancies of these subjects as resolved, whichever run has detected them. */
export async function updateDiscrepanciesResolved(
  { sql }: Db,
  { appId, store, source }: ReconciliationScope,
  subjects: readonly string[],
  now: Date,
): Promise<void> {
  if (subjects.length === 0) return
  // The limit makes the planner use one index lookup for each subject instead of a scan of all discrepancies.
  await sql`
    with unresolved as materialized (
      select discrepancy.id from unnest(${[...subjects]}::text[]) as input (subject) cross join lateral (
        select id from reconciliation_discrepancies d
        where d.app_id = ${appId} and d.store = ${store} and d.source = ${source} and d.subject = input.subject
          and d.resolved_at is null
        limit 10000
      ) discrepancy
    )
    update reconciliation_discrepancies d set resolved_at = ${now.toISOString()}::timestamptz
    from unresolved where d.app_id = ${appId} and d.id = unresolved.id`
}

/**
 * The subjects of open discrepancies that this run has not detected itself, in order.
 * @param page.after the last subject of the page before; empty for the first page
 */
export async function selectOpenSubjects(
  { sql }: Db,
  { appId, store, source, runId }: ReconciliationScope & { readonly runId: string },
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<{ readonly subjects: readonly string[]; readonly next: string | null }> {
  const rows = await sql<{ subject: string }[]>`
    select distinct d.subject from reconciliation_discrepancies d
    where d.app_id = ${appId} and d.store = ${store} and d.source = ${source} and d.resolved_at is null
      and d.subject > ${after} and d.run_id <> ${runId}
    order by d.subject limit ${limit}`
  const subjects = rows.map(({ subject }) => subject)
  return { subjects, next: subjects.length < limit ? null : (subjects.at(-1) ?? null) }
}

/** The discrepancies detected in a time range, each counted once however many runs detected it, and the runs that started in it. */
export type ReconciliationSummary = {
  readonly checkedCount: number
  readonly discrepancyCount: number
  readonly resolvedCount: number
  /** Those that an operator ignores and that are not resolved. */
  readonly ignoredCount: number
}

export async function selectReconciliationSummary(
  { sql }: Db,
  range: TimeRange,
): Promise<ReconciliationSummary> {
  const { appId, store } = range
  const [from, to] = [range.from.toISOString(), range.to.toISOString()]
  const [row] = await sql<
    { checked_count: string; discrepancy_count: string; resolved_count: string; ignored_count: string }[]
  >`
    select
      (
        select coalesce(sum(checked_count), 0) from reconciliation_runs
        where app_id = ${appId} and store = ${store} and started_at > '-infinity' and started_at between ${from} and ${to}
      ) as checked_count,
      count(*) as discrepancy_count,
      count(*) filter (where is_resolved) as resolved_count,
      count(*) filter (where is_ignored and not is_resolved) as ignored_count
    from (
      select bool_and(resolved_at is not null) as is_resolved,
             (array_agg(ignored_at is not null order by detected_at desc, id desc))[1] as is_ignored
      from reconciliation_discrepancies
      where app_id = ${appId} and store = ${store} and detected_at > '-infinity' and detected_at between ${from} and ${to}
      group by source, subject
    ) as discrepancies`
  return {
    checkedCount: Number(row?.checked_count),
    discrepancyCount: Number(row?.discrepancy_count),
    resolvedCount: Number(row?.resolved_count),
    ignoredCount: Number(row?.ignored_count),
  }
}

/**
 * The discrepancies detected in a time range: the open ones first, then the ignored ones, each newest first. One that several runs have detected is returned
 * once, with the time of the first detection and the description of the last.
 */
export async function selectDiscrepancies(
  { sql }: Db,
  { appId, store, from, to }: TimeRange,
  limit: number,
): Promise<DiscrepancyRow[]> {
  const rows = await sql`
    select newest.app_id, newest.id, newest.store, newest.source, newest.subject, newest.run_id, newest.description,
           newest.payment_id, newest.purchase_id, newest.store_transaction_id, newest.ignored_at, newest.ignore_reason,
           newest.ignored_description, grouped.detected_at, grouped.resolved_at
    from (
      select (array_agg(id order by detected_at desc, id desc))[1] as id,
             (array_agg(ignored_at is not null order by detected_at desc, id desc))[1] as is_ignored, min(detected_at) as detected_at,
             case when bool_and(resolved_at is not null) then max(resolved_at) end as resolved_at
      from reconciliation_discrepancies
      where app_id = ${appId} and store = ${store} and detected_at > '-infinity' and detected_at between ${from.toISOString()} and ${to.toISOString()}
      group by source, subject
      order by bool_and(resolved_at is not null), is_ignored, min(detected_at) desc
      limit ${limit}
    ) as grouped
    join reconciliation_discrepancies newest on newest.app_id = ${appId} and newest.id = grouped.id
    order by grouped.resolved_at is not null, grouped.is_ignored, grouped.detected_at desc`
  return rows.map(toDiscrepancy)
}
