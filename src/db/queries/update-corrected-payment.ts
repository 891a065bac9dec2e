import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { entitlementChangeTimeSql } from '../fragments/entitlement-change-time.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { refundInsertSql, type RefundEntry } from '../fragments/refund-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

/** The columns of a payment that a correction may change. */
export type CorrectableState = Pick<
  PaymentRow,
  | 'status'
  | 'completedAt'
  | 'deliveryReference'
  | 'priceMicros'
  | 'currencyCode'
  | 'refundedAt'
  | 'refundedQuantity'
  | 'refundedMicros'
  | 'refundReason'
  | 'refundDetectedBy'
>

export type PaymentCorrection = {
  readonly appId: string
  readonly paymentId: string
  /** The state that the decision was based on: the payment must still have its version. */
  readonly from: CorrectableState & Pick<PaymentRow, 'version'>
  readonly to: CorrectableState
  /** The consume that a CONSUMED payment needs; null if it exists or is not needed. */
  readonly consume: { readonly id: string; readonly serverKeyId: string | null } | null
  /** What the correction refunds, for the refund history; null if nothing. */
  readonly entry: RefundEntry | null
  readonly eventId: string
  readonly action: OperatorAction
}

const toPayment = createRowMapper(payments)

/**
 * Corrects a payment, with its consume, refund history, acknowledgement and the job for it, its event, the idempotency key and the
 * audit log. Null if the payment no longer has the version of `from`.
 * @throws a unique violation if the payment is consumed, or the idempotency key used, concurrently; then nothing was written
 */
export async function updateCorrectedPayment(
  db: Db,
  correction: PaymentCorrection,
): Promise<PaymentRow | null> {
  const { sql } = db
  const { appId, from, consume, entry, action } = correction
  const nowText = action.now.toISOString()
  const event = eventInsertSql(db, {
    from: 'payment_update',
    id: correction.eventId,
    type: 'PAYMENT_CORRECTED',
    occurredAt: nowText,
    previousStatus: from.status,
  })
  const [row] = await sql`
    with payment_update as (${paymentUpdateSql(db, correction)}
    ), consume_insert as (
      insert into consumes (app_id, payment_id, id, consumed_at, consumed_by, server_key_id)
      select app_id, id, ${consume?.id ?? null}::uuid, ${nowText}::timestamptz, 'OPERATOR', ${consume?.serverKeyId ?? null}::uuid
      from payment_update where ${consume !== null}::boolean
    ), refund_insert as (${refundInsertSql(db, 'payment_update', entry, {
      isFull: true,
      reason: sql`refund_reason`,
      detectedBy: sql`refund_detected_by`,
      previousStatus: from.status,
      refundedAt: sql`refunded_at`,
      createdAt: nowText,
    })}
    ), refund_reversal as (
      update refunds r set reversed_at = ${nowText}::timestamptz
      from payment_update
      where ${becomesUnrefunded(correction)}::boolean and r.app_id = ${appId} and r.payment_id = ${correction.paymentId}
        and r.detected_by = 'CORRECTION' and r.reversed_at is null
    ), acknowledgement_update as (${acknowledgementUpdateSql(db, correction)}
    ), event_insert as (${event}
    ), ${operatorActionSql(db, 'payment_update', action)}, job_insert as (
      ${jobInsertSql(db, {
        task: 'acknowledge_payment',
        from: 'acknowledgement_update',
        id: 'payment_id',
        where: sql`next_attempt_at is not null`,
      })}
    )
    select payment_update.* from payment_update left join job_insert on true`
  return row === undefined ? null : toPayment(row)
}

/** Updates the payment if it still has the version that the correction is based on. */
function paymentUpdateSql(db: Db, correction: PaymentCorrection): Fragment {
  const { sql } = db
  const { from, to } = correction
  return sql`
    update payments p
    set status = ${to.status}, completed_at = ${toSqlText(to.completedAt)}::timestamptz,
        delivery_reference = ${to.deliveryReference}::text, price_micros = ${toSqlText(to.priceMicros)}::bigint,
        currency_code = ${to.currencyCode}::text, refunded_at = ${toSqlText(to.refundedAt)}::timestamptz,
        refunded_quantity = ${to.refundedQuantity}::int, refunded_micros = ${toSqlText(to.refundedMicros)}::bigint,
        refund_reason = ${to.refundReason}::text, refund_detected_by = ${to.refundDetectedBy}::text,
        refund_requested_at = case when ${becomesRefunded(correction)}::boolean then null else p.refund_requested_at end,
        refund_accepted_at = case when ${becomesRefunded(correction)}::boolean then null else p.refund_accepted_at end,
        acknowledgement_status = case
          when ${becomesRefunded(correction)}::boolean and p.acknowledgement_status in ('PENDING', 'FAILED') then 'NOT_REQUIRED'
          when ${becomesUnrefunded(correction)}::boolean and p.acknowledgement_status = 'NOT_REQUIRED' and exists (
            select from acknowledgements a where a.app_id = p.app_id and a.payment_id = p.id and a.acknowledged_at is null
          ) then 'PENDING'
          else p.acknowledgement_status
        end
    where p.app_id = ${correction.appId} and p.id = ${correction.paymentId} and p.version = ${from.version}
      and ${entitlementChangeTimeSql(db, correction.action.now.toISOString())}
    returning *`
}

/** Stops the acknowledgement of a payment that becomes refunded; makes it due if that is undone, or if the new status makes it due. */
function acknowledgementUpdateSql({ sql }: Db, correction: PaymentCorrection): Fragment {
  const { appId, from, to, action } = correction
  return sql`
    update acknowledgements a
    set next_attempt_at = case when p.acknowledgement_status = 'PENDING' then ${action.now.toISOString()}::timestamptz end
    from payment_update p
    where a.app_id = ${appId} and a.payment_id = ${correction.paymentId}
      and (
        ${becomesRefunded(correction)}::boolean
        or (p.acknowledgement_status = 'PENDING' and (
          ${becomesUnrefunded(correction)}::boolean
          or (${from.status !== to.status}::boolean and (
            select is_acknowledgement_due(apps.acknowledge_on, p.status, p.consumable) from apps where apps.app_id = p.app_id
          ))
        ))
      )
    returning a.app_id, a.payment_id, a.next_attempt_at`
}

const becomesRefunded = ({ from, to }: PaymentCorrection) =>
  to.status === 'REFUNDED' && from.status !== 'REFUNDED'
const becomesUnrefunded = ({ from, to }: PaymentCorrection) =>
  from.status === 'REFUNDED' && to.status !== 'REFUNDED'

/** Text form of a time or bigint parameter. */
function toSqlText(value: Date | bigint | null): string | null {
  return value instanceof Date ? value.toISOString() : (value?.toString() ?? null)
}
