import type { RefundTotal } from '../../db/queries/update-payment-refund.ts'
import type { PaymentRow } from '../models.ts'

/** The refunds of a payment, and the fields that they are compared with. */
export type RefundablePayment = Pick<
  PaymentRow,
  'status' | 'quantity' | 'priceMicros' | 'refundedQuantity' | 'refundedMicros'
>

export type RefundStep = {
  readonly kind: 'REFUNDED' | 'PARTIALLY_REFUNDED' | 'REFUND_REVERSED'
  readonly from: RefundTotal
  readonly to: RefundTotal
  /** What this step refunds; null if it reverses a refund. */
  readonly entry: { readonly quantity: number; readonly amountMicros: bigint | null } | null
}

const noRefund: RefundTotal = { full: false, quantity: 0, amountMicros: null }

/**
 * The next step from the refunds that a payment has to those that the store reports; null when they agree. Pure. If the store
 * reports less than before, everything is reversed first and refunded anew by the next step: each step is one event with one meaning.
 */
export function planRefund(payment: RefundablePayment, store: RefundTotal | null): RefundStep | null {
  const from = refundTotal(payment)
  const to = toTargetTotal(payment, store)
  if (from.full && to.full) return null
  if (from.full) return { kind: 'REFUND_REVERSED', from, to: noRefund, entry: null }
  if (to.full) return { kind: 'REFUNDED', from, to, entry: refundDelta(from, to) }
  if (isSame(from, to)) return null
  if (isMore(from, to)) return { kind: 'PARTIALLY_REFUNDED', from, to, entry: refundDelta(from, to) }
  return { kind: 'REFUND_REVERSED', from, to: noRefund, entry: null }
}

export function refundTotal(payment: RefundablePayment): RefundTotal {
  return {
    full: payment.status === 'REFUNDED',
    quantity: payment.refundedQuantity,
    amountMicros: payment.refundedMicros,
  }
}

function toTargetTotal(payment: RefundablePayment, store: RefundTotal | null): RefundTotal {
  if (store === null) return noRefund
  if (!store.full) return store
  const reportedMicros = store.amountMicros ?? payment.priceMicros
  return {
    full: true,
    quantity: payment.quantity,
    amountMicros: maxAmount(reportedMicros, payment.refundedMicros),
  }
}

/** A store may report only its last refund, so the total never gets lower than the recorded amount. */
function maxAmount(reported: bigint | null, before: bigint | null): bigint | null {
  if (reported === null || before === null) return reported
  return reported < before ? before : reported
}

/** An amount that the store does not report does not contradict a recorded one. */
function isSame(from: RefundTotal, to: RefundTotal): boolean {
  return from.quantity === to.quantity && (from.amountMicros === to.amountMicros || isAmountUnknown(from, to))
}

function isAmountUnknown(from: RefundTotal, to: RefundTotal): boolean {
  return to.amountMicros === null && to.quantity > 0 && from.amountMicros !== null
}

function isMore(from: RefundTotal, to: RefundTotal): boolean {
  const amount = to.amountMicros ?? (to.quantity > 0 ? from.amountMicros : null) ?? 0n
  return to.quantity >= from.quantity && amount >= (from.amountMicros ?? 0n)
}

function refundDelta(from: RefundTotal, to: RefundTotal): NonNullable<RefundStep['entry']> {
  return {
    quantity: to.quantity - from.quantity,
    amountMicros: to.amountMicros === null ? null : to.amountMicros - (from.amountMicros ?? 0n),
  }
}
