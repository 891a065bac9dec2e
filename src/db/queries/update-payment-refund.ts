import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { payments, type RefundSource } from '../tables/payments.ts'
import type { PaymentRow } from './payments.ts'

/** All that was taken back of a payment, at one time. */
export type RefundTotal = {
  readonly full: boolean
  readonly quantity: number
  readonly amountMicros: bigint | null
}

export type RefundUpdate = {
  readonly appId: string
  readonly paymentId: string
  /** What the decision was made from: the payment must still say it. */
  readonly from: RefundTotal
  readonly to: RefundTotal & {
    readonly refundedAt: Date | null
    readonly reason: string | null
    readonly source: RefundSource | null
  }
  /** What this change takes back, for the refund history; null if it takes nothing. */
  readonly entry: {
    readonly id: string
    readonly quantity: number
    readonly amountMicros: bigint | null
  } | null
  readonly event: {
    readonly id: string
    readonly type:
      'PAYMENT_REFUNDED' | 'PAYMENT_PARTIALLY_REFUNDED' | 'PAYMENT_REFUND_REVERSED' | 'PAYMENT_CORRECTED'
  }
  /** The reading of the store that told it; null for an operator's own word. */
  readonly read: SaleRead | null
  readonly now: Date
}

export type SaleRead = { readonly store: StoreValue; readonly key: Uint8Array; readonly number: bigint }

const toPayment = createRowMapper(payments)

/**
 * Changes what was taken back of a payment, with its refund history, its acknowledgement and its event: to REFUNDED from any state, back to
 * where the payment was before, or a part that leaves the state. Null if the payment says something else than `from` by now, or
 * if a later reading of the store was applied before.
 */
export async function updatePaymentRefund(db: Db, update: RefundUpdate): Promise<PaymentRow | null> {
  const { sql } = db
  const { to, event, from } = update
  const now = update.now.toISOString()
  const [row] = await sql`
    with fresh as (${saleAppliedSql(db, update)}),
    old as (
      select p.id, p.status from payments p, fresh
      where p.app_id = ${update.appId} and p.id = ${update.paymentId}
        and (p.status = 'REFUNDED') = ${from.full}::boolean and p.refunded_quantity = ${from.quantity}::int
        and p.refunded_micros is not distinct from ${from.amountMicros?.toString() ?? null}::bigint
      for update of p
    ), moved as (
      update payments p
      set status = case
            when ${to.full}::boolean then 'REFUNDED'
            when old.status <> 'REFUNDED' then old.status
            when p.completed_at is not null then 'COMPLETED'
            when exists (select from consumes c where c.app_id = p.app_id and c.payment_id = p.id) then 'CONSUMED'
            else 'PAID'
          end,
          refunded_quantity = ${to.quantity}::int, refunded_micros = ${to.amountMicros?.toString() ?? null}::bigint,
          refunded_at = ${to.refundedAt?.toISOString() ?? null}::timestamptz, refund_reason = ${to.reason}::text,
          refund_source = ${to.source}::text,
          acknowledgement_status = case
            when ${to.full}::boolean and p.acknowledgement_status in ('PENDING', 'FAILED') then 'NOT_REQUIRED'
            when not ${to.full}::boolean and old.status = 'REFUNDED' and p.acknowledgement_status = 'NOT_REQUIRED' and exists (
              select from acknowledgements s where s.app_id = p.app_id and s.payment_id = p.id and s.acknowledged_at is null
            ) then 'PENDING'
            else p.acknowledgement_status
          end
      from old where p.app_id = ${update.appId} and p.id = old.id
      returning p.*, old.status as old_status
    ), acknowledgement_update as (
      update acknowledgements s
      set next_at = case when moved.acknowledgement_status = 'PENDING' then ${now}::timestamptz end
      from moved
      where s.app_id = ${update.appId} and s.payment_id = moved.id
        and (moved.status = 'REFUNDED') <> (moved.old_status = 'REFUNDED')
    ), noted as (${refundEntrySql(db, update)}
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, previous_status, status)
      select app_id, ${event.id}::uuid, ${event.type}, ${now}::timestamptz, purchase_id, id, store, old_status, status
      from moved
    )
    select * from moved`
  return row === undefined ? null : toPayment(row)
}

/** One row if no later reading was applied; then none before this one will be. */
function saleAppliedSql({ sql }: Db, { appId, read }: RefundUpdate): Fragment {
  if (read === null) return sql`select 1`
  const versionText = read.number.toString()
  return sql`
    update sales set applied = ${versionText}::bigint
    where app_id = ${appId} and store = ${read.store} and key = ${read.key} and applied <= ${versionText}::bigint
    returning 1`
}

/** A line in the refund history for what went back; a mark on the lines that came back. */
function refundEntrySql({ sql }: Db, { appId, to, entry, now }: RefundUpdate): Fragment {
  const nowText = now.toISOString()
  if (entry === null) {
    return sql`
      update refunds r set reversed_at = ${nowText}::timestamptz
      from moved where r.app_id = ${appId} and r.payment_id = moved.id and r.reversed_at is null`
  }
  return sql`
      insert into refunds (app_id, id, payment_id, user_id, "full", quantity, amount_micros, currency_code, reason, source,
                           previous_status, refunded_at, recorded_at)
      select app_id, ${entry.id}::uuid, id, user_id, ${to.full}::boolean, ${entry.quantity}::int,
             ${entry.amountMicros?.toString() ?? null}::bigint, currency_code, ${to.reason}::text, ${to.source}::text,
             old_status, coalesce(${to.refundedAt?.toISOString() ?? null}::timestamptz, ${nowText}::timestamptz), ${nowText}::timestamptz
      from moved`
}
