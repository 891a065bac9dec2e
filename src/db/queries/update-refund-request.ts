import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

type PaymentKey = Pick<PaymentRow, 'appId' | 'id'>

const toPayment = createRowMapper(payments)

/** Stores that a refund is being requested, before the store is called. Null if the payment is refunded or has another version. */
export async function updateRefundRequested(
  { sql }: Db,
  { appId, id, version }: PaymentKey & Pick<PaymentRow, 'version'>,
  now: Date,
): Promise<PaymentRow | null> {
  const [row] = await sql`
    update payments set refund_requested_at = coalesce(refund_requested_at, ${now.toISOString()}::timestamptz)
    where app_id = ${appId} and id = ${id} and version = ${version} and status <> 'REFUNDED'
    returning *`
  return row === undefined ? null : toPayment(row)
}

/**
 * Stores that the store has accepted the refund, with the approval of it if it needed one, the idempotency key and the audit log. The
 * refund itself is recorded when it is read from the store.
 * @throws a unique violation if the idempotency key is in use
 */
export async function updateRefundAccepted(
  db: Db,
  { appId, id }: PaymentKey,
  { approvalId, action }: { readonly approvalId: string | null; readonly action: OperatorAction },
): Promise<void> {
  const { sql } = db
  const nowText = action.now.toISOString()
  await sql`
    with payment as (
      select app_id, id from payments where app_id = ${appId} and id = ${id}
    ), payment_update as (
      update payments
      set refund_accepted_at = ${nowText}::timestamptz, refund_requested_at = coalesce(refund_requested_at, ${nowText}::timestamptz)
      where app_id = ${appId} and id = ${id} and status <> 'REFUNDED'
    ), approval_update as (
      update refund_approvals set status = 'EXECUTED'
      where app_id = ${appId} and id = ${approvalId}::uuid and status = 'APPROVED'
    ), ${operatorActionSql(db, 'payment', action)}
    select 1`
}

/** Removes a request that the store has refused. */
export async function updateRefundRefused({ sql }: Db, { appId, id }: PaymentKey): Promise<void> {
  await sql`
    update payments set refund_requested_at = null
    where app_id = ${appId} and id = ${id} and refund_requested_at is not null and refund_accepted_at is null`
}
