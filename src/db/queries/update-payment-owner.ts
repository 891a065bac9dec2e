import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import type { PaymentRow } from './payments.ts'

export type PaymentTransfer = {
  readonly appId: string
  readonly paymentId: string
  /** Who has it now, as far as we know. */
  readonly fromUserId: string
  readonly toUserId: string
  readonly eventId: string
  readonly act: OperatorAction
}

const toPayment = createRowMapper(payments)

/**
 * Gives a payment and its purchase to another user, with its event, the caller's key and the audit log. Null if it is refunded,
 * or belongs to somebody else by now.
 * @throws a unique violation if the key is in use; then nothing was written
 */
export async function updatePaymentOwner(db: Db, transfer: PaymentTransfer): Promise<PaymentRow | null> {
  const { sql } = db
  const { appId, act } = transfer
  const [row] = await sql`
    with moved as (
      update payments set user_id = ${transfer.toUserId}
      where app_id = ${appId} and id = ${transfer.paymentId} and user_id = ${transfer.fromUserId} and status <> 'REFUNDED'
      returning *
    ), purchased as (
      update purchases p set user_id = moved.user_id
      from moved where p.app_id = ${appId} and p.id = moved.purchase_id
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
      select app_id, ${transfer.eventId}::uuid, 'PAYMENT_TRANSFERRED', ${act.now.toISOString()}::timestamptz, purchase_id, id,
             store, status, status
      from moved
    ), ${operatorActionSql(db, act)}
    select * from moved`
  return row === undefined ? null : toPayment(row)
}
