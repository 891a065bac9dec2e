import { createHash } from 'node:crypto'

import type { Environment, StorePrice, StoreTransaction } from '../contract.ts'
import type { GoogleMoney, Order, ProductLine, ProductPurchase } from './api-types.ts'

const microsPerUnit = 1_000_000n
const nanosPerMicro = 1_000n
const uuidShape = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

export type Sale = {
  readonly purchase: ProductPurchase
  /** Null where there is none: promo codes and rewards may come without. */
  readonly order: Order | null
  readonly line: ProductLine
  readonly purchaseToken: string
  readonly paidAt: Date
  /** Google's answers as they came. */
  readonly raw: string
}

export function toStoreTransaction(sale: Sale): StoreTransaction {
  const { purchase, order, line, paidAt } = sale
  return {
    environment: toEnvironment(purchase),
    storeTransactionId: purchase.orderId || withoutOrderId(sale.purchaseToken),
    lineItem: line.productId,
    storeOrderId: purchase.orderId || null,
    storeProductId: line.productId,
    quantity: line.productOfferDetails?.quantity ?? 1,
    price: toPrice(purchase, order, line),
    paidAt,
    accountToken: toAccountToken(purchase),
    revokedAt: isTakenBack(purchase, order, line) ? takenBackAt(order, paidAt) : null,
    ownership: 'BOUGHT',
    raw: sale.raw,
  }
}

/** Test purchases are bought from the one and only endpoint; nothing else tells them from real ones. */
export function toEnvironment(purchase: ProductPurchase): Environment {
  return purchase.testPurchaseContext ? 'SANDBOX' : 'PRODUCTION'
}

/** A value that is no UUID was set by the app for purposes of its own. */
export function toAccountToken({ obfuscatedExternalAccountId: id }: ProductPurchase): string | null {
  return id && uuidShape.test(id) ? id.toLowerCase() : null
}

/** When the money was taken; null when Google does not say. */
export function toPaidAt(purchase: ProductPurchase, order: Order | null): Date | null {
  const text =
    purchase.purchaseCompletionTime ?? order?.orderHistory?.processedEvent?.eventTime ?? order?.createTime
  return text ? new Date(text) : null
}

/** Integer micros; null where the sum is not told, or is finer than a micro. */
export function toMicros(money: GoogleMoney): StorePrice | null {
  if (!money) return null
  const nanos = BigInt(money.nanos ?? 0)
  if (nanos % nanosPerMicro !== 0n) return null
  const amountMicros = BigInt(money.units ?? 0) * microsPerUnit + nanos / nanosPerMicro
  return { amountMicros, currencyCode: money.currencyCode }
}

/** What the buyer paid for all of the line's quantity, taxes included. */
function toPrice(purchase: ProductPurchase, order: Order | null, line: ProductLine): StorePrice | null {
  const own = order?.lineItems?.find(({ productId }) => productId === line.productId)?.total
  if (own) return toMicros(own)
  return purchase.productLineItem.length === 1 ? toMicros(order?.total) : null
}

/**
 * A purchase without an order id is named by its token. The token itself proves possession, so it must not
 * be shown where transaction ids are; a hash of it stays the same and tells nothing.
 */
function withoutOrderId(purchaseToken: string): string {
  return `token-sha256:${createHash('sha256').update(purchaseToken).digest('base64url')}`
}

/**
 * The purchase is CANCELLED when the right to it ended; an order can be refunded without that. Of several
 * lines each is refunded by itself: then only its `refundableQuantity` tells, and zeros are left out.
 */
function isTakenBack(purchase: ProductPurchase, order: Order | null, line: ProductLine): boolean {
  if (purchase.purchaseStateContext.purchaseState === 'CANCELLED' || order?.state === 'REFUNDED') return true
  const left = line.productOfferDetails?.refundableQuantity
  return left === 0 || (order?.state === 'PARTIALLY_REFUNDED' && !left)
}

function takenBackAt(order: Order | null, paidAt: Date): Date {
  const { refundEvent, cancellationEvent } = order?.orderHistory ?? {}
  const text = refundEvent?.eventTime ?? cancellationEvent?.eventTime ?? order?.lastEventTime
  return text ? new Date(text) : paidAt
}
