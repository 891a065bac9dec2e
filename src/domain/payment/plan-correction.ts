import type { CorrectableState } from '../../db/queries/update-corrected-payment.ts'
import type { PaymentRow, RefundRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'

export type Price = { readonly amountMicros: bigint; readonly currencyCode: string }

export type CorrectionRequest = {
  /** null: as it is. */
  readonly status: PaymentRow['status'] | null
  readonly price: Price | null
}

/** What else is known of the payment. */
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

/** What an operator may make a payment say, from what it says. Pure. */
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

/** I4: where the store told the price, it stays. */
function correctPrice(payment: CorrectablePayment, price: Price | null): CorrectablePayment | Problem {
  const { priceMicros, currencyCode } = payment
  if (price === null) return payment
  if (priceMicros === null) {
    return { ...payment, priceMicros: price.amountMicros, currencyCode: price.currencyCode }
  }
  if (priceMicros === price.amountMicros && currencyCode === price.currencyCode) return payment
  return invalidInput('The price was reported by the store. Only a missing price can be corrected.', 'price')
}

/** I2: whatever is corrected, what was consumed is never PAID again. */
function changeStatus(
  payment: CorrectablePayment,
  to: 'PAID' | 'CONSUMED' | 'COMPLETED',
  { now }: CorrectionContext,
): CorrectablePayment | Problem {
  const { status: from, consumable } = payment
  if (to === 'PAID')
    return invalidInput('A payment is consumed at most once, so it is never made PAID again.')
  if (to === 'COMPLETED' && (from === 'CONSUMED' || !consumable)) {
    return { ...payment, status: to, completedAt: now, deliveryReference: null }
  }
  if (to === 'COMPLETED') return invalidInput('The payment has to be CONSUMED before it is COMPLETED.')
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

/** Back to where it was, with the parts that the store had taken back before. */
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
    return invalidInput(`The payment was ${previousStatus}, so it can only become that again.`)
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
