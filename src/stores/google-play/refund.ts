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

/** What Google has taken back of a line, or given back of its price, by now. */
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
 * The purchase is CANCELLED when the right to it ended; an order can be refunded without that. Of several
 * lines each is refunded by itself: then only its `refundableQuantity` tells, and zeros are left out. A part of
 * the price that was given back is no sign that a quantity which is not told is zero.
 */
function isFullyRefunded(sold: SoldLine): boolean {
  const { purchase, order, line, price } = sold
  if (purchase.purchaseStateContext.purchaseState === 'CANCELLED' || order?.state === 'REFUNDED') return true
  const left = line.productOfferDetails?.refundableQuantity
  if (left === 0) return true
  if (left || !isPartiallyRefunded(order)) return false
  const refundedMicros = toPartialRefundMicros(sold)
  return refundedMicros === null || price === null || refundedMicros >= price.amountMicros
}

function toRefundedQuantity({ line, quantity }: SoldLine): number {
  const left = line.productOfferDetails?.refundableQuantity
  return left ? Math.max(0, quantity - left) : 0
}

/** An order tells what was given back of all its lines together, so only of one line it tells how much. */
function isOnlyLine({ purchase }: SoldLine): boolean {
  return purchase.productLineItem.length === 1
}

function isPartiallyRefunded(order: Order | null): boolean {
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

function processedRefunds(order: Order | null): readonly PartialRefundEvent[] {
  const events = order?.orderHistory?.partialRefundEvents ?? []
  return events.filter(({ state }) => state === 'PROCESSED_SUCCESSFULLY')
}

function lastProcessedAt(order: Order | null): Date | null {
  const times = processedRefunds(order)
    .map(({ processTime, createTime }) => Date.parse(processTime ?? createTime ?? ''))
    .filter((time) => !Number.isNaN(time))
  return times.length === 0 ? null : new Date(Math.max(...times))
}

function toRefundedAt(order: Order | null, paidAt: Date): Date {
  const { refundEvent, cancellationEvent } = order?.orderHistory ?? {}
  const text = refundEvent?.eventTime ?? cancellationEvent?.eventTime ?? order?.lastEventTime
  return text ? new Date(text) : paidAt
}
