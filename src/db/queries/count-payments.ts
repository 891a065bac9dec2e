import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { isCursorExpired } from '../errors.ts'
import { listSql } from '../fragments/list.ts'
import { buyerTotalsSql, statisticsEntriesSql, statisticsSums } from '../fragments/statistics-entries.ts'
import type { EventType } from '../tables/events.ts'

export type PaymentCount = {
  readonly appId: string
  /** The revision of the progress that the call is based on. */
  readonly revision: bigint
  readonly timeZone: string
  /** The last event that is counted: the end of the feed, as it was read before. */
  readonly head: bigint
  /** The events after which a payment counts differently. */
  readonly types: readonly EventType[]
  readonly now: Date
}

/**
 * `DONE`: everything up to the head is counted. `MORE`: a batch was counted and others follow. `LATE`: nothing was counted, because another
 * call has changed the statistics since the revision. `EXPIRED`: nothing was counted, because events were dropped before they were.
 */
export type CountResult = 'DONE' | 'MORE' | 'LATE' | 'EXPIRED'

/** How many payments of each kind a batch counts: of events, without events, and of a count of all payments. */
const countBatchSize = 2_000
/** Positions that one batch reads; most events are of other types. */
const scanSpan = 50_000

const groupColumns = ['environment', 'day', 'store', 'item_id', 'country_code', 'currency_code'] as const
const entryColumns = ['payment_id', 'entry_id', ...groupColumns, 'user_id', ...statisticsSums] as const

/**
 * Makes the statistics contain the payments of the next events as they are now, and stores the progress, in one statement. No change if
 * another call has changed the statistics since `revision`.
 *
 * The difference between what the totals should contain and what they contain (`payment_statistics_entries`) is added, so counting a
 * payment twice changes nothing. The revision makes it safe: the statement continues only if its snapshot is the newest one. The
 * events up to `head` were committed before that snapshot, so it contains what they report.
 */
export async function countPayments(db: Db, count: PaymentCount): Promise<CountResult> {
  const { sql } = db
  const { appId } = count
  const ids = sql`array(select payment_id from changed_ids)`
  const entries = statisticsEntriesSql(db, {
    from: 'counted',
    refunds: sql`select * from refunds where app_id = ${appId} and payment_id = any(${ids})`,
    timeZone: count.timeZone,
  })
  const columns = listSql(db, entryColumns)
  const counting = sql<{ claimed: boolean; more: boolean }[]>`
    with claim as materialized (
      select app_id, position, recount_after from payment_statistics_progress
      where app_id = ${appId} and revision = ${count.revision.toString()}::bigint and not is_clearing
      for update
    ), ${changedIdsSql(db, count)}, counted as materialized (
      select p.* from payments p where p.app_id = (select app_id from claim) and p.id = any(${ids})
    ), desired as materialized (${entries}
    ), current as materialized (
      select ${columns} from payment_statistics_entries where app_id = (select app_id from claim) and payment_id = any(${ids})
    ), signed as materialized (
      select 1 as sign, d.* from desired d union all select -1, c.* from current c
    ), ${entryChangesSql(db, appId)}, ${totalChangesSql(db, appId)}, ${buyerChangesSql(db, appId)}, recount_delete as (
      delete from payment_recounts
      where app_id = (select app_id from claim) and id = any(array(select id from recounts))
    ), progress_update as (
      update payment_statistics_progress set
        revision = revision + 1, position = (select position from next), recount_after = (select recount_after from next),
        updated_at = case when exists (select from total_changes) then ${count.now.toISOString()}::timestamptz else updated_at end
      where app_id = (select app_id from claim)
    )
    select exists (select from claim) as claimed, coalesce((
      select next.position < ${count.head.toString()}::bigint or next.recount_after is not null
        or (select count(*) from recounts) = ${countBatchSize}::int
      from next
    ), false) as more`
  const rows = await counting.catch((error: unknown) => {
    if (isCursorExpired(error)) return null
    throw error
  })
  if (rows === null) return 'EXPIRED'
  const [row] = rows
  if (row?.claimed !== true) return 'LATE'
  return row.more ? 'MORE' : 'DONE'
}

/** The CTEs with the payments of this batch, `changed_ids`, and with the progress after it, `next`. */
function changedIdsSql({ sql }: Db, { appId, head, types }: PaymentCount): Fragment {
  const limit = sql`${countBatchSize}::int`
  return sql`
    span as materialized (
      select position, recount_after,
             least(feed_scan_end(${appId}::uuid, position, ${scanSpan}::bigint), ${head.toString()}::bigint) as up_to
      from claim
    ), changes as materialized (
      select e.position, e.payment_id from span
      cross join lateral select_events(${appId}::uuid, span.position, span.up_to, ${limit}, ${[...types]}::text[], null, true) e
      where span.position < span.up_to
    ), recounts as materialized (
      select id, payment_id from payment_recounts where app_id = (select app_id from claim) order by id limit ${limit}
    ), older as materialized (
      select id from payments
      where app_id = (select app_id from claim) and id > (select recount_after from claim) order by app_id, id limit ${limit}
    ), changed_ids as materialized (
      select payment_id from changes where payment_id is not null
      union select payment_id from recounts union select id from older
    ), next as materialized (
      select case when (select count(*) from changes) = ${limit} then (select max(position) from changes)
                  else greatest(span.position, span.up_to) end as position,
             case when (select count(*) from older) = ${limit} then (select id from older order by id desc limit 1) end as recount_after
      from span
    )`
}

/** The CTEs that store what the totals contain from now on. */
function entryChangesSql(db: Db, appId: string): Fragment {
  const { sql } = db
  const columns = listSql(db, entryColumns)
  const assignments = listSql(db, entryColumns.slice(2), (name) => sql`${sql(name)} = excluded.${sql(name)}`)
  return sql`
    entry_delete as (
      delete from payment_statistics_entries e using current
      where e.app_id = ${appId} and e.payment_id = current.payment_id and e.entry_id = current.entry_id
        and current.entry_id not in (select entry_id from desired)
    ), entry_upsert as (
      insert into payment_statistics_entries (app_id, ${columns})
      select ${appId}::uuid, changed.* from (select ${columns} from desired except select ${columns} from current) changed
      on conflict (app_id, payment_id, entry_id) do update set ${assignments}
    )`
}

/** The CTEs that add the difference to the daily totals. */
function totalChangesSql(db: Db, appId: string): Fragment {
  const { sql } = db
  const groups = listSql(db, groupColumns)
  const sums = listSql(db, statisticsSums)
  return sql`
    total_changes as materialized (
      select ${groups}, ${listSql(db, statisticsSums, (name) => sql`sum(sign * ${sql(name)}) as ${sql(name)}`)}
      from signed group by ${groups}
      having ${listSql(db, statisticsSums, (name) => sql`sum(sign * ${sql(name)}) <> 0`, sql` or `)}
    ), total_upsert as (
      insert into payment_daily_totals as t (app_id, ${groups}, ${sums})
      select ${appId}::uuid, total_changes.* from total_changes
      on conflict (app_id, environment, day, store, item_id, country_code, currency_code) do update set
        ${listSql(db, statisticsSums, (name) => sql`${sql(name)} = t.${sql(name)} + excluded.${sql(name)}`)}
    )`
}

/** The CTEs for the days on which the users paid. Only users whose days change are read. */
function buyerChangesSql(db: Db, appId: string): Fragment {
  const { sql } = db
  const totals = buyerTotalsSql(
    db,
    sql`select -1 as sign, environment, user_id, currency_code, day from days_before
        union all select 1, environment, user_id, currency_code, day from days_after`,
  )
  return sql`
    day_changes as materialized (
      select environment, user_id, currency_code, day, sum(sign) as payment_count
      from signed where gross_micros > 0
      group by environment, user_id, currency_code, day having sum(sign) <> 0
    ), days_before as materialized (
      select environment, user_id, currency_code, day, payment_count from buyer_days
      where app_id = ${appId} and environment in ('PRODUCTION', 'SANDBOX')
        and user_id = any(array(select user_id from day_changes)) and payment_count > 0
    ), days_after as materialized (
      select environment, user_id, currency_code, day
      from (select * from days_before union all select * from day_changes) days
      group by environment, user_id, currency_code, day having sum(payment_count) > 0
    ), day_upsert as (
      insert into buyer_days as b (app_id, environment, user_id, currency_code, day, payment_count)
      select ${appId}::uuid, day_changes.* from day_changes
      on conflict (app_id, environment, user_id, currency_code, day) do update set
        payment_count = b.payment_count + excluded.payment_count
    ), buyer_total_upsert as (
      insert into buyer_daily_totals as t (app_id, environment, currency_code, day, previous_day, buyer_count)
      select ${appId}::uuid, changes.* from (${totals}) changes
      on conflict (app_id, environment, currency_code, day, previous_day) do update set
        buyer_count = t.buyer_count + excluded.buyer_count
    )`
}
