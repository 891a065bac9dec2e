import type { Db } from '../client.ts'
import { listSql } from '../fragments/list.ts'
import { buyerTotalsSql, statisticsEntriesSql, statisticsSums } from '../fragments/statistics-entries.ts'

/** A number that differs from a count of all payments. */
export type StatisticsDifference = {
  readonly kind: 'payments' | 'buyers'
  readonly environment: string
  readonly day: string
  /** Store, item, country and currency of the payments, or the currency and the previous day of the buyers. */
  readonly group: string
  /** The numbers of the statistics and of the payments; null if there is no such group. */
  readonly stored: string | null
  readonly counted: string | null
}

export type StatisticsComparison = {
  /** Whether every change that was committed is in the statistics; otherwise they may differ without a fault. */
  readonly isCurrent: boolean
  readonly differences: readonly StatisticsDifference[]
}

const statementTimeout = '1h'

/** Counts all payments of an AppKey anew, and compares the result with the statistics, at one moment. */
export function compareStatistics(db: Db, appId: string, limit: number): Promise<StatisticsComparison> {
  const { sql } = db
  return sql.begin('isolation level repeatable read read only', async (transaction) => {
    await transaction`select set_config('statement_timeout', ${statementTimeout}, true)`
    const [state] = await transaction<{ is_current: boolean; time_zone: string }[]>`
      select s.time_zone, not s.is_clearing and s.recount_after is null and s.time_zone = a.reporting_time_zone
        and s.position = coalesce((select position from feed_heads where app_id = ${appId}), 0)
        and not exists (select from event_outbox where app_id = ${appId})
        and not exists (select from payment_recounts where app_id = ${appId}) as is_current
      from payment_statistics_progress s join apps a on a.app_id = s.app_id where s.app_id = ${appId}`
    if (state === undefined) return { isCurrent: false, differences: [] }
    const entries = statisticsEntriesSql(db, {
      from: 'counted',
      refunds: sql`select * from refunds where app_id = ${appId}`,
      timeZone: state.time_zone,
    })
    const buyers = buyerTotalsSql(
      db,
      sql`select distinct 1 as sign, environment, user_id, currency_code, day from entries where gross_micros > 0`,
    )
    const sums = listSql(db, statisticsSums, (name) => sql`sum(${sql(name)})::numeric`)
    const differences = await transaction<StatisticsDifference[]>`
      with counted as materialized (
        select * from payments where app_id = ${appId} and paid_at > '-infinity'
      ), entries as materialized (${entries}
      ), counted_groups as (
        select 'payments' as kind, environment, day::text, concat_ws(' ', store, item_id, country_code, currency_code) as "group",
               concat_ws(' ', ${sums}) as numbers
        from entries group by environment, day, store, item_id, country_code, currency_code
        union all
        select 'buyers', environment, day::text, concat_ws(' ', currency_code, previous_day), buyer_count::text
        from (${buyers}) buyers
      ), stored_groups as (
        select 'payments' as kind, environment, day::text, concat_ws(' ', store, item_id, country_code, currency_code) as "group",
               concat_ws(' ', ${listSql(db, statisticsSums)}) as numbers
        from payment_daily_totals where app_id = ${appId} and (payment_count <> 0 or refund_count <> 0)
        union all
        select 'buyers', environment, day::text, concat_ws(' ', currency_code, previous_day), buyer_count::text
        from buyer_daily_totals where app_id = ${appId} and buyer_count <> 0
      )
      select kind, environment, day, "group", s.numbers as stored, c.numbers as counted
      from counted_groups c full join stored_groups s using (kind, environment, day, "group")
      where s.numbers is distinct from c.numbers
      order by kind, environment, day, "group" limit ${limit}`
    return { isCurrent: state.is_current, differences: [...differences] }
  })
}
