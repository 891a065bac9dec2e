import type { PendingQuery, Row } from 'postgres'
import type { SqlExecutor } from './feed-writer.ts'

/** All events, sequenced or pending, for use after `from`; the order of `position, recorded` is the order in which they happened. */
export function allEvents(sql: SqlExecutor): PendingQuery<Row[]> {
  return sql`(
    select app_id, id, type, occurred_at, purchase_id, payment_id, previous_status, status, subscription_id, user_id, entitlement_id,
           reason, position, null::bigint as insert_seq from events
    union all
    select app_id, id, type, occurred_at, purchase_id, payment_id, previous_status, status, subscription_id, user_id, entitlement_id,
           reason, null, insert_seq from event_outbox
  ) as written`
}
