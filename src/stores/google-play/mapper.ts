import { createHash } from 'node:crypto'

import type {
  StoreEnvironment,
  StorePrice,
  StoreAcknowledgement,
  StoreTransaction,
} from '../contract/sale.ts'
import type { Order, ProductLine, ProductPurchase } from './api-types.ts'
import type { GooglePlayConfig } from './config.ts'
import { toMicros } from './money.ts'
import { toSaleReference } from './sale-reference.ts'
import { toRefund } from './refund.ts'

const uuidShape = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i

export type AcknowledgementWindows = Pick<GooglePlayConfig, 'acknowledgeWithinMs' | 'testAcknowledgeWithinMs'>

export type SaleSource = {
  readonly purchase: ProductPurchase
  /** Null where there is none: promo codes and rewards may come without. */
  readonly order: Order | null
  readonly line: ProductLine
  readonly purchaseToken: string
  readonly paidAt: Date
  readonly acknowledgementWindows: AcknowledgementWindows
  /** Google's answers as they came. */
  readonly raw: string
}

export function toStoreTransaction(sale: SaleSource): StoreTransaction {
  const { purchase, order, line, paidAt, purchaseToken } = sale
  const quantity = line.productOfferDetails?.quantity ?? 1
  const price = toPrice(purchase, order, line)
  const refund = toRefund({ purchase, order, line, quantity, price, paidAt })
  return {
    environment: toEnvironment(purchase),
    storeTransactionId: toStoreTransactionId(purchase.orderId, purchaseToken),
    lineItem: line.productId,
    storeOrderId: purchase.orderId || null,
    storeProductId: line.productId,
    quantity,
    price,
    paidAt,
    accountToken: toAccountToken(purchase),
    refund,
    acknowledgement: toAcknowledgement(sale, refund?.full ?? false),
    reference: toSaleReference(purchaseToken),
    ownership: 'BOUGHT',
    raw: sale.raw,
  }
}

/**
 * A purchase without an order id is named by its token. The token itself proves possession, so it must not
 * be shown where transaction ids are; a hash of it stays the same and tells nothing.
 */
function toStoreTransactionId(orderId: string | null | undefined, purchaseToken: string): string {
  return orderId || `token-sha256:${createHash('sha256').update(purchaseToken).digest('base64url')}`
}

/** Test purchases are bought from the one and only endpoint; nothing else tells them from real ones. */
export function toEnvironment(purchase: ProductPurchase): StoreEnvironment {
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

export function isAcknowledged({ acknowledgementState }: ProductPurchase): boolean {
  return acknowledgementState === 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED'
}

export function isConsumed({ productOfferDetails }: ProductLine): boolean {
  return productOfferDetails?.consumptionState === 'CONSUMPTION_STATE_CONSUMED'
}

function toAcknowledgement(
  { purchase, line, paidAt, acknowledgementWindows }: SaleSource,
  isRefunded: boolean,
): StoreAcknowledgement {
  const consumed = isConsumed(line)
  const acknowledged = consumed || isAcknowledged(purchase)
  const withinMs = purchase.testPurchaseContext
    ? acknowledgementWindows.testAcknowledgeWithinMs
    : acknowledgementWindows.acknowledgeWithinMs
  const deadline = acknowledged || isRefunded ? null : new Date(paidAt.getTime() + withinMs)
  return { acknowledged, consumed, deadlineAt: deadline }
}

/** What the buyer paid for all of the line's quantity, taxes included. */
function toPrice(purchase: ProductPurchase, order: Order | null, line: ProductLine): StorePrice | null {
  const own = order?.lineItems?.find(({ productId }) => productId === line.productId)?.total
  if (own) return toMicros(own)
  return purchase.productLineItem.length === 1 ? toMicros(order?.total) : null
}
