import { updatePaymentRefund, type SaleRead } from '../../db/queries/update-payment-refund.ts'
import { selectPayment } from '../../db/queries/payments.ts'
import { newUuid } from '../../platform/ids.ts'
import type { StoreRefund } from '../../stores/contract/sale.ts'
import type { AppContext } from '../context.ts'
import type { PaymentRow, RefundSource } from '../models.ts'
import { retryOnConflict } from '../retry-on-conflict.ts'
import { planRefund, refundTotal, type RefundStep } from './plan-refund.ts'

export type RefundUpdate = {
  /** The refunds that the store reports now; null if there are none. */
  readonly refund: StoreRefund | null
  readonly source: RefundSource
  /** The answer in which the store reported it, as received. */
  readonly raw: string
  /** The reading of the store that reported it; null if the store cannot be read again. */
  readonly saleRead: SaleRead | null
}

const eventTypes = {
  REFUNDED: 'PAYMENT_REFUNDED',
  PARTIALLY_REFUNDED: 'PAYMENT_PARTIALLY_REFUNDED',
  REFUND_REVERSED: 'PAYMENT_REFUND_REVERSED',
} as const

/** Steps, and repetitions of steps because another call changed the payment in the meantime. */
const maxAttempts = 8

type AppliedRefund = { readonly payment: PaymentRow; readonly step: RefundStep['kind'] | null }

/** Updates the refunds of a payment to what the store reports. `step` is the last step taken; null if there was none. */
export async function applyRefund(
  ctx: AppContext,
  payment: PaymentRow,
  update: RefundUpdate,
): Promise<AppliedRefund> {
  let applied: AppliedRefund = { payment, step: null }
  await retryOnConflict(maxAttempts, async () => {
    const next = await applyNextStep(ctx, applied, update)
    if (next === null) return applied
    applied = next
    return null
  })
  if (applied.step !== null) ctx.events.notifyCommitted(ctx.app.appId)
  return applied
}

/** Applies one step, or reads the payment again if another call changed it; null when no step is left. */
async function applyNextStep(
  ctx: AppContext,
  { payment, step }: AppliedRefund,
  update: RefundUpdate,
): Promise<AppliedRefund | null> {
  const next = isRefundedByCorrection(payment) ? null : planRefund(payment, update.refund)
  if (next === null) return null
  const moved = await updatePaymentRefund(ctx.db, toRefundChange(ctx, payment, next, update))
  if (moved !== null) return { payment: moved, step: next.kind }
  const found = await selectPayment(ctx.db, ctx.app.appId, payment.id)
  // If the payment is unchanged, the update failed because a newer reading of the store has been applied.
  return found === null || isRefundUnchanged(payment, found) ? null : { payment: found, step }
}

/** An operator corrected the payment to REFUNDED because of a refund outside the store, which the store does not report. */
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
  { refund, source, raw, saleRead }: RefundUpdate,
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
    receipt: { id: newUuid(), source, raw },
    saleRead,
    now: ctx.clock(),
  }
}
