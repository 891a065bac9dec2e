import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import type { PaymentRow } from './payments.ts'

/** All of a payment that a correction may change. */
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
  | 'refundSource'
>

export type PaymentCorrection = {
  readonly appId: string
  readonly paymentId: string
  /** What the decision was made from: the payment must still say it. */
  readonly from: CorrectableState
  readonly to: CorrectableState
  /** The consume that a payment needs to be CONSUMED; null if it has one, or needs none. */
  readonly consume: { readonly id: string; readonly serverKeyId: string | null } | null
  /** What goes back by it, for the refund history; null if nothing does. */
  readonly entry: {
    readonly id: string
    readonly quantity: number
    readonly amountMicros: bigint | null
  } | null
  /** The payment got where its store is told. */
  readonly isAcknowledgementDue: boolean
  readonly eventId: string
  readonly act: OperatorAction
}

const toPayment = createRowMapper(payments)

/**
 * Makes a payment say something else, with its consume, its refund history, its acknowledgement and the job for it, its event, the
 * caller's key and the audit log. Null if the payment says something else than `from` by now.
 * @throws a unique violation if the payment was consumed, or the key used, at the same time; then nothing was written
 */
export async function updateCorrectedPayment(
  db: Db,
  correction: PaymentCorrection,
): Promise<PaymentRow | null> {
  const { sql } = db
  const { appId, from, consume, entry, act } = correction
  const now = act.now.toISOString()
  const [refunds, reversesRefund] = [becomesRefunded(correction), becomesUnrefunded(correction)]
  const [row] = await sql`
    with moved as (${paymentUpdateSql(db, correction)}), consumed as (
      insert into consumes (app_id, payment_id, id, consumed_at, consumed_by, server_key_id)
      select app_id, id, ${consume?.id ?? null}::uuid, ${now}::timestamptz, 'OPERATOR', ${consume?.serverKeyId ?? null}::uuid
      from moved where ${consume !== null}::boolean
    ), noted as (
      insert into refunds (app_id, id, payment_id, user_id, "full", quantity, amount_micros, currency_code, reason, source,
                           previous_status, refunded_at, recorded_at)
      select app_id, ${entry?.id ?? null}::uuid, id, user_id, true, ${entry?.quantity ?? 0}::int,
             ${toSqlText(entry?.amountMicros ?? null)}::bigint, currency_code, refund_reason, refund_source, ${from.status},
             refunded_at, ${now}::timestamptz
      from moved where ${entry !== null}::boolean
    ), reversed as (
      update refunds r set reversed_at = ${now}::timestamptz
      from moved
      where ${reversesRefund}::boolean and r.app_id = ${appId} and r.payment_id = moved.id and r.source = 'CORRECTION'
        and r.reversed_at is null
    ), acknowledgement_update as (
      update acknowledgements s
      set next_at = case when moved.acknowledgement_status = 'PENDING' then ${now}::timestamptz end
      from moved
      where s.app_id = ${appId} and s.payment_id = moved.id
        and (${refunds}::boolean or (moved.acknowledgement_status = 'PENDING' and (${reversesRefund}::boolean or ${correction.isAcknowledgementDue}::boolean)))
      returning s.app_id, s.payment_id, s.next_at
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
      select app_id, ${correction.eventId}::uuid, 'PAYMENT_CORRECTED', ${now}::timestamptz, purchase_id, id, store,
             ${from.status}, status
      from moved
    ), ${operatorActionSql(db, act)}, asked as (
      select count(*) from graphile_worker.add_jobs((
        select array_agg((
          'acknowledge', json_build_object('appId', app_id, 'paymentId', payment_id), null, now(), 25, 'acknowledge:' || payment_id, 0, null
        )::graphile_worker.job_spec)
        from acknowledgement_update where next_at is not null
      ), true)
      where exists (select from acknowledgement_update where next_at is not null)
    )
    select moved.* from moved left join asked on true`
  return row === undefined ? null : toPayment(row)
}

/** The payment itself, if it still says what it said. */
function paymentUpdateSql({ sql }: Db, correction: PaymentCorrection): Fragment {
  const { from, to } = correction
  return sql`
    update payments p
    set status = ${to.status}, completed_at = ${toSqlText(to.completedAt)}::timestamptz,
        delivery_reference = ${to.deliveryReference}::text, price_micros = ${toSqlText(to.priceMicros)}::bigint,
        currency_code = ${to.currencyCode}::text, refunded_at = ${toSqlText(to.refundedAt)}::timestamptz,
        refunded_quantity = ${to.refundedQuantity}::int, refunded_micros = ${toSqlText(to.refundedMicros)}::bigint,
        refund_reason = ${to.refundReason}::text, refund_source = ${to.refundSource}::text,
        acknowledgement_status = case
          when ${becomesRefunded(correction)}::boolean and p.acknowledgement_status in ('PENDING', 'FAILED') then 'NOT_REQUIRED'
          when ${becomesUnrefunded(correction)}::boolean and p.acknowledgement_status = 'NOT_REQUIRED' and exists (
            select from acknowledgements s where s.app_id = p.app_id and s.payment_id = p.id and s.acknowledged_at is null
          ) then 'PENDING'
          else p.acknowledgement_status
        end
    where p.app_id = ${correction.appId} and p.id = ${correction.paymentId} and p.status = ${from.status}
      and p.completed_at is not distinct from ${toSqlText(from.completedAt)}::timestamptz
      and p.price_micros is not distinct from ${toSqlText(from.priceMicros)}::bigint
      and p.refunded_at is not distinct from ${toSqlText(from.refundedAt)}::timestamptz
      and p.refunded_quantity = ${from.refundedQuantity}::int
      and p.refunded_micros is not distinct from ${toSqlText(from.refundedMicros)}::bigint
    returning *`
}

const becomesRefunded = ({ from, to }: PaymentCorrection) =>
  to.status === 'REFUNDED' && from.status !== 'REFUNDED'
const becomesUnrefunded = ({ from, to }: PaymentCorrection) =>
  from.status === 'REFUNDED' && to.status !== 'REFUNDED'

/** As the statement takes times and large numbers. */
function toSqlText(value: Date | bigint | null): string | null {
  return value instanceof Date ? value.toISOString() : (value?.toString() ?? null)
}
