import type { Caller } from '../context.ts'
import type { AppRow, PaymentRow } from '../models.ts'
import { parseMicros } from '../../platform/money.ts'

type RefundablePayment = Pick<
  PaymentRow,
  'priceMicros' | 'currencyCode' | 'refundedMicros' | 'refundedQuantity'
>

/** What a full refund of the payment returns; null if it has no price. */
export function refundAmount(payment: RefundablePayment): bigint | null {
  const { priceMicros, refundedMicros } = payment
  if (priceMicros === null) return null
  const remaining = priceMicros - (refundedMicros ?? 0n)
  return remaining > 0n ? remaining : 0n
}

/**
 * Whether a refund of the payment by an operator needs the approval of a second operator. Without limits none does. With limits a
 * refund in a currency without a limit does, and so does one whose amount is unknown.
 */
export function isAboveLimit(
  { refundApprovalLimits }: Pick<AppRow, 'refundApprovalLimits'>,
  payment: RefundablePayment,
): boolean {
  if (refundApprovalLimits.length === 0) return false
  const amount = refundAmount(payment)
  const limit = refundApprovalLimits.find(({ currencyCode }) => currencyCode === payment.currencyCode)
  const limitMicros = limit === undefined ? null : parseMicros(limit.amount)
  return amount === null || limitMicros === null || amount > limitMicros
}

/** The limits are about persons. A server key acts for a program, and the command line may do everything. */
export function isLimited(caller: Caller): boolean {
  return caller.kind === 'OPERATOR' && caller.via !== 'COMMAND_LINE'
}
