import type { Db } from '../client.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { idempotencyInsertSql, type IdempotencyRecord } from '../fragments/idempotency-insert.ts'
import { isSuspendedSql } from '../fragments/is-suspended.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

const toPayment = createRowMapper(payments)

export type PaymentCompletion = {
  readonly appId: string
  readonly paymentId: string
  readonly deliveryReference: string | null
  readonly eventId: string
  readonly now: Date
  readonly idempotency: IdempotencyRecord | null
}

/**
 * CONSUMED → COMPLETED, with its event and idempotency key; PAID → COMPLETED if the payment is not consumable and its user is not
 * suspended. Null if the payment has another status.
 * @throws a unique violation if the idempotency key is in use; then nothing was written
 */
export async function updatePaymentCompleted(
  db: Db,
  completion: PaymentCompletion,
): Promise<PaymentRow | null> {
  const { sql } = db
  const nowText = completion.now.toISOString()
  const event = eventInsertSql(db, {
    from: 'payment_update',
    id: completion.eventId,
    type: 'PAYMENT_COMPLETED',
    occurredAt: nowText,
    previousStatus: sql`case when consumable then 'CONSUMED' else 'PAID' end`,
  })
  const [row] = await sql`
    with payment_update as (
      update payments
      set status = 'COMPLETED', completed_at = ${nowText}::timestamptz, delivery_reference = ${completion.deliveryReference}
      where app_id = ${completion.appId} and id = ${completion.paymentId}
        and (
          status = 'CONSUMED'
          or (status = 'PAID' and not consumable and not ${isSuspendedSql(db, completion.appId, sql`payments.user_id`)})
        )
      returning *
    ), idempotency_insert as (${idempotencyInsertSql(db, 'payment_update', completion.idempotency, nowText)}
    ), event_insert as (${event}
    )
    select * from payment_update`
  return row === undefined ? null : toPayment(row)
}
