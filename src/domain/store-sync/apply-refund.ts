import { updatePaymentRefund, type SaleRead } from '../../db/queries/update-payment-refund.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreRefund } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { planRefund, refundTotal, type RefundStep } from './plan-refund.ts'

export type RefundUpdate = {
  /** What the store says now; null: it has taken nothing back. */
  readonly refund: StoreRefund | null
  readonly source: RefundSource
  /** The reading of the store that it comes from; null where the store cannot be read again. */
  readonly saleRead: SaleRead | null
}

const eventTypes = {
  REFUNDED: 'PAYMENT_REFUNDED',
  PARTIALLY_REFUNDED: 'PAYMENT_PARTIALLY_REFUNDED',
  REFUND_REVERSED: 'PAYMENT_REFUND_REVERSED',
} as const

/** Others may consume, complete or refund while we decide: then we look again. */
const maxAttempts = 8

/** Makes a payment say of its refunds what the store says. Answers with the last step that it took, if any. */
export async function applyRefund(
  ctx: AppContext,
  payment: PaymentRow,
  update: RefundUpdate,
): Promise<{ readonly payment: PaymentRow; readonly step: RefundStep['kind'] | null }> {
  let current = payment
  let step: RefundStep['kind'] | null = null
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const next = isRefundedByCorrection(current) ? null : planRefund(current, update.refund)
    if (next === null) break
    const moved = await updatePaymentRefund(ctx.db, toRefundChange(ctx, current, next, update))
    if (moved !== null) {
      current = moved
      step = next.kind
      continue
    }
    const found = await selectPayment(ctx.db, ctx.app.appId, current.id)
    // It says what it said: then it was the reading of the store that is no longer the newest.
    if (found === null || isRefundUnchanged(current, found)) break
    current = found
  }
  if (step !== null) ctx.feed.notifyCommitted()
  return { payment: current, step }
}

/** An operator knows of money that went back outside of the store; the store's silence does not undo that. */
function isRefundedByCorrection(payment: PaymentRow): boolean {
  return payment.status === 'REFUNDED' && payment.refundDetectedBy === 'CORRECTION'
}

function isRefundUnchanged(before: PaymentRow, after: PaymentRow): boolean {
  const [a, b] = [refundTotal(before), refundTotal(after)]
  return a.full === b.full && a.quantity === b.quantity && a.amountMicros === b.amountMicros
}

function toRefundChange(
  ctx: AppContext,
  payment: PaymentRow,
  step: RefundStep,
  { refund, source, saleRead }: RefundUpdate,
): Parameters<typeof updatePaymentRefund>[1] {
  const isRefund = step.entry !== null
  return {
    appId: ctx.app.appId,
    paymentId: payment.id,
    from: step.from,
    to: {
      ...step.to,
      refundedAt: isRefund ? (refund?.refundedAt ?? null) : null,
      reason: isRefund ? (refund?.reason ?? null) : null,
      detectedBy: isRefund ? source : null,
    },
    entry: step.entry === null ? null : { id: newUuid(), ...step.entry },
    event: { id: newUuid(), type: eventTypes[step.kind] },
    saleRead,
    now: ctx.clock(),
  }
}
