import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { listSql } from '../fragments/list.ts'
import { buyerTotalsSql, statisticsEntriesSql, statisticsSums } from '../fragments/statistics-entries.ts'

export type PaymentCount = {
  readonly appId: string
  /** The revision of the progress that the call is based on. */
  readonly revision: bigint
  readonly timeZone: string
  readonly paymentIds: readonly string[]
  /** The progress after this call. */
  readonly position: bigint
  readonly recountAfter: string | null
  /** Rows of `payment_recounts` that are done. */
  readonly recountIds: readonly bigint[]
  readonly now: Date
}

const groupColumns = ['environment', 'day', 'store', 'item_id', 'country_code', 'currency_code'] as const
const entryColumns = ['payment_id', 'entry_id', ...groupColumns, 'user_id', ...statisticsSums] as const

/**
 * Makes the statistics contain each of these payments as it is now, and stores the progress, in one statement. False, and no change,
 * if another call has changed the statistics since `revision`.
 *
 * The difference between what the totals should contain and what they contain (`payment_statistics_entries`) is added, so counting a
 * payment twice changes nothing. The revision makes it safe: the statement continues only if its snapshot is the newest one.
 */
export async function countPayments(db: Db, count: PaymentCount): Promise<boolean> {
  const { sql } = db
  const { appId } = count
  const ids = sql`${[...count.paymentIds]}::uuid[]`
  const entries = statisticsEntriesSql(db, {
    from: 'counted',
    refunds: sql`select * from refunds where app_id = ${appId} and payment_id = any(${ids})`,
    timeZone: count.timeZone,
  })
  const columns = listSql(db, entryColumns)
  const [row] = await sql<{ claimed: boolean }[]>`
    with claim as materialized (
      select app_id from payment_statistics_progress
      where app_id = ${appId} and revision = ${count.revision.toString()}::bigint and not is_clearing
      for update
    ), counted as materialized (
      select p.* from payments p where p.app_id = (select app_id from claim) and p.id = any(${ids})
    ), desired as materialized (${entries}
    ), current as materialized (
      select ${columns} from payment_statistics_entries where app_id = (select app_id from claim) and payment_id = any(${ids})
    ), signed as materialized (
      select 1 as sign, d.* from desired d union all select -1, c.* from current c
    ), ${entryChangesSql(db, appId)}, ${totalChangesSql(db, appId)}, ${buyerChangesSql(db, appId)}, recount_delete as (
      delete from payment_recounts
      where app_id = (select app_id from claim) and id = any(${count.recountIds.map(String)}::text[]::bigint[])
    ), progress_update as (
      update payment_statistics_progress set
        revision = revision + 1, position = ${count.position.toString()}::bigint, recount_after = ${count.recountAfter}::uuid,
        updated_at = case when exists (select from total_changes) then ${count.now.toISOString()}::timestamptz else updated_at end
      where app_id = (select app_id from claim)
    )
    select exists (select from claim) as claimed`
  return row?.claimed ?? false
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
