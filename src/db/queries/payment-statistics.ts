import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { maxStatisticsDays } from '../fragments/statistics-entries.ts'
import type { StoreValue } from '../tables/columns.ts'

export { maxStatisticsDays }

export type StatisticsDimension = 'DAY' | 'MONTH' | 'STORE' | 'ITEM' | 'COUNTRY'

export type StatisticsQuery = {
  readonly appId: string
  /** First and last day, `2026-11-22`. */
  readonly from: string
  readonly to: string
  readonly environment: 'PRODUCTION' | 'SANDBOX'
  readonly stores: readonly StoreValue[] | null
  /** Id of the item's row. */
  readonly itemId: string | null
  readonly currencyCode: string | null
  readonly countryCode: string | null
  readonly groupBy: readonly StatisticsDimension[]
  /** The time zone that the days have. */
  readonly timeZone: string
}

export type StatisticsPeriod = { readonly firstDay: string; readonly lastDay: string }

export type StatisticsGroup = StatisticsPeriod & {
  readonly paidFrom: Date
  readonly paidTo: Date
  readonly store: StoreValue | null
  readonly itemId: string | null
  readonly countryCode: string | null
  readonly currencyCode: string | null
  readonly paymentCount: bigint
  readonly quantity: bigint
  readonly grossMicros: bigint
  readonly refundedPaymentCount: bigint
  readonly refundedPaymentMicros: bigint
  readonly refundCount: bigint
  readonly refundedQuantity: bigint
  readonly refundedMicros: bigint
}

/** The groups in the order of the API. Without `DAY` and `MONTH` each group has the whole period. */
export async function selectStatisticsGroups(
  db: Db,
  query: StatisticsQuery,
  limit: number,
): Promise<StatisticsGroup[]> {
  const { sql } = db
  const { timeZone } = query
  const groups = new Set(query.groupBy)
  const column = (name: string, isGrouped: boolean) => (isGrouped ? sql`t.${sql(name)}` : sql`null`)
  const rows = await sql<GroupRow[]>`
    select first_day::text, last_day::text, store, external_id, country_code, currency_code,
           (first_day::timestamp at time zone ${timeZone}::text)::text as paid_from,
           ((last_day + 1)::timestamp at time zone ${timeZone}::text)::text as paid_to,
           payment_count, quantity, gross_micros, refunded_payment_count, refunded_payment_micros, refund_count,
           refunded_quantity, refunded_micros
    from (
      select ${periodSql(db, query)}, ${column('store', groups.has('STORE'))} as store,
             ${column('item_id', groups.has('ITEM'))}::uuid as item_id,
             ${column('country_code', groups.has('COUNTRY'))} as country_code, t.currency_code,
             sum(payment_count) as payment_count, sum(quantity) as quantity, sum(gross_micros) as gross_micros,
             sum(refunded_payment_count) as refunded_payment_count, sum(refunded_payment_micros) as refunded_payment_micros,
             sum(refund_count) as refund_count, sum(refunded_quantity) as refunded_quantity, sum(refunded_micros) as refunded_micros
      from payment_daily_totals t
      where ${totalConditionsSql(db, query)}
      group by 1, 2, 3, 4, 5, 6
      having sum(payment_count) <> 0 or sum(refund_count) <> 0
      order by 1, t.currency_code, sum(gross_micros) desc, 3, 4, 5
      limit ${limit}
    ) g
    left join lateral (
      select external_id from items i where i.app_id = ${query.appId} and i.id = g.item_id limit 1
    ) item on true
    order by first_day, currency_code, gross_micros desc, store, item_id, country_code`
  return rows.map(toGroup)
}

type GroupRow = {
  readonly first_day: string
  readonly last_day: string
  readonly paid_from: string
  readonly paid_to: string
  readonly store: StoreValue | null
  readonly external_id: string | null
  readonly country_code: string | null
  readonly currency_code: string
  readonly payment_count: string
  readonly quantity: string
  readonly gross_micros: string
  readonly refunded_payment_count: string
  readonly refunded_payment_micros: string
  readonly refund_count: string
  readonly refunded_quantity: string
  readonly refunded_micros: string
}

function toGroup(row: GroupRow): StatisticsGroup {
  return {
    firstDay: row.first_day,
    lastDay: row.last_day,
    paidFrom: new Date(row.paid_from),
    paidTo: new Date(row.paid_to),
    store: row.store,
    itemId: row.external_id,
    countryCode: row.country_code || null,
    currencyCode: row.currency_code || null,
    paymentCount: BigInt(row.payment_count),
    quantity: BigInt(row.quantity),
    grossMicros: BigInt(row.gross_micros),
    refundedPaymentCount: BigInt(row.refunded_payment_count),
    refundedPaymentMicros: BigInt(row.refunded_payment_micros),
    refundCount: BigInt(row.refund_count),
    refundedQuantity: BigInt(row.refunded_quantity),
    refundedMicros: BigInt(row.refunded_micros),
  }
}

function totalConditionsSql({ sql }: Db, query: StatisticsQuery): Fragment {
  const { stores, itemId, currencyCode, countryCode } = query
  return sql`
    t.app_id = ${query.appId} and t.environment = ${query.environment} and t.day between ${query.from}::date and ${query.to}::date
    ${stores === null ? sql`` : sql`and t.store = any(${[...stores]}::text[])`}
    ${itemId === null ? sql`` : sql`and t.item_id = ${itemId}::uuid`}
    ${currencyCode === null ? sql`` : sql`and t.currency_code = ${currencyCode}`}
    ${countryCode === null ? sql`` : sql`and t.country_code = ${countryCode}`}`
}

/** The first and the last day of the group of a row `t`, within the period of the query. */
function periodSql({ sql }: Db, { from, to, groupBy }: StatisticsQuery): Fragment {
  const [first, last] = groupBy.includes('DAY')
    ? [sql`t.day`, sql`t.day`]
    : groupBy.includes('MONTH')
      ? [
          sql`greatest(date_trunc('month', t.day::timestamp)::date, ${from}::date)`,
          sql`least((date_trunc('month', t.day::timestamp) + interval '1 month' - interval '1 day')::date, ${to}::date)`,
        ]
      : [sql`${from}::date`, sql`${to}::date`]
  return sql`${first} as first_day, ${last} as last_day`
}

export type BuyerGroup = StatisticsPeriod & {
  /** Null for all currencies together. */
  readonly currencyCode: string | null
  readonly buyerCount: bigint
  readonly newBuyerCount: bigint
}

/**
 * The buyers of each period, in each currency and in all together. A user counts on the first day of the period on which it paid: that
 * is the day whose previous one is before the period.
 */
export async function selectBuyerGroups(db: Db, query: StatisticsQuery): Promise<BuyerGroup[]> {
  const { sql } = db
  const { currencyCode } = query
  const rows = await sql<
    { first_day: string; last_day: string; currency_code: string; buyers: string; new_buyers: string }[]
  >`
    select first_day::text, last_day::text, currency_code, sum(buyer_count) as buyers,
           coalesce(sum(buyer_count) filter (where previous_day = '-infinity'), 0) as new_buyers
    from (
      select ${periodSql(db, query)}, t.currency_code, t.previous_day, t.buyer_count
      from buyer_daily_totals t
      where t.app_id = ${query.appId} and t.environment = ${query.environment}
        and t.day between ${query.from}::date and ${query.to}::date
        ${currencyCode === null ? sql`` : sql`and t.currency_code = ${currencyCode}`}
    ) days
    where previous_day < first_day
    group by first_day, last_day, currency_code
    having sum(buyer_count) <> 0
    order by first_day, currency_code`
  return rows.map((row) => ({
    firstDay: row.first_day,
    lastDay: row.last_day,
    currencyCode: row.currency_code || null,
    buyerCount: BigInt(row.buyers),
    newBuyerCount: BigInt(row.new_buyers),
  }))
}
