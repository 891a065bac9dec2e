import type { StorePrice, StoreRefund } from '../contract/sale.ts'
import type { Order, PartialRefundEvent, ProductLine, ProductPurchase } from './api-types.ts'
import { sumMicros } from './money.ts'

export type SoldLine = {
  readonly purchase: ProductPurchase
  readonly order: Order | null
  readonly line: ProductLine
  readonly quantity: number
  readonly price: StorePrice | null
  readonly paidAt: Date
}

/** The refund of a line so far: what Google revoked of it, or returned of its price. */
export function toRefund(sold: SoldLine): StoreRefund | null {
  const { order, quantity, paidAt } = sold
  if (isFullyRefunded(sold)) {
    const reason = order?.orderHistory?.refundEvent?.refundReason || null
    const amountMicros = toFullRefundMicros(sold)
    return { full: true, refundedAt: toRefundedAt(order, paidAt), quantity, amountMicros, reason }
  }
  const refundedQuantity = toRefundedQuantity(sold)
  if (refundedQuantity === 0 && !(isOnlyLine(sold) && isPartiallyRefunded(order))) return null
  const refundedAt = lastProcessedAt(order) ?? toRefundedAt(order, paidAt)
  return {
    full: false,
    refundedAt,
    quantity: refundedQuantity,
    amountMicros: toPartialRefundMicros(sold),
    reason: null,
  }
}

/**
 * A purchase is CANCELLED when it was revoked; an order can be refunded without that. With several lines each is refunded separately,
 * and only its `refundableQuantity` says so. A zero is left out of the response, but after a partial refund of the price an absent
 * quantity does not mean zero.
 */
function isFullyRefunded(sold: SoldLine): boolean {
  const { purchase, order, line, price } = sold
  if (purchase.purchaseStateContext.purchaseState === 'CANCELLED' || order?.state === 'REFUNDED') return true
  const remaining = line.productOfferDetails?.refundableQuantity
  if (remaining === 0) return true
  if (remaining || !isPartiallyRefunded(order)) return false
  const refundedMicros = toPartialRefundMicros(sold)
  return refundedMicros === null || price === null || refundedMicros >= price.amountMicros
}

function toRefundedQuantity({ line, quantity }: SoldLine): number {
  const remaining = line.productOfferDetails?.refundableQuantity
  return remaining ? Math.max(0, quantity - remaining) : 0
}

/** An order states the refunded amount of all its lines together, so the amount of one line is known only if there is no other. */
function isOnlyLine({ purchase }: SoldLine): boolean {
  return purchase.productLineItem.length === 1
}

export function isPartiallyRefunded(order: Order | null): boolean {
  return order?.state === 'PARTIALLY_REFUNDED'
}

function toFullRefundMicros(sold: SoldLine): bigint | null {
  const total = sold.order?.orderHistory?.refundEvent?.refundDetails?.total
  if (!total) return toPartialRefundMicros(sold)
  return isOnlyLine(sold) && sold.price !== null ? sumMicros([total], sold.price.currencyCode) : null
}

function toPartialRefundMicros(sold: SoldLine): bigint | null {
  const processed = processedRefunds(sold.order)
  if (processed.length === 0 || sold.price === null || !isOnlyLine(sold)) return null
  const totals = processed.map(({ refundDetails }) => refundDetails?.total)
  return sumMicros(totals, sold.price.currencyCode)
}

export function processedRefunds(order: Order | null): readonly PartialRefundEvent[] {
  const events = order?.orderHistory?.partialRefundEvents ?? []
  return events.filter(({ state }) => state === 'PROCESSED_SUCCESSFULLY')
}

export function lastProcessedAt(order: Order | null): Date | null {
  const times = processedRefunds(order)
    .map(({ processTime, createTime }) => Date.parse(processTime ?? createTime ?? ''))
    .filter((time) => !Number.isNaN(time))
  return times.length === 0 ? null : new Date(Math.max(...times))
}

export function toRefundedAt(order: Order | null, paidAt: Date): Date {
  const { refundEvent, cancellationEvent } = order?.orderHistory ?? {}
  const text = refundEvent?.eventTime ?? cancellationEvent?.eventTime ?? order?.lastEventTime
  return text ? new Date(text) : paidAt
}
