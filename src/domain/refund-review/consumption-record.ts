import type { RefundReviewAnswer } from '../../stores/contract/refund-review.ts'
import type { AppRow, PaymentRow } from '../models.ts'

/** What the records say about the payments of a review. */
export type ConsumptionRecord = {
  /** Every item was delivered, as far as the project reports deliveries. */
  readonly delivered: boolean
  /** The delivered share of the price in thousandths of a percent; null where an item cannot be consumed, so that its use is unknown. */
  readonly consumptionMilliunits: number | null
  readonly suggestedAnswer: RefundReviewAnswer
  /** Nothing that happens later changes the suggestion, except a refund. */
  readonly isFinal: boolean
}

type DeliveryRules = Pick<AppRow, 'acknowledgeOn'>
export type ReviewedPayment = Pick<
  PaymentRow,
  'status' | 'consumable' | 'priceMicros' | 'currencyCode' | 'quantity'
>

const fullShare = 100_000

/**
 * The record of the payments of a review; null if there is none, or all of them are refunded. Consumed and delivered: the refund should
 * be declined. Not consumed: it should be granted. Everything else is left to the store.
 */
export function buildConsumptionRecord(
  rules: DeliveryRules,
  payments: readonly ReviewedPayment[],
): ConsumptionRecord | null {
  const open = payments.filter(({ status }) => status !== 'REFUNDED')
  if (open.length === 0) return null
  const delivered = open.filter((payment) => isDelivered(rules, payment))
  const areAllDelivered = delivered.length === open.length
  const consumptionMilliunits = open.every(({ consumable }) => consumable) ? toShare(delivered, open) : null
  const areAllUnconsumed = open.every(({ status, consumable }) => consumable && status === 'PAID')
  return {
    delivered: areAllDelivered,
    consumptionMilliunits,
    suggestedAnswer: areAllUnconsumed
      ? 'GRANT'
      : areAllDelivered && consumptionMilliunits !== null
        ? 'DECLINE'
        : 'NEUTRAL',
    isFinal: areAllDelivered,
  }
}

/**
 * An item that cannot be consumed is delivered with its payment. A project that acknowledges on COMPLETED reports each delivery; for
 * every other project consuming is the delivery.
 */
function isDelivered({ acknowledgeOn }: DeliveryRules, { status, consumable }: ReviewedPayment): boolean {
  if (status === 'COMPLETED') return true
  if (status === 'PAID') return !consumable
  return acknowledgeOn !== 'COMPLETED'
}

/** The share by price where all prices are known and in one currency, otherwise by quantity. */
function toShare(part: readonly ReviewedPayment[], whole: readonly ReviewedPayment[]): number {
  const hasPrices =
    whole.every(({ priceMicros }) => priceMicros !== null && priceMicros > 0n) &&
    new Set(whole.map(({ currencyCode }) => currencyCode)).size === 1
  const weightOf = ({ priceMicros, quantity }: ReviewedPayment) =>
    hasPrices && priceMicros !== null ? priceMicros : BigInt(quantity)
  const sum = (payments: readonly ReviewedPayment[]) =>
    payments.reduce((total, payment) => total + weightOf(payment), 0n)
  return Number((sum(part) * BigInt(fullShare)) / sum(whole))
}
