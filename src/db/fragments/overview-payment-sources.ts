import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { failedDeliveriesSql } from './failed-deliveries.ts'
import { alertedAcknowledgementsSql, failedAcknowledgementsSql } from './acknowledgement-lists.ts'

export type OverviewSpan = {
  readonly appId: string
  readonly environment: 'PRODUCTION' | 'SANDBOX'
  /** Times are texts, as PostgreSQL gets them. */
  readonly now: string
  /** Keys that expire before this time are listed. */
  readonly keysUntil: string
}

// Every source has these columns: kind, store, label, subject_id, code, count, is_exact, since, deadline, paid_from, paid_to.
// It reads at most 1,000 rows of an index, 5,000 payments of each age, or all rows of a small table.

/** Payments whose store refunds them soon unless they are acknowledged, by store. The code is the highest alert. */
export function acknowledgementDeadlinesSql(db: Db, { appId, environment }: OverviewSpan): Fragment {
  return db.sql`
    select 'ACKNOWLEDGEMENT_DEADLINE', p.store, null::text, null::uuid,
           case when bool_or(k.alert_level = 'CRITICAL') then 'CRITICAL' else 'WARNING' end, count(*), max(k.total) < 1000,
           null::timestamptz, min(k.deadline_at), null::timestamptz, null::timestamptz
    from (
      select listed.*, count(*) over () as total
      from (select * from (${alertedAcknowledgementsSql(db, appId)}) alerted limit 1000) listed
    ) k
    cross join lateral (
      select store, environment from payments where app_id = ${appId} and id = k.payment_id limit 1
    ) p
    where p.environment = ${environment}
    group by p.store`
}

/** Payments that their store refused to acknowledge, by store. */
export function acknowledgementFailuresSql(db: Db, { appId, environment }: OverviewSpan): Fragment {
  return db.sql`
    select 'ACKNOWLEDGEMENT_FAILED', p.store, null::text, null::uuid, null::text, count(*), max(k.total) < 1000,
           min(p.paid_at), min(k.deadline_at), null::timestamptz, null::timestamptz
    from (
      select listed.*, count(*) over () as total
      from (select * from (${failedAcknowledgementsSql(db, appId)}) failed limit 1000) listed
    ) k
    cross join lateral (
      select store, environment, acknowledgement_status, paid_at from payments
      where app_id = ${appId} and id = k.payment_id limit 1
    ) p
    where p.environment = ${environment} and p.acknowledgement_status = 'FAILED'
    group by p.store`
}

/** Payments that a game server has given up to deliver, by store. */
export function failedDeliverySourceSql(db: Db, { appId, environment }: OverviewSpan): Fragment {
  return db.sql`
    select 'DELIVERIES_FAILED', p.store, null::text, null::uuid, null::text, count(*), max(k.total) < 1000,
           min(k.failed_at), null::timestamptz, null::timestamptz, null::timestamptz
    from (
      select listed.*, count(*) over () as total
      from (select * from (${failedDeliveriesSql(db, appId)}) failed limit 1000) listed
    ) k
    cross join lateral (
      select store, environment from payments where app_id = ${appId} and id = k.payment_id limit 1
    ) p
    where p.environment = ${environment}
    group by p.store`
}

/** Consumable items that are paid and not consumed, by age. No index contains the status, so the newest of each age are read. */
export function unconsumedPaymentsSql({ sql }: Db, { appId, environment, now }: OverviewSpan): Fragment {
  return sql`
    select 'PAYMENTS_UNCONSUMED', null::text, null::text, null::uuid, null::text, p.count, p.examined < 5000,
           p.since, null::timestamptz, b.paid_from, b.paid_to
    from (
      select ${now}::timestamptz - oldest as paid_from, ${now}::timestamptz - newest as paid_to from (values
        (interval '1 hour', interval '10 minutes'), (interval '1 day', interval '1 hour'),
        (interval '3 days', interval '1 day'), (interval '30 days', interval '3 days')
      ) as age (oldest, newest)
    ) b
    cross join lateral (
      select count(*) filter (where is_unconsumed) as count, count(*) as examined, min(paid_at) filter (where is_unconsumed) as since
      from (
        select paid_at, status = 'PAID' and consumable and environment = ${environment} as is_unconsumed from payments
        where app_id = ${appId} and paid_at > '-infinity' and paid_at >= b.paid_from and paid_at < b.paid_to
        order by paid_at desc, id desc limit 5000
      ) examined
    ) p
    where p.count > 0`
}

/** Sales that belong to no user and were not refunded, by store. */
export function unattributedSalesSql({ sql }: Db, { appId, environment }: OverviewSpan): Fragment {
  return sql`
    select 'SALES_UNATTRIBUTED', s.store, null::text, null::uuid, null::text, count(*), max(s.total) < 1000,
           min(s.detected_at), min(s.acknowledgement_deadline_at), null::timestamptz, null::timestamptz
    from (
      select newest.*, count(*) over () as total from (
        select * from unattributed_sales
        where app_id = ${appId} and detected_at > '-infinity' order by detected_at desc limit 1000
      ) newest
    ) s
    left join lateral (
      select true as is_paid from payments p
      where p.sale_key = s.sale_key and p.app_id = ${appId} and p.line_item = s.line_item and p.store = s.store limit 1
    ) p on true
    where s.environment = ${environment} and s.refunded_at is null and p.is_paid is null
    group by s.store`
}

/** Purchases that the store still holds back after their reservation has ended, by store. */
export function pendingPurchasesSql({ sql }: Db, { appId, now }: OverviewSpan): Fragment {
  return sql`
    select 'PURCHASES_PENDING', u.store, null::text, null::uuid, null::text, count(*), max(u.total) < 1000,
           min(u.requested_at), null::timestamptz, null::timestamptz, null::timestamptz
    from (
      select listed.*, count(*) over () as total from (
        select store, requested_at from purchases
        where app_id = ${appId} and status = 'PENDING' and status <> 'VERIFIED'
          and expires_at > '-infinity' and expires_at < ${now}::timestamptz
        order by expires_at limit 1000
      ) listed
    ) u
    group by u.store`
}

/** How often a receipt was refused in the last day, by store and reason. */
export function verificationFailuresSql({ sql }: Db, { appId, now }: OverviewSpan): Fragment {
  return sql`
    select 'VERIFICATIONS_FAILED', store, null::text, null::uuid, code, sum(count), true,
           min(hour), null::timestamptz, null::timestamptz, null::timestamptz
    from verification_failures
    where app_id = ${appId} and hour > ${now}::timestamptz - interval '1 day'
    group by store, code`
}
