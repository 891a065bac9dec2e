import type { Fragment } from 'postgres'
import type { SqlWriter } from '../sql-parts.ts'

type Scope = {
  readonly appId: string
  readonly environment: 'PRODUCTION' | 'SANDBOX'
  readonly now: Date
}

const columns = (sql: SqlWriter['sql'], alias: string) => {
  const from = sql(alias)
  return sql`
    ${from}.id, ${from}.subscription_id, ${from}.period_starts_at, ${from}.period_ends_at, ${from}.period_phase, ${from}.store,
    ${from}.item_id, ${from}.price_micros, ${from}.currency_code, ${from}.refunded_micros, ${from}.refunded_quantity, ${from}.quantity`
}

/**
 * The payments of the periods that the subscriptions with access are in now: those that have begun and not ended, without those whose
 * place another took. Where the access lasts longer than the last charged period (a grace period, an extension), it is that one.
 */
export function currentPeriodsSql(writer: SqlWriter, { appId, environment, now }: Scope): Fragment {
  const { sql } = writer
  const nowSql = sql`${now.toISOString()}::timestamptz`
  return sql`
    with living as materialized (
      select id from subscriptions
      where app_id = ${appId} and environment = ${environment} and environment > ''
        and status in ('ACTIVE', 'IN_GRACE_PERIOD')
    ), running as materialized (
      select ${columns(sql, 'r')}, r.replaces_payment_id, r.is_replaced
      from payments r
      where r.app_id = ${appId} and r.environment = ${environment} and r.period_ends_at > '-infinity'
        and r.period_ends_at > ${nowSql} and r.period_starts_at <= ${nowSql}
    ), without_running as materialized (
      select id from living where not exists (select from running r where r.subscription_id = living.id and not r.is_replaced)
    )
    select ${columns(sql, 'r')}
    from running r join living on living.id = r.subscription_id
    where not r.is_replaced and not exists (select from running o where o.replaces_payment_id = r.id)
    union all
    select ${columns(sql, 'l')}
    from without_running w
    cross join lateral (
      select o.*, max(o.period_ends_at) over () as last_end
      from payments o
      where o.subscription_id = w.id and o.app_id = ${appId} and o.period_starts_at <= ${nowSql} and not o.is_replaced
        and not exists (
          select from payments n
          where n.subscription_id = w.id and n.app_id = ${appId} and n.replaces_payment_id = o.id
            and n.period_starts_at <= ${nowSql}
        )
    ) l
    where l.period_ends_at = l.last_end`
}

/** Whether a payment `p` is one of `currentPeriodsSql`. */
export function isCurrentPeriodSql({ sql }: SqlWriter, now: Date): Fragment {
  const nowSql = sql`${now.toISOString()}::timestamptz`
  const stands = (alias: string) => sql`
    ${sql(alias)}.period_starts_at <= ${nowSql} and not ${sql(alias)}.is_replaced and not exists (
      select from payments n
      where n.subscription_id = ${sql(alias)}.subscription_id and n.app_id = p.app_id and n.replaces_payment_id = ${sql(alias)}.id
        and n.period_starts_at <= ${nowSql}
    )`
  return sql`(
    p.subscription_id is not null and ${stands('p')}
    and exists (
      select from subscriptions s
      where s.app_id = p.app_id and s.id = p.subscription_id and s.status in ('ACTIVE', 'IN_GRACE_PERIOD')
    )
    and (
      p.period_ends_at > ${nowSql} or not exists (
        select from payments o
        where o.subscription_id = p.subscription_id and o.app_id = p.app_id and o.period_ends_at > p.period_ends_at
          and ${stands('o')}
      )
    )
  )`
}

/** 30.4375 days, a twelfth of 365.25 days. */
const secondsOfMonth = 2_629_800
const toleranceSeconds = 3 * 24 * 60 * 60

/**
 * The charge of a period `p` less what was refunded, for one month, rounded to the nearest micro. A period whose length is a number of
 * months within three days counts as that number; any other by its exact length. Free and prepaid periods count 0, and so does one
 * without a known price.
 */
export function monthlyMicrosSql({ sql }: SqlWriter): Fragment {
  const seconds = sql`greatest(extract(epoch from p.period_ends_at - p.period_starts_at), 1)`
  const months = sql`greatest(round(${seconds} / ${secondsOfMonth}::numeric), 1)`
  return sql`
    case when p.price_micros is null or p.period_phase in ('TRIAL', 'PREPAID', 'GRANTED') or p.refunded_quantity >= p.quantity then 0
    else round(
      greatest(p.price_micros - coalesce(p.refunded_micros, 0), 0)::numeric / case
        when abs(${seconds} - ${months} * ${secondsOfMonth}::numeric) <= ${toleranceSeconds}::numeric then ${months}
        else ${seconds} / ${secondsOfMonth}::numeric
      end
    ) end`
}
