import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { EventType } from '../tables/events.ts'

export type EventInsert = {
  /** Name of the CTE with the changed rows: one event for each. It has `app_id`, `store` and the columns that are not given here. */
  readonly from: string
  readonly id: string | Fragment
  readonly type: EventType
  /** ISO 8601, or a column with the time. */
  readonly occurredAt: string | Fragment
  /** Column `purchase_id` unless given. */
  readonly purchaseId?: Fragment
  /** Column `id` unless given; null for an event without a payment. */
  readonly paymentId?: Fragment | null
  readonly previousStatus: string | Fragment | null
  /** Column `status` unless given. */
  readonly status?: Fragment
}

/** Inserts the events of a change into the outbox, as a part of the statement that makes the change. */
export function eventInsertSql({ sql }: Db, event: EventInsert): Fragment {
  const { purchaseId = sql`purchase_id`, paymentId = sql`id`, status = sql`status` } = event
  return sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status)
    select app_id, ${event.id}::uuid, ${event.type}::text, ${event.occurredAt}::timestamptz, ${purchaseId}, ${paymentId}::uuid, store,
           ${event.previousStatus}::text, ${status}
    from ${sql(event.from)}`
}
