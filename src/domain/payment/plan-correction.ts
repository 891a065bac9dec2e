import type { CorrectableState } from '../../db/queries/correct-payment.ts'
import type { PaymentRow, RefundRow } from '../models.ts'
import { createProblem, type Problem } from '../problem.ts'

export type Price = { readonly amountMicros: bigint; readonly currencyCode: string }

export type CorrectionWish = {
  /** null: as it is. */
  readonly status: PaymentRow['status'] | null
  readonly price: Price | null
}

/** What else is known of the payment. */
export type CorrectionFacts = {
  readonly isConsumed: boolean
  /** Newest first. */
  readonly refunds: readonly Pick<
    RefundRow,
    'quantity' | 'amountMicros' | 'reason' | 'source' | 'refundedAt' | 'reversedAt'
  >[]
  readonly now: Date
}

type CorrectablePayment = CorrectableState & Pick<PaymentRow, 'consumable' | 'quantity'>

/** What an operator may make a payment say, from what it says. Pure. */
export function planCorrection(
  payment: CorrectablePayment,
  wish: CorrectionWish,
  facts: CorrectionFacts,
): CorrectableState | Problem {
  const priced = correctPrice(payment, wish.price)
  if ('code' in priced || wish.status === null || wish.status === priced.status) return priced
  if (wish.status === 'REFUNDED') return giveBack(priced, facts)
  if (priced.status === 'REFUNDED') return comeBack(priced, wish.status, facts)
  return move(priced, wish.status, facts)
}

/** I4: where the store told the price, it stays. */
function correctPrice(payment: CorrectablePayment, price: Price | null): CorrectablePayment | Problem {
  const { priceMicros, currencyCode } = payment
  if (price === null) return payment
  if (priceMicros === null) {
    return { ...payment, priceMicros: price.amountMicros, currencyCode: price.currencyCode }
  }
  if (priceMicros === price.amountMicros && currencyCode === price.currencyCode) return payment
  return refuse('The price is known already; only where the store told none can it be corrected.', 'price')
}

/** I2: whatever is corrected, what was consumed is never PAID again. */
function move(
  payment: CorrectablePayment,
  to: 'PAID' | 'CONSUMED' | 'COMPLETED',
  { now }: CorrectionFacts,
): CorrectablePayment | Problem {
  const { status: from, consumable } = payment
  if (to === 'PAID') return refuse('A payment is consumed at most once, so it is never made PAID again.')
  if (to === 'COMPLETED' && (from === 'CONSUMED' || !consumable)) {
    return { ...payment, status: to, completedAt: now, deliveryReference: null }
  }
  if (to === 'COMPLETED') return refuse('The payment has to be CONSUMED before it is COMPLETED.')
  if (!consumable) return refuse('There is nothing to consume about this item.')
  return { ...payment, status: to, completedAt: null, deliveryReference: null }
}

function giveBack(payment: CorrectablePayment, { now }: CorrectionFacts): CorrectablePayment {
  return {
    ...payment,
    status: 'REFUNDED',
    refundedAt: now,
    refundedQuantity: payment.quantity,
    refundedMicros: payment.priceMicros,
    refundReason: null,
    refundSource: 'CORRECTION',
  }
}

/** Back to where it was, with the parts that the store had taken back before. */
function comeBack(
  payment: CorrectablePayment,
  to: PaymentRow['status'],
  { isConsumed, refunds }: CorrectionFacts,
): CorrectablePayment | Problem {
  if (payment.refundSource !== 'CORRECTION') {
    return refuse('The store says that it took the money back; only its own word can undo that.')
  }
  const before = payment.completedAt === null ? (isConsumed ? 'CONSUMED' : 'PAID') : 'COMPLETED'
  if (to !== before) return refuse(`The payment was ${before}, so it can only become that again.`)
  const standing = refunds.filter(({ source, reversedAt }) => source !== 'CORRECTION' && reversedAt === null)
  const amounts = standing.flatMap(({ amountMicros }) => (amountMicros === null ? [] : [amountMicros]))
  const [newest] = standing
  return {
    ...payment,
    status: before,
    refundedAt: newest?.refundedAt ?? null,
    refundedQuantity: standing.reduce((sum, { quantity }) => sum + quantity, 0),
    refundedMicros: amounts.length === 0 ? null : amounts.reduce((sum, amount) => sum + amount),
    refundReason: newest?.reason ?? null,
    refundSource: newest?.source ?? null,
  }
}

function refuse(message: string, field = 'status'): Problem {
  return createProblem('INVALID_INPUT', message, [field])
}
