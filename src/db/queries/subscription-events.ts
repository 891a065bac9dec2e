import type { Db } from '../client.ts'
import type { EventType } from '../tables/events.ts'
import type { SubscriptionRow } from './subscriptions.ts'

export type NewSubscriptionEvent = {
  readonly id: string
  readonly type: EventType
  readonly reason: string | null
  readonly paymentId: string | null
  readonly previousStatus: string | null
  readonly status: string
}

/** Inserts events of a subscription into the outbox, in their order. */
export async function insertSubscriptionEvents(
  { sql }: Db,
  subscription: Pick<SubscriptionRow, 'appId' | 'id' | 'store' | 'purchaseId'>,
  events: readonly NewSubscriptionEvent[],
  now: Date,
): Promise<void> {
  if (events.length === 0) return
  const { appId, id, store, purchaseId } = subscription
  const columns = (name: keyof NewSubscriptionEvent) => events.map((event) => event[name])
  await sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status,
                              subscription_id, reason)
    select ${appId}::uuid, event.id, event.type, ${now.toISOString()}::timestamptz, ${purchaseId}::uuid, event.payment_id, ${store},
           event.previous_status, event.status, ${id}::uuid, event.reason
    from unnest(
      ${columns('id')}::uuid[], ${columns('type')}::text[], ${columns('reason')}::text[], ${columns('paymentId')}::uuid[],
      ${columns('previousStatus')}::text[], ${columns('status')}::text[]
    ) with ordinality as event (id, type, reason, payment_id, previous_status, status, number)
    order by event.number`
}
