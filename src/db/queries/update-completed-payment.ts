import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { IdempotencyRecord } from './idempotency-keys.ts'
import type { PaymentRow } from './payments.ts'

const toPayment = createRowMapper(payments)

export type PaymentCompletion = {
  readonly appId: string
  readonly paymentId: string
  readonly deliveryReference: string | null
  readonly eventId: string
  readonly now: Date
  readonly claim: IdempotencyRecord | null
}

/**
 * CONSUMED → COMPLETED with its event and the caller's key; what cannot be consumed goes there from PAID. Null if the payment
 * is in no such state.
 * @throws a unique violation if the key is in use; then nothing was written
 */
export async function updatePaymentCompleted(
  db: Db,
  completion: PaymentCompletion,
): Promise<PaymentRow | null> {
  const { sql } = db
  const { claim } = completion
  const now = completion.now.toISOString()
  const [row] = await sql`
    with moved as (
      update payments
      set status = 'COMPLETED', completed_at = ${now}::timestamptz, delivery_reference = ${completion.deliveryReference}
      where app_id = ${completion.appId} and id = ${completion.paymentId}
        and (status = 'CONSUMED' or (status = 'PAID' and not consumable))
      returning *
    ), keyed as (
      insert into idempotency_keys (app_id, operation, scope, key, fingerprint, subject_id, created_at)
      select app_id, ${claim?.operation ?? null}::text, ${claim?.scope ?? null}::text, ${claim?.key ?? null}::text,
             ${claim?.fingerprint ?? null}::text, id, ${now}::timestamptz
      from moved where ${claim !== null}::boolean
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
      select app_id, ${completion.eventId}::uuid, 'PAYMENT_COMPLETED', ${now}::timestamptz, purchase_id, id, store,
             case when consumable then 'CONSUMED' else 'PAID' end, status
      from moved
    )
    select * from moved`
  return row === undefined ? null : toPayment(row)
}
