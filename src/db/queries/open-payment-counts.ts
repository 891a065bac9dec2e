import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

// Payments are looked up with `limit 1`: a join could read all of them.

/** The rows that one of these statements reads, of an AppKey and in total: the cost of a scrape must not grow with the sales. */
const maxRowsOfApp = 1_000
const maxRows = 20_000

export type UnconsumedCount = {
  readonly store: StoreValue
  readonly age: '10m_to_1h' | '1h_to_1d' | '1d_to_3d' | '3d_to_30d'
  readonly count: number
}

/**
 * Payments of consumable items that are paid and not consumed, of all AppKeys, by the time since they were paid. No index contains the
 * status, so of each AppKey the newest payments of each age are read.
 */
export async function selectUnconsumedCounts({ sql }: Db, now: Date): Promise<UnconsumedCount[]> {
  const nowText = now.toISOString()
  return sql<UnconsumedCount[]>`
    select p.store, p.age, count(*)::int as count from (
      select p.store, p.status, p.consumable, b.age
      from apps a
      cross join (values
        ('10m_to_1h', interval '1 hour', interval '10 minutes'), ('1h_to_1d', interval '1 day', interval '1 hour'),
        ('1d_to_3d', interval '3 days', interval '1 day'), ('3d_to_30d', interval '30 days', interval '3 days')
      ) as b (age, oldest, newest)
      cross join lateral (
        select store, status, consumable from payments
        where app_id = a.app_id and paid_at > '-infinity' and paid_at > ${nowText}::timestamptz - b.oldest
          and paid_at <= ${nowText}::timestamptz - b.newest
        order by paid_at desc, id desc limit ${maxRowsOfApp}
      ) p limit ${maxRows}
    ) p
    where p.status = 'PAID' and p.consumable
    group by 1, 2`
}

export type UnacknowledgedCount = {
  readonly store: StoreValue
  readonly timeLeft: 'overdue' | 'under_6h' | 'under_1d' | 'over_1d'
  readonly count: number
}

/** Payments that their store refunds unless they are acknowledged, of all AppKeys, by the time that is left. */
export async function selectUnacknowledgedCounts({ sql }: Db, now: Date): Promise<UnacknowledgedCount[]> {
  const nowText = now.toISOString()
  return sql<UnacknowledgedCount[]>`
    select p.store, case
      when k.deadline_at < ${nowText}::timestamptz then 'overdue'
      when k.deadline_at < ${nowText}::timestamptz + interval '6 hours' then 'under_6h'
      when k.deadline_at < ${nowText}::timestamptz + interval '1 day' then 'under_1d'
      else 'over_1d' end as "timeLeft", count(*)::int as count
    from (
      select a.app_id, k.payment_id, k.deadline_at from apps a cross join lateral (
        select payment_id, deadline_at, store_acknowledged from acknowledgements
        where app_id = a.app_id and next_attempt_at > '-infinity'
        order by next_attempt_at limit ${maxRowsOfApp}
      ) k where k.deadline_at is not null and not k.store_acknowledged limit ${maxRows}
    ) k
    cross join lateral (select store from payments where app_id = k.app_id and id = k.payment_id limit 1) p
    group by 1, 2`
}

export type StoreCount = { readonly store: StoreValue; readonly count: number }

/** Sales of all AppKeys that belong to no user and were not refunded. */
export async function selectUnattributedCounts({ sql }: Db): Promise<StoreCount[]> {
  return sql<StoreCount[]>`
    select s.store, count(*)::int as count
    from (
      select a.app_id, s.* from apps a cross join lateral (
        select store, sale_key, line_item, refunded_at from unattributed_sales
        where app_id = a.app_id and detected_at > '-infinity'
        order by detected_at desc limit ${maxRowsOfApp}
      ) s where s.refunded_at is null limit ${maxRows}
    ) s
    left join lateral (
      select true as is_paid from payments p
      where p.sale_key = s.sale_key and p.app_id = s.app_id and p.line_item = s.line_item and p.store = s.store
      limit 1
    ) p on true
    where p.is_paid is null
    group by 1`
}

export type UnattributedSubscriptionCount = {
  readonly store: StoreValue
  /** Until the store refunds the first payment; `none` if it does not. */
  readonly timeLeft: UnacknowledgedCount['timeLeft'] | 'none'
  readonly count: number
}

/** Subscriptions of all AppKeys that belong to no user and have not ended, by the time until their store refunds them. */
export async function selectUnattributedSubscriptionCounts(
  { sql }: Db,
  now: Date,
): Promise<UnattributedSubscriptionCount[]> {
  const nowText = now.toISOString()
  return sql<UnattributedSubscriptionCount[]>`
    select s.store, case
      when s.deadline_at is null then 'none'
      when s.deadline_at < ${nowText}::timestamptz then 'overdue'
      when s.deadline_at < ${nowText}::timestamptz + interval '6 hours' then 'under_6h'
      when s.deadline_at < ${nowText}::timestamptz + interval '1 day' then 'under_1d'
      else 'over_1d' end as "timeLeft", count(*)::int as count
    from (
      select s.store, s.deadline_at from apps a cross join lateral (
        select store, status, acknowledgement_deadline_at as deadline_at from subscriptions
        where app_id = a.app_id and user_id is null
        order by created_at desc limit ${maxRowsOfApp}
      ) s where s.status not in ('EXPIRED', 'REVOKED') limit ${maxRows}
    ) s
    group by 1, 2`
}

export type PendingNotifications = StoreCount & { readonly oldestAt: Date }

/** Notifications of all AppKeys that are stored and not processed. */
export async function selectPendingNotifications({ sql }: Db): Promise<PendingNotifications[]> {
  const rows = await sql<(StoreCount & { oldest: string })[]>`
    select n.store, count(*)::int as count, min(n.received_at)::text as oldest
    from (
      select n.store, n.received_at from apps a cross join lateral (
        select store, received_at from notifications
        where app_id = a.app_id and next_attempt_at > '-infinity'
        order by next_attempt_at limit ${maxRowsOfApp}
      ) n limit ${maxRows}
    ) n
    group by 1`
  return rows.map(({ store, count, oldest }) => ({ store, count, oldestAt: new Date(oldest) }))
}
