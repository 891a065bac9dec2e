import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { entitlementChangeTimeSql } from '../fragments/entitlement-change-time.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { receiptInsertSql, type NewReceipt } from '../fragments/receipt-insert.ts'
import { refundInsertSql, type RefundEntry } from '../fragments/refund-insert.ts'
import { saleAppliedSql, type SaleRead } from '../fragments/sale-applied.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments, type RefundSource } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

export type { SaleRead }

/** The total that is refunded of a payment at some time. */
export type RefundTotal = {
  readonly full: boolean
  readonly quantity: number
  readonly amountMicros: bigint | null
}

export type RefundUpdate = {
  readonly appId: string
  readonly paymentId: string
  /** The state that the decision was based on: the payment must still have it. */
  readonly from: RefundTotal
  readonly to: RefundTotal & {
    readonly refundedAt: Date | null
    readonly reason: string | null
    readonly detectedBy: RefundSource | null
  }
  /** What this update refunds, for the refund history; null if nothing. */
  readonly entry: RefundEntry | null
  readonly event: {
    readonly id: string
    readonly type:
      'PAYMENT_REFUNDED' | 'PAYMENT_PARTIALLY_REFUNDED' | 'PAYMENT_REFUND_REVERSED' | 'PAYMENT_CORRECTED'
  }
  /** The answer of the store that reported the change; null if there is none. */
  readonly receipt: NewReceipt | null
  /** The read of the store that the update is based on; null for an operator action. */
  readonly saleRead: SaleRead | null
  readonly now: Date
}

const toPayment = createRowMapper(payments)

/**
 * Changes the refunded total of a payment, with its refund history, acknowledgement and event. The status becomes REFUNDED, or what
 * it was before the refund, or does not change for a partial refund. Null if the payment no longer has the state `from`, or if a
 * later read of the store was applied.
 */
export async function updatePaymentRefund(db: Db, update: RefundUpdate): Promise<PaymentRow | null> {
  const { sql } = db
  const { appId, to, event } = update
  const nowText = update.now.toISOString()
  const eventInsert = eventInsertSql(db, {
    from: 'payment_update',
    ...event,
    occurredAt: nowText,
    previousStatus: sql`old_status`,
  })
  const [row] = await sql`
    with read_check as (${update.saleRead === null ? sql`select 1` : saleAppliedSql(db, appId, update.saleRead)}
    ), current as (${currentPaymentSql(db, update)}
    ), payment_update as (
      update payments p
      set status = case
            when ${to.full}::boolean then 'REFUNDED'
            when current.status <> 'REFUNDED' then current.status
            when p.completed_at is not null then 'COMPLETED'
            when exists (select from consumes c where c.app_id = p.app_id and c.payment_id = p.id) then 'CONSUMED'
            else 'PAID'
          end,
          refunded_quantity = ${to.quantity}::int, refunded_micros = ${to.amountMicros?.toString() ?? null}::bigint,
          refunded_at = ${to.refundedAt?.toISOString() ?? null}::timestamptz, refund_reason = ${to.reason}::text,
          refund_detected_by = ${to.detectedBy}::text,
          refund_requested_at = case when ${to.full}::boolean then null else p.refund_requested_at end,
          refund_accepted_at = case when ${to.full}::boolean then null else p.refund_accepted_at end,
          acknowledgement_status = ${acknowledgementStatusSql(db, to)}
      from current where p.app_id = ${appId} and p.id = ${update.paymentId} and ${entitlementChangeTimeSql(db, nowText)}
      returning p.*, current.status as old_status
    ), acknowledgement_update as (
      update acknowledgements a
      set next_attempt_at = case when p.acknowledgement_status = 'PENDING' then ${nowText}::timestamptz end
      from payment_update p
      where a.app_id = ${appId} and a.payment_id = ${update.paymentId} and (p.status = 'REFUNDED') <> (p.old_status = 'REFUNDED')
    ), receipt_insert as (${receiptInsertSql(db, 'payment_update', update.receipt, nowText)}
    ), refund_change as (${refundChangeSql(db, update)}
    ), event_insert as (${eventInsert}
    )
    select * from payment_update`
  return row === undefined ? null : toPayment(row)
}

/** A payment that becomes refunded needs no acknowledgement; one whose refund is reversed needs it as before. */
function acknowledgementStatusSql({ sql }: Db, { full }: RefundTotal): Fragment {
  return sql`
          case
            when ${full}::boolean and p.acknowledgement_status in ('PENDING', 'FAILED') then 'NOT_REQUIRED'
            when not ${full}::boolean and current.status = 'REFUNDED' and p.acknowledgement_status = 'NOT_REQUIRED' and exists (
              select from acknowledgements a where a.app_id = p.app_id and a.payment_id = p.id and a.acknowledged_at is null
            ) then 'PENDING'
            else p.acknowledgement_status
          end`
}

/** Locks the payment, if it still has the state that the decision was based on. */
function currentPaymentSql({ sql }: Db, { appId, paymentId, from }: RefundUpdate): Fragment {
  return sql`
      select p.id, p.status from payments p, read_check
      where p.app_id = ${appId} and p.id = ${paymentId}
        and (p.status = 'REFUNDED') = ${from.full}::boolean and p.refunded_quantity = ${from.quantity}::int
        and p.refunded_micros is not distinct from ${from.amountMicros?.toString() ?? null}::bigint
      for update of p`
}

/** Adds a refund to the refund history, or marks the earlier ones as reversed. */
function refundChangeSql(db: Db, { appId, paymentId, to, entry, now }: RefundUpdate): Fragment {
  const { sql } = db
  const nowText = now.toISOString()
  if (entry === null) {
    return sql`
      update refunds r set reversed_at = ${nowText}::timestamptz
      from payment_update where r.app_id = ${appId} and r.payment_id = ${paymentId} and r.reversed_at is null`
  }
  return refundInsertSql(db, 'payment_update', entry, {
    isFull: to.full,
    reason: to.reason,
    detectedBy: to.detectedBy,
    previousStatus: sql`old_status`,
    refundedAt: sql`${(to.refundedAt ?? now).toISOString()}::timestamptz`,
    createdAt: nowText,
  })
}
