import type { RefundTotal } from '../../db/queries/update-payment-refund.ts'
import type { PaymentRow } from '../models.ts'

/** What a payment says of its refunds, and what it is measured by. */
export type RefundablePayment = Pick<
  PaymentRow,
  'status' | 'quantity' | 'priceMicros' | 'refundedQuantity' | 'refundedMicros'
>

export type RefundStep = {
  readonly kind: 'REFUNDED' | 'PARTIALLY_REFUNDED' | 'REFUND_REVERSED'
  readonly from: RefundTotal
  readonly to: RefundTotal
  /** What goes back by this step; null where it comes back instead. */
  readonly entry: { readonly quantity: number; readonly amountMicros: bigint | null } | null
}

const noRefund: RefundTotal = { full: false, quantity: 0, amountMicros: null }

/**
 * The next step from what a payment says of its refunds to what the store says; null when they agree. Pure. Less than before is
 * first all reversed, then taken back as far as it is, so that every step is one event that means one thing.
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

/** A store may tell of the last time only; what went back before went back all the same. */
function maxAmount(reported: bigint | null, before: bigint | null): bigint | null {
  if (reported === null || before === null) return reported
  return reported < before ? before : reported
}

/** A sum that the store does not tell says nothing against one that it told before. */
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
