import type { Db } from '../client.ts'
import { auditInsertSql, type OperatorAction } from '../fragments/operator-action.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'

export type StatisticsProgress = {
  readonly revision: bigint
  readonly position: bigint
  readonly recountAfter: string | null
  readonly isClearing: boolean
  readonly timeZone: string
  readonly updatedAt: Date | null
}

/** With what the progress is compared with; `progress` is null before the first count. */
export type StatisticsState = {
  readonly progress: StatisticsProgress | null
  /** The last position of the feed. */
  readonly head: bigint
  /** The time zone that the statistics should have. */
  readonly timeZone: string
  /** Whether payments changed without an event. */
  readonly hasRecounts: boolean
}

/** The cursor before the first payment. */
const firstRecountCursor = '00000000-0000-0000-0000-000000000000'

export async function selectStatisticsState({ sql }: Db, appId: string): Promise<StatisticsState | null> {
  const [row] = await sql<StateRow[]>`
    select s.revision, s.position, s.recount_after, s.is_clearing, s.time_zone, s.updated_at::text, a.reporting_time_zone,
           coalesce((select position from feed_heads where app_id = ${appId}), 0) as head,
           exists (select from payment_recounts where app_id = ${appId}) as has_recounts
    from apps a left join payment_statistics_progress s on s.app_id = ${appId}
    where a.app_id = ${appId}`
  if (row === undefined) return null
  return {
    progress: row.revision === null ? null : toProgress(row),
    head: BigInt(row.head),
    timeZone: row.reporting_time_zone,
    hasRecounts: row.has_recounts,
  }
}

type ProgressRow = {
  readonly revision: string
  readonly position: string
  readonly recount_after: string | null
  readonly is_clearing: boolean
  readonly time_zone: string
  readonly updated_at: string | null
}

type StateRow = (ProgressRow | { readonly [Name in keyof ProgressRow]: null }) & {
  readonly reporting_time_zone: string
  readonly head: string
  readonly has_recounts: boolean
}

function toProgress(row: ProgressRow): StatisticsProgress {
  return {
    revision: BigInt(row.revision),
    position: BigInt(row.position),
    recountAfter: row.recount_after,
    isClearing: row.is_clearing,
    timeZone: row.time_zone,
    updatedAt: row.updated_at === null ? null : new Date(row.updated_at),
  }
}

/** Begins with all payments of the AppKey. Nothing happens if another process has begun. */
export async function insertStatisticsProgress(
  { sql }: Db,
  { appId, head, timeZone }: { readonly appId: string; readonly head: bigint; readonly timeZone: string },
): Promise<void> {
  await sql`
    insert into payment_statistics_progress (app_id, revision, position, recount_after, is_clearing, time_zone)
    values (${appId}, 0, ${head.toString()}::bigint, ${firstRecountCursor}, false, ${timeZone})
    on conflict do nothing`
}

/** Counts all payments again from the first one, and events after `head`. Nothing happens if the statistics were changed since `revision`. */
export async function restartStatisticsCount(
  { sql }: Db,
  { appId, revision, head }: { readonly appId: string; readonly revision: bigint; readonly head: bigint },
): Promise<void> {
  await sql`
    update payment_statistics_progress set
      revision = revision + 1, position = ${head.toString()}::bigint, recount_after = ${firstRecountCursor}
    where app_id = ${appId} and revision = ${revision.toString()}::bigint`
}

/** Has the statistics deleted, because their days are those of another time zone. Nothing happens if they were changed since `revision`. */
export async function startClearingStatistics(
  { sql }: Db,
  {
    appId,
    revision,
    timeZone,
  }: { readonly appId: string; readonly revision: bigint; readonly timeZone: string },
): Promise<void> {
  await sql`
    update payment_statistics_progress set revision = revision + 1, is_clearing = true, time_zone = ${timeZone}
    where app_id = ${appId} and revision = ${revision.toString()}::bigint`
}

/** Has the statistics deleted and counted anew, with the audit log; false if they have never been counted. */
export async function startRebuildingStatistics(
  db: Db,
  appId: string,
  action: OperatorAction,
): Promise<boolean> {
  const rows = await db.sql`
    with rebuilt as (
      update payment_statistics_progress set revision = revision + 1, is_clearing = true
      where app_id = ${appId}
      returning app_id, app_id as id
    ), audit_insert as (${auditInsertSql(db, db.sql`select app_id, id from rebuilt`, action)})
    select 1 from rebuilt`
  return rows.length > 0
}

/**
 * Deletes a part of statistics that are being cleared. The call that finds nothing to delete begins the count. Nothing happens if the
 * statistics were changed since `revision`.
 */
export async function clearStatistics(
  { sql }: Db,
  { appId, revision, limit }: { readonly appId: string; readonly revision: bigint; readonly limit: number },
): Promise<void> {
  const deleteSql = (table: string) => sql`
    delete from ${sql(table)} where app_id = ${appId} and ctid = any(array(
      select ctid from ${sql(table)} where app_id = ${appId} and exists (select from claim) limit ${limit}
    )) returning 1`
  await sql`
    with claim as materialized (
      select 1 from payment_statistics_progress
      where app_id = ${appId} and revision = ${revision.toString()}::bigint and is_clearing
      for update
    ), entries as (${deleteSql('payment_statistics_entries')}
    ), totals as (${deleteSql('payment_daily_totals')}
    ), days as (${deleteSql('buyer_days')}
    ), buyer_totals as (${deleteSql('buyer_daily_totals')}
    ), deleted as (
      select 1 from entries union all select 1 from totals union all select 1 from days union all select 1 from buyer_totals
    )
    update payment_statistics_progress set
      revision = revision + 1, is_clearing = exists (select from deleted), recount_after = ${firstRecountCursor},
      position = coalesce((select position from feed_heads where app_id = ${appId}), 0)
    where app_id = ${appId} and exists (select from claim)`
}

/** Enqueues a job for each AppKey whose statistics are behind. */
export async function insertDueStatisticsJobs(db: Db, limit: number): Promise<void> {
  await db.sql`
    with due as materialized (
      select a.app_id, a.app_id as id
      from apps a
      left join feed_heads h on h.app_id = a.app_id
      left join payment_statistics_progress s on s.app_id = a.app_id
      where s.position is null or s.is_clearing or s.recount_after is not null or s.position < coalesce(h.position, 0)
        or s.time_zone <> a.reporting_time_zone
        or exists (select from payment_recounts r where r.app_id = a.app_id)
      order by s.updated_at nulls first limit ${limit}
    )
    ${jobInsertSql(db, { task: 'count_payments', from: 'due' })}`
}
