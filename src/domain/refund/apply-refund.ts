import { changeRefund, type SaleRead } from '../../db/queries/change-refund.ts'
import { findPayment } from '../../db/queries/payments.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreRefund } from '../../stores/sale-contract.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { planRefund, refundTotal, type RefundStep } from './plan-refund.ts'

export type RefundNews = {
  /** What the store says now; null: it has taken nothing back. */
  readonly refund: StoreRefund | null
  readonly source: RefundSource
  /** The reading of the store that it comes from; null where the store cannot be read again. */
  readonly read: SaleRead | null
}

const eventTypes = {
  REFUNDED: 'PAYMENT_REFUNDED',
  PARTIALLY_REFUNDED: 'PAYMENT_PARTIALLY_REFUNDED',
  REFUND_REVERSED: 'PAYMENT_REFUND_REVERSED',
} as const

/** Others may consume, complete or refund while we decide: then we look again. */
const attempts = 8

/** Makes a payment say of its refunds what the store says. Answers with the last step that it took, if any. */
export async function applyRefund(
  ctx: AppContext,
  payment: PaymentRow,
  news: RefundNews,
): Promise<{ readonly payment: PaymentRow; readonly step: RefundStep['kind'] | null }> {
  let current = payment
  let step: RefundStep['kind'] | null = null
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const next = isCorrected(current) ? null : planRefund(current, news.refund)
    if (next === null) break
    const moved = await changeRefund(ctx.db, toChange(ctx, current, next, news))
    if (moved !== null) {
      current = moved
      step = next.kind
      continue
    }
    const found = await findPayment(ctx.db, ctx.app.appId, current.id)
    // It says what it said: then it was the reading of the store that is no longer the newest.
    if (found === null || isUnmoved(current, found)) break
    current = found
  }
  if (step !== null) ctx.feed.announce()
  return { payment: current, step }
}

/** An operator knows of money that went back outside of the store; the store's silence does not undo that. */
function isCorrected(payment: PaymentRow): boolean {
  return payment.status === 'REFUNDED' && payment.refundSource === 'CORRECTION'
}

function isUnmoved(before: PaymentRow, after: PaymentRow): boolean {
  const [a, b] = [refundTotal(before), refundTotal(after)]
  return a.full === b.full && a.quantity === b.quantity && a.amountMicros === b.amountMicros
}

function toChange(
  ctx: AppContext,
  payment: PaymentRow,
  step: RefundStep,
  { refund, source, read }: RefundNews,
): Parameters<typeof changeRefund>[1] {
  const isTaken = step.entry !== null
  return {
    appId: ctx.app.appId,
    paymentId: payment.id,
    from: step.from,
    to: {
      ...step.to,
      refundedAt: isTaken ? (refund?.refundedAt ?? null) : null,
      reason: isTaken ? (refund?.reason ?? null) : null,
      source: isTaken ? source : null,
    },
    entry: step.entry === null ? null : { id: newUuid(), ...step.entry },
    event: { id: newUuid(), type: eventTypes[step.kind] },
    read,
    now: ctx.clock(),
  }
}
