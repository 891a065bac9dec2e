import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { EventType } from '../tables/events.ts'
import { eventInsertSql } from './event-insert.ts'

export type RefundReviewEvents = {
  /** Name of the CTE with `app_id` of the changed review: no row, no events. */
  readonly from: string
  readonly type: EventType
  /** One event for each payment of the review. */
  readonly events: readonly { readonly paymentId: string; readonly eventId: string }[]
  /** ISO 8601. */
  readonly occurredAt: string
}

/** The CTEs `reviewed` and `event_insert` of a change to a refund review, which does not change the status of its payments. */
export function refundReviewEventsSql(
  db: Db,
  { from, type, events, occurredAt }: RefundReviewEvents,
): Fragment {
  const paymentIds = events.map(({ paymentId }) => paymentId)
  const eventIds = events.map(({ eventId }) => eventId)
  const insert = eventInsertSql(db, {
    from: 'reviewed',
    id: db.sql`event_id`,
    type,
    occurredAt,
    previousStatus: db.sql`status`,
  })
  return db.sql`
    reviewed as (
      select p.app_id, e.event_id, p.purchase_id, p.id, p.store, p.status
      from ${db.sql(from)} r
      cross join unnest(${paymentIds}::uuid[], ${eventIds}::uuid[]) as e (payment_id, event_id)
      join payments p on p.app_id = r.app_id and p.id = e.payment_id
    ), event_insert as (${insert}
    )`
}
