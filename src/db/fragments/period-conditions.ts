import type { Fragment } from 'postgres'
import type { SqlWriter } from '../sql-parts.ts'

/** Whether the user of a payment `p` had an earlier period of the same item: a customer who came back. */
export function hasEarlierPeriodSql({ sql }: SqlWriter): Fragment {
  return sql`exists (
    select from payments o
    where o.user_id = p.user_id and o.app_id = p.app_id and o.paid_at < p.paid_at
      and o.subscription_id is not null and o.item_id = p.item_id and o.environment = p.environment
  )`
}

/** Whether a later period of the subscription of a trial `p` was charged. */
export function isConvertedSql({ sql }: SqlWriter): Fragment {
  return sql`exists (
    select from payments o
    where o.subscription_id = p.subscription_id and o.app_id = p.app_id and o.period_starts_at > p.period_starts_at
      and o.period_phase <> 'TRIAL' and coalesce(o.price_micros, 1) > 0
  )`
}

export type TrialOutcome = 'CONVERTED' | 'NOT_CONVERTED' | 'OPEN'

/** The condition of the trials `p` with one of these outcomes. */
export function trialOutcomeSql(writer: SqlWriter, outcomes: readonly TrialOutcome[]): Fragment {
  const { sql } = writer
  return sql`(
    p.period_phase = 'TRIAL' and (
      case when ${isConvertedSql(writer)} then 'CONVERTED'
           when exists (
             select from subscriptions s where s.app_id = p.app_id and s.id = p.subscription_id and s.ended_at is not null
           ) then 'NOT_CONVERTED' else 'OPEN' end
    ) = any(${[...outcomes]}::text[])
  )`
}
