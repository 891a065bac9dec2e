import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { currentPeriodsSql, monthlyMicrosSql } from '../fragments/current-periods.ts'
import { hasEarlierPeriodSql, isConvertedSql } from '../fragments/period-conditions.ts'
import type { StoreValue } from '../tables/columns.ts'
import type { CancelReason } from '../tables/subscriptions.ts'

export type MovementInterval = 'DAY' | 'WEEK' | 'MONTH'

export type SubscriptionStatisticsQuery = {
  readonly appId: string
  readonly environment: 'PRODUCTION' | 'SANDBOX'
  readonly stores: readonly StoreValue[] | null
  /** Id of the item's row. */
  readonly itemId: string | null
  /** First and last day, `2026-11-22`, in the time zone. */
  readonly from: string
  readonly to: string
  readonly timeZone: string
  readonly interval: MovementInterval
  readonly now: Date
}

/** The subscriptions that have not ended, by what they are now. */
export type SubscriptionCounts = Readonly<
  Record<
    'active' | 'inGracePeriod' | 'onHold' | 'paused' | 'pending' | 'willNotRenew' | 'inTrial' | 'shared',
    bigint
  >
>

export type MonthlyRecurringRevenue = {
  readonly currencyCode: string | null
  readonly micros: bigint
  readonly subscriptionCount: bigint
  readonly paymentCount: bigint
}

export type SubscriptionMovement = {
  readonly firstDay: string
  readonly lastDay: string
  readonly from: Date
  readonly to: Date
} & Readonly<
  Record<
    'started' | 'resubscribed' | 'renewed' | 'recovered' | 'changed' | 'toppedUp' | 'expired' | 'revoked',
    bigint
  >
>

export type TrialConversion = Readonly<Record<'ended' | 'converted' | 'notConverted' | 'open', bigint>>

export type SubscriptionChurn = {
  readonly cause: CancelReason | null
  readonly count: bigint
  readonly trialCount: bigint
}

export type SubscriptionStatistics = {
  readonly current: SubscriptionCounts
  readonly recurringRevenue: readonly MonthlyRecurringRevenue[]
  readonly movement: readonly SubscriptionMovement[]
  readonly trials: TrialConversion
  readonly churn: readonly SubscriptionChurn[]
}

/** More currencies than there are. */
const maxCurrencies = 200

/** Counts everything at one moment, from the rows that the lists return. Each statement reads one range of an index. */
export async function selectSubscriptionStatistics(
  db: Db,
  query: SubscriptionStatisticsQuery,
): Promise<SubscriptionStatistics> {
  return db.sql.begin('isolation level repeatable read read only', async (transaction) => {
    // The planner knows nothing about the tenant, see decision 35. What is counted is a range of an index, however large.
    await transaction`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`
    const inner = { ...db, sql: transaction as unknown as Db['sql'] }
    return {
      current: await countCurrent(inner, query),
      recurringRevenue: await sumRecurringRevenue(inner, query),
      movement: await countMovement(inner, query),
      trials: await countTrials(inner, query),
      churn: await countChurn(inner, query),
    }
  })
}

function scopeSql({ sql }: Db, query: SubscriptionStatisticsQuery): Fragment {
  const { appId, environment, stores, itemId } = query
  return sql`
    app_id = ${appId} and environment = ${environment}
    ${stores === null ? sql`` : sql`and store = any(${[...stores]}::text[])`}
    ${itemId === null ? sql`` : sql`and item_id = ${itemId}::uuid`}`
}

/** The time from the start of the first day to the end of the last one. */
function withinSql({ sql }: Db, column: Fragment, { from, to, timeZone }: SubscriptionStatisticsQuery) {
  return sql`
    ${column} >= (${from}::date::timestamp at time zone ${timeZone}::text)
    and ${column} < ((${to}::date + 1)::timestamp at time zone ${timeZone}::text)`
}

async function countCurrent(db: Db, query: SubscriptionStatisticsQuery): Promise<SubscriptionCounts> {
  const { sql } = db
  const [row] = await sql<Record<keyof SubscriptionCounts, string>[]>`
    select count(*) filter (where status = 'ACTIVE') as active,
           count(*) filter (where status = 'IN_GRACE_PERIOD') as "inGracePeriod",
           count(*) filter (where status = 'ON_HOLD') as "onHold",
           count(*) filter (where status = 'PAUSED') as paused,
           count(*) filter (where status = 'PENDING') as pending,
           count(*) filter (where status = 'ACTIVE' and not will_renew) as "willNotRenew",
           count(*) filter (where status in ('ACTIVE', 'IN_GRACE_PERIOD') and phase = 'TRIAL') as "inTrial",
           count(*) filter (where status in ('ACTIVE', 'IN_GRACE_PERIOD') and ownership = 'SHARED') as shared
    from subscriptions
    where ${scopeSql(db, query)} and created_at > '-infinity'
      and status in ('ACTIVE', 'IN_GRACE_PERIOD', 'ON_HOLD', 'PAUSED', 'PENDING')`
  return toCounts(row)
}

async function sumRecurringRevenue(
  db: Db,
  query: SubscriptionStatisticsQuery,
): Promise<MonthlyRecurringRevenue[]> {
  const { sql } = db
  const rows = await sql<{ code: string | null; micros: string; subscriptions: string; payments: string }[]>`
    select currency_code as code, coalesce(sum(${monthlyMicrosSql(db)}), 0)::text as micros,
           count(distinct subscription_id) as subscriptions, count(*) as payments
    from (${currentPeriodsSql(db, query)}) p
    where true
      ${query.stores === null ? sql`` : sql`and store = any(${[...query.stores]}::text[])`}
      ${query.itemId === null ? sql`` : sql`and item_id = ${query.itemId}::uuid`}
    group by currency_code order by currency_code limit ${maxCurrencies}`
  return rows.map(({ code, micros, subscriptions, payments }) => ({
    currencyCode: code,
    micros: BigInt(micros),
    subscriptionCount: BigInt(subscriptions),
    paymentCount: BigInt(payments),
  }))
}

type MovementRow = Record<Exclude<keyof SubscriptionMovement, 'from' | 'to'>, string> & {
  readonly from: string
  readonly to: string
}

const truncations = { DAY: 'day', WEEK: 'week', MONTH: 'month' } as const

/** One row for each day, week or month of the period, those without movement too. */
async function countMovement(db: Db, query: SubscriptionStatisticsQuery): Promise<SubscriptionMovement[]> {
  const { sql } = db
  const { from, to, timeZone } = query
  const unit = truncations[query.interval]
  const firstDay = (column: Fragment) => sql`
    greatest(date_trunc(${unit}::text, ${column} at time zone ${timeZone}::text)::date, ${from}::date)`
  const rows = await sql<MovementRow[]>`
    with buckets as (
      select greatest(b::date, ${from}::date) as first_day,
             least((b + ('1 ' || ${unit}::text)::interval - interval '1 day')::date, ${to}::date) as last_day
      from generate_series(
        date_trunc(${unit}::text, ${from}::date::timestamp), ${to}::date::timestamp, ('1 ' || ${unit}::text)::interval
      ) b
    ), periods as (
      select ${firstDay(sql`paid_at`)} as first_day,
             count(*) filter (where period_kind = 'INITIAL' and not is_back) as started,
             count(*) filter (where period_kind = 'INITIAL' and is_back) as resubscribed,
             count(*) filter (where period_kind = 'RENEWAL') as renewed,
             count(*) filter (where period_kind = 'RECOVERY') as recovered,
             count(*) filter (where period_kind = 'CHANGE') as changed,
             count(*) filter (where period_kind = 'TOP_UP') as topped_up
      from (
        select paid_at, period_kind,
               case when period_kind = 'INITIAL' then ${hasEarlierPeriodSql(db)} end as is_back
        from payments p
        where ${scopeSql(db, query)} and ${withinSql(db, sql`paid_at`, query)}
          and subscription_id > '00000000-0000-0000-0000-000000000000'
      ) p group by 1
    ), ends as (
      select ${firstDay(sql`ended_at`)} as first_day, count(*) filter (where status = 'EXPIRED') as expired,
             count(*) filter (where status = 'REVOKED') as revoked
      from subscriptions
      where ${scopeSql(db, query)} and ${withinSql(db, sql`ended_at`, query)} and ended_at > '-infinity'
      group by 1
    )
    select first_day::text as "firstDay", last_day::text as "lastDay",
           (first_day::timestamp at time zone ${timeZone}::text)::text as "from",
           ((last_day + 1)::timestamp at time zone ${timeZone}::text)::text as "to",
           coalesce(started, 0) as started, coalesce(resubscribed, 0) as resubscribed, coalesce(renewed, 0) as renewed,
           coalesce(recovered, 0) as recovered, coalesce(changed, 0) as changed, coalesce(topped_up, 0) as "toppedUp",
           coalesce(expired, 0) as expired, coalesce(revoked, 0) as revoked
    from buckets left join periods using (first_day) left join ends using (first_day)
    order by first_day`
  return rows.map(toMovement)
}

function toMovement({ firstDay, lastDay, from, to, ...counts }: MovementRow): SubscriptionMovement {
  return { firstDay, lastDay, from: new Date(from), to: new Date(to), ...toCounts(counts) }
}

async function countTrials(db: Db, query: SubscriptionStatisticsQuery): Promise<TrialConversion> {
  const { sql } = db
  const [row] = await sql<Record<keyof TrialConversion, string>[]>`
    select count(*) as ended, count(*) filter (where is_converted) as converted,
           count(*) filter (where not is_converted and has_ended) as "notConverted",
           count(*) filter (where not is_converted and not has_ended) as "open"
    from (
      select ${isConvertedSql(db)} as is_converted,
             exists (
               select from subscriptions s
               where s.app_id = ${query.appId} and s.id = p.subscription_id and s.ended_at is not null
             ) as has_ended
      from payments p
      where ${scopeSql(db, query)} and period_phase = 'TRIAL' and ${withinSql(db, sql`period_ends_at`, query)}
        and period_ends_at <= ${query.now.toISOString()}::timestamptz
    ) trials`
  return toCounts(row)
}

/** An end because another subscription took the place is no churn. */
async function countChurn(db: Db, query: SubscriptionStatisticsQuery): Promise<SubscriptionChurn[]> {
  const { sql } = db
  const rows = await sql<{ cause: CancelReason | null; count: string; trials: string }[]>`
    select cancel_reason as cause, count(*) as count, count(*) filter (where phase = 'TRIAL') as trials
    from subscriptions
    where ${scopeSql(db, query)} and ${withinSql(db, sql`ended_at`, query)} and ended_at > '-infinity'
      and cancel_reason is distinct from 'REPLACED'
    group by 1 order by count(*) desc, 1`
  return rows.map(({ cause, count, trials }) => ({
    cause,
    count: BigInt(count),
    trialCount: BigInt(trials),
  }))
}

function toCounts<Name extends string>(
  row: Readonly<Record<Name, string>> | undefined,
): Record<Name, bigint> {
  if (row === undefined) throw new Error('an aggregate must return a row')
  const entries = Object.entries<string>(row).map(([name, count]) => [name, BigInt(count)] as const)
  return Object.fromEntries(entries) as Record<Name, bigint>
}
