import type { Db } from '../client.ts'
import { entitlementChangeTimeSql } from '../fragments/entitlement-change-time.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

export type PaymentTransfer = {
  readonly appId: string
  readonly paymentId: string
  /** The version of the payment when it was read. */
  readonly version: number
  readonly toUserId: string
  readonly eventId: string
  readonly action: OperatorAction
}

const toPayment = createRowMapper(payments)

/**
 * Transfers a payment and its purchase to another user, with its event, the idempotency key and the audit log. Null if the payment
 * is refunded, or has another version by now.
 * @throws a unique violation if the idempotency key is in use; then nothing was written
 */
export async function updatePaymentOwner(db: Db, transfer: PaymentTransfer): Promise<PaymentRow | null> {
  const { sql } = db
  const { appId, action } = transfer
  const now = action.now.toISOString()
  const event = eventInsertSql(db, {
    from: 'payment_update',
    id: transfer.eventId,
    type: 'PAYMENT_TRANSFERRED',
    occurredAt: now,
    previousStatus: sql`status`,
  })
  const [row] = await sql`
    with payment_update as (
      update payments set user_id = ${transfer.toUserId}
      where app_id = ${appId} and id = ${transfer.paymentId} and version = ${transfer.version} and status <> 'REFUNDED'
        and ${entitlementChangeTimeSql(db, now)}
      returning *
    ), purchase_update as (
      update purchases set user_id = ${transfer.toUserId}
      where app_id = ${appId} and id = (select purchase_id from payment_update)
    ), event_insert as (${event}
    ), ${operatorActionSql(db, 'payment_update', action)}
    select * from payment_update`
  return row === undefined ? null : toPayment(row)
}
