import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'

/** The longest period of a query of the statistics, in days. */
export const maxStatisticsDays = 400

/**
 * The rows of `payment_statistics_entries` that payments should have, as they are now: one for each payment, and one for each refund
 * that is not reversed.
 * @param from name of the CTE with rows of `payments`
 * @param refunds query of rows of `refunds`; those of other payments are ignored
 */
export function statisticsEntriesSql(
  { sql }: Db,
  {
    from,
    refunds,
    timeZone,
  }: { readonly from: string; readonly refunds: Fragment; readonly timeZone: string },
): Fragment {
  return sql`
    select id as payment_id, id as entry_id, environment, (paid_at at time zone ${timeZone}::text)::date as day, store, item_id,
           coalesce(country_code, '') as country_code, coalesce(currency_code, '') as currency_code, user_id,
           1 as payment_count, quantity, coalesce(price_micros, 0) as gross_micros,
           (status = 'REFUNDED' or refunded_quantity > 0 or coalesce(refunded_micros, 0) > 0)::int as refunded_payment_count,
           coalesce(refunded_micros, 0) as refunded_payment_micros,
           0 as refund_count, 0 as refunded_quantity, 0::bigint as refunded_micros
    from ${sql(from)}
    union all
    select p.id, r.id, p.environment, (r.refunded_at at time zone ${timeZone}::text)::date, p.store, p.item_id,
           coalesce(p.country_code, ''), coalesce(p.currency_code, ''), p.user_id,
           0, 0, 0::bigint, 0, 0::bigint,
           1, r.quantity, coalesce(r.amount_micros, 0)
    from (${refunds}) r join ${sql(from)} p on p.id = r.payment_id
    where r.reversed_at is null`
}

/** Names of the numbers of an entry, which are the sums of the daily totals. */
export const statisticsSums = [
  'payment_count',
  'quantity',
  'gross_micros',
  'refunded_payment_count',
  'refunded_payment_micros',
  'refund_count',
  'refunded_quantity',
  'refunded_micros',
] as const

/**
 * The number of buyers by environment, currency, day and previous day, multiplied by `sign`. A buyer also counts in the currency `''`,
 * which stands for all currencies.
 * @param from query of the columns `sign`, `environment`, `user_id`, `currency_code` and `day`, each combination once
 */
export function buyerTotalsSql({ sql }: Db, from: Fragment): Fragment {
  return sql`
    select environment, currency_code, day, previous_day, sum(sign) as buyer_count
    from (
      select sign, environment, currency_code, day,
             case when last_day is null then '-infinity' else greatest(last_day, day - ${maxStatisticsDays}::int) end as previous_day
      from (
        select sign, environment, currency_code, day,
               lag(day) over (partition by sign, environment, user_id, currency_code order by day) as last_day
        from (
          select sign, environment, user_id, currency_code, day from (${from}) by_currency
          union
          select sign, environment, user_id, '', day from (${from}) of_all_currencies
        ) scoped
      ) ordered
    ) gaps
    group by environment, currency_code, day, previous_day
    having sum(sign) <> 0`
}
