import type { StorePrice, StoreRefund } from '../sale-contract.ts'
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
  if (isTakenBack(sold)) {
    const reason = order?.orderHistory?.refundEvent?.refundReason || null
    const amountMicros = fullyRefunded(sold)
    return { full: true, refundedAt: takenBackAt(order, paidAt), quantity, amountMicros, reason }
  }
  const pieces = takenPieces(sold)
  if (pieces === 0 && !(isOnlyLine(sold) && isPartlyRefunded(order))) return null
  const refundedAt = lastProcessedAt(order) ?? takenBackAt(order, paidAt)
  return { full: false, refundedAt, quantity: pieces, amountMicros: partlyRefunded(sold), reason: null }
}

/**
 * The purchase is CANCELLED when the right to it ended; an order can be refunded without that. Of several
 * lines each is refunded by itself: then only its `refundableQuantity` tells, and zeros are left out. A part of
 * the price that was given back is no sign that a quantity which is not told is zero.
 */
function isTakenBack(sold: SoldLine): boolean {
  const { purchase, order, line, price } = sold
  if (purchase.purchaseStateContext.purchaseState === 'CANCELLED' || order?.state === 'REFUNDED') return true
  const left = line.productOfferDetails?.refundableQuantity
  if (left === 0) return true
  if (left || !isPartlyRefunded(order)) return false
  const givenBack = partlyRefunded(sold)
  return givenBack === null || price === null || givenBack >= price.amountMicros
}

function takenPieces({ line, quantity }: SoldLine): number {
  const left = line.productOfferDetails?.refundableQuantity
  return left ? Math.max(0, quantity - left) : 0
}

/** An order tells what was given back of all its lines together, so only of one line it tells how much. */
function isOnlyLine({ purchase }: SoldLine): boolean {
  return purchase.productLineItem.length === 1
}

function isPartlyRefunded(order: Order | null): boolean {
  return order?.state === 'PARTIALLY_REFUNDED'
}

function fullyRefunded(sold: SoldLine): bigint | null {
  const total = sold.order?.orderHistory?.refundEvent?.refundDetails?.total
  if (!total) return partlyRefunded(sold)
  return isOnlyLine(sold) && sold.price !== null ? sumMicros([total], sold.price.currencyCode) : null
}

function partlyRefunded(sold: SoldLine): bigint | null {
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

function takenBackAt(order: Order | null, paidAt: Date): Date {
  const { refundEvent, cancellationEvent } = order?.orderHistory ?? {}
  const text = refundEvent?.eventTime ?? cancellationEvent?.eventTime ?? order?.lastEventTime
  return text ? new Date(text) : paidAt
}
