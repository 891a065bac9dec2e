import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

export type ReconciliationDayRow = {
  /** `YYYY-MM-DD`, in UTC. */
  readonly day: string
  readonly store: StoreValue
  readonly runCount: number
  readonly checkedCount: number
  readonly discrepancyCount: number
  readonly resolvedCount: number
  readonly ignoredCount: number
}

export type ReconciliationDaySpan = {
  readonly stores: readonly StoreValue[]
  /** Only days with a discrepancy that is neither resolved nor ignored. */
  readonly openOnly: boolean
  /** Only days before this one, `YYYY-MM-DD`; null for the latest days. */
  readonly before: string | null
  readonly dayCount: number
}

/**
 * The latest days on which something was compared, newest first, and of each day the stores by name. From each day the index leads to
 * the latest day before it, so that the runs and discrepancies of other days are not read.
 */
export async function selectReconciliationDays(
  db: Db,
  appId: string,
  { stores, openOnly, before, dayCount }: ReconciliationDaySpan,
): Promise<ReconciliationDayRow[]> {
  const { sql } = db
  const rows = await sql`
    with recursive starts as (
      select store, coalesce((${before}::date)::timestamp at time zone 'UTC', 'infinity') as day_at
      from unnest(${[...stores]}::text[]) as given (store)
    ), days as (
      select store, ${latestDaySql(db, appId, 'starts', openOnly)} as day_at, 1 as number from starts
      union all
      select store, ${latestDaySql(db, appId, 'days', openOnly)}, number + 1
      from days where day_at is not null and number < ${dayCount}
    ), latest as (
      select distinct day_at from days where day_at is not null order by day_at desc limit ${dayCount}
    ), page as (
      select store, day_at from days where day_at in (select day_at from latest)
    )
    select to_char(page.day_at at time zone 'UTC', 'YYYY-MM-DD') as day, page.store, runs.*, discrepancies.*
    from page cross join lateral (${runsSql(db, appId)}) runs cross join lateral (${discrepanciesSql(db, appId)}) discrepancies
    order by page.day_at desc, page.store`
  return rows.map((row) => ({
    day: row['day'] as string,
    store: row['store'] as StoreValue,
    runCount: Number(row['run_count']),
    checkedCount: Number(row['checked_count']),
    discrepancyCount: Number(row['discrepancy_count']),
    resolvedCount: Number(row['resolved_count']),
    ignoredCount: Number(row['ignored_count']),
  }))
}

/** The start of the latest day before `day_at` of a row of the CTE; null if there is none. */
function latestDaySql({ sql }: Db, appId: string, of: 'starts' | 'days', openOnly: boolean): Fragment {
  const condition = openOnly
    ? sql`resolved_at is null and ignored_at is null`
    : sql`detected_at > '-infinity'`
  const runs = sql`
    union all (
      select started_at from reconciliation_runs
      where app_id = ${appId} and store = ${sql(of)}.store and started_at > '-infinity' and started_at < ${sql(of)}.day_at
      order by started_at desc limit 1
    )`
  return sql`(
    select date_trunc('day', max(at), 'UTC') from (
      (
        select detected_at as at from reconciliation_discrepancies
        where app_id = ${appId} and store = ${sql(of)}.store and detected_at < ${sql(of)}.day_at and ${condition}
        order by detected_at desc limit 1
      ) ${openOnly ? sql`` : runs}
    ) found)`
}

function runsSql({ sql }: Db, appId: string): Fragment {
  return sql`
    select count(*) as run_count, coalesce(sum(checked_count), 0) as checked_count from reconciliation_runs
    where app_id = ${appId} and store = page.store and started_at > '-infinity'
      and started_at >= page.day_at and started_at < page.day_at + interval '24 hours'`
}

function discrepanciesSql({ sql }: Db, appId: string): Fragment {
  return sql`
    select count(*) as discrepancy_count, count(*) filter (where is_resolved) as resolved_count,
           count(*) filter (where is_ignored and not is_resolved) as ignored_count
    from (
      select bool_and(resolved_at is not null) as is_resolved,
             (array_agg(ignored_at is not null order by detected_at desc, id desc))[1] as is_ignored
      from reconciliation_discrepancies
      where app_id = ${appId} and store = page.store and detected_at > '-infinity'
        and detected_at >= page.day_at and detected_at < page.day_at + interval '24 hours'
      group by source, subject
    ) subjects`
}
