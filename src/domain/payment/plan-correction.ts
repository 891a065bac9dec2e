import type { CorrectableState } from '../../db/queries/update-corrected-payment.ts'
import type { PaymentRow, RefundRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'

export type Price = { readonly amountMicros: bigint; readonly currencyCode: string }

export type CorrectionRequest = {
  /** The status to set; null to leave it. */
  readonly status: PaymentRow['status'] | null
  readonly price: Price | null
}

/** Further facts about the payment that the plan depends on. */
export type CorrectionContext = {
  readonly isConsumed: boolean
  /** Newest first. */
  readonly refunds: readonly Pick<
    RefundRow,
    'quantity' | 'amountMicros' | 'reason' | 'detectedBy' | 'refundedAt' | 'reversedAt'
  >[]
  readonly now: Date
}

type CorrectablePayment = CorrectableState & Pick<PaymentRow, 'consumable' | 'quantity'>

/** The state of a payment after a correction, or the problem of a correction that is not allowed. Pure. */
export function planCorrection(
  payment: CorrectablePayment,
  correction: CorrectionRequest,
  context: CorrectionContext,
): CorrectableState | Problem {
  const priced = correctPrice(payment, correction.price)
  if ('code' in priced || correction.status === null || correction.status === priced.status) return priced
  if (correction.status === 'REFUNDED') return markRefunded(priced, context)
  if (priced.status === 'REFUNDED') return reverseCorrectedRefund(priced, correction.status, context)
  return changeStatus(priced, correction.status, context)
}

/** I4: a price that the store reported is never changed. */
function correctPrice(payment: CorrectablePayment, price: Price | null): CorrectablePayment | Problem {
  const { priceMicros, currencyCode } = payment
  if (price === null) return payment
  if (priceMicros === null) {
    return { ...payment, priceMicros: price.amountMicros, currencyCode: price.currencyCode }
  }
  if (priceMicros === price.amountMicros && currencyCode === price.currencyCode) return payment
  return invalidInput('The price was reported by the store. Only a missing price can be corrected.', 'price')
}

/** I2: no correction makes a consumed payment PAID again. */
function changeStatus(
  payment: CorrectablePayment,
  to: 'PAID' | 'CONSUMED' | 'COMPLETED',
  { now }: CorrectionContext,
): CorrectablePayment | Problem {
  const { status: from, consumable } = payment
  if (to === 'PAID')
    return invalidInput('A payment is consumed at most once, so its status cannot be set back to PAID.')
  if (to === 'COMPLETED' && (from === 'CONSUMED' || !consumable)) {
    return { ...payment, status: to, completedAt: now, deliveryReference: null }
  }
  if (to === 'COMPLETED') return invalidInput('The payment must be CONSUMED before it can be COMPLETED.')
  if (!consumable) return invalidInput('The item is not consumable.')
  return { ...payment, status: to, completedAt: null, deliveryReference: null }
}

function markRefunded(payment: CorrectablePayment, { now }: CorrectionContext): CorrectablePayment {
  return {
    ...payment,
    status: 'REFUNDED',
    refundedAt: now,
    refundedQuantity: payment.quantity,
    refundedMicros: payment.priceMicros,
    refundReason: null,
    refundDetectedBy: 'CORRECTION',
  }
}

/** Restores the status before the corrected refund, with the partial refunds that the store had reported before. */
function reverseCorrectedRefund(
  payment: CorrectablePayment,
  to: PaymentRow['status'],
  { isConsumed, refunds }: CorrectionContext,
): CorrectablePayment | Problem {
  if (payment.refundDetectedBy !== 'CORRECTION') {
    return invalidInput('The store refunded this payment. Only the store can reverse that refund.')
  }
  const previousStatus = payment.completedAt === null ? (isConsumed ? 'CONSUMED' : 'PAID') : 'COMPLETED'
  if (to !== previousStatus)
    return invalidInput(`The payment was ${previousStatus}, so it can only be set back to that status.`)
  const activeRefunds = refunds.filter(
    ({ detectedBy, reversedAt }) => detectedBy !== 'CORRECTION' && reversedAt === null,
  )
  const amounts = activeRefunds.flatMap(({ amountMicros }) => (amountMicros === null ? [] : [amountMicros]))
  const [newest] = activeRefunds
  return {
    ...payment,
    status: previousStatus,
    refundedAt: newest?.refundedAt ?? null,
    refundedQuantity: activeRefunds.reduce((sum, { quantity }) => sum + quantity, 0),
    refundedMicros: amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount),
    refundReason: newest?.reason ?? null,
    refundDetectedBy: newest?.detectedBy ?? null,
  }
}

function invalidInput(message: string, field = 'status'): Problem {
  return createProblem('INVALID_INPUT', message, [field])
}
