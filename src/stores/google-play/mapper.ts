import { createHash } from 'node:crypto'

import type {
  SaleState,
  StoreAcknowledgement,
  StoreEnvironment,
  StoreOffer,
  StoreOfferKind,
  StorePrice,
  StoreTransaction,
} from '../contract/sale.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import { parseAccountToken } from '../shared/schemas.ts'
import type { Order, ProductLine, ProductPurchase, PurchaseWithOrder } from './api-types.ts'
import type { GooglePlayConfig } from './config.ts'
import { toMicros } from './money.ts'
import { toRefund } from './refund.ts'
import { toSaleReference } from './sale-reference.ts'

export type AcknowledgementWindows = Pick<GooglePlayConfig, 'acknowledgeWithinMs' | 'testAcknowledgeWithinMs'>

export type SaleLookup = PurchaseWithOrder & {
  readonly purchaseToken: string
  readonly acknowledgementWindows: AcknowledgementWindows
  readonly readAt: Date
}

export type SaleSource = {
  readonly purchase: ProductPurchase
  /** Null when there is none: promo codes and rewards can lack an order. */
  readonly order: Order | null
  readonly line: ProductLine
  readonly purchaseToken: string
  readonly paidAt: Date
  readonly acknowledgementWindows: AcknowledgementWindows
  /** Google's responses as received. */
  readonly raw: string
}

/**
 * A purchase that is already consumed at the store is verified like any other: usually this server consumed it, and the same receipt
 * must keep naming the same payment.
 */
export function toSaleState(found: SaleLookup, line: ProductLine): SaleState {
  const { purchaseToken, acknowledgementWindows } = found
  const purchase = found.purchase.value
  const order = found.order?.value ?? null
  assertSamePurchase(order, purchaseToken)
  const unpaid = {
    storeProductId: line.productId,
    accountToken: toAccountToken(purchase),
    environment: toEnvironment(purchase),
    reference: toSaleReference(purchaseToken),
    lineItem: line.productId,
    storeTransactionId: toStoreTransactionId(purchase.orderId, purchaseToken),
  }
  if (purchase.purchaseStateContext.purchaseState === 'PENDING') return { kind: 'pending', ...unpaid }
  const raw = `{"purchase":${found.purchase.body},"order":${found.order?.body ?? 'null'}}`
  if (wasNeverPaid(purchase, order)) {
    return { kind: 'canceled', ...unpaid, reason: 'The purchase was canceled before it was paid.', raw }
  }
  const paidAt = toPaidAt(purchase, order) ?? found.readAt
  const transaction = toStoreTransaction({
    purchase,
    order,
    line,
    purchaseToken,
    paidAt,
    acknowledgementWindows,
    raw,
  })
  return { kind: 'verified', transaction, proves: 'POSSESSION' }
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
    countryCode: purchase.regionCode ?? null,
    accountToken: toAccountToken(purchase),
    offer: toOffer(line),
    refund,
    acknowledgement: toAcknowledgement(sale, refund?.full ?? false),
    reference: toSaleReference(purchaseToken),
    ownership: 'BOUGHT',
    raw: sale.raw,
  }
}

/** Google documents no field of a rental, not even its end. */
function toOffer({ productOfferDetails: details }: ProductLine): StoreOffer | null {
  if (!details) return null
  const { purchaseOptionId, offerId, rentOfferDetails, preorderOfferDetails } = details
  if (!purchaseOptionId && !offerId && !rentOfferDetails && !preorderOfferDetails) return null
  return {
    kind: toOfferKind(details),
    purchaseOptionId: purchaseOptionId || null,
    offerId: offerId || null,
  }
}

type OfferDetails = NonNullable<ProductLine['productOfferDetails']>

function toOfferKind({ rentOfferDetails, preorderOfferDetails, offerId }: OfferDetails): StoreOfferKind {
  if (rentOfferDetails) return 'RENTAL'
  if (preorderOfferDetails) return 'PREORDER'
  return offerId ? 'DISCOUNT' : 'STANDARD'
}

/**
 * A purchase without an order id is identified by a hash of its token. The token itself proves possession, so it must not appear where
 * transaction ids are shown.
 */
function toStoreTransactionId(orderId: string | null | undefined, purchaseToken: string): string {
  return orderId || `token-sha256:${createHash('sha256').update(purchaseToken).digest('base64url')}`
}

/** Test purchases come from the same endpoint; only this field distinguishes them from real ones. */
function toEnvironment(purchase: ProductPurchase): StoreEnvironment {
  return purchase.testPurchaseContext ? 'SANDBOX' : 'PRODUCTION'
}

function toAccountToken({ obfuscatedExternalAccountId }: ProductPurchase): string | null {
  return parseAccountToken(obfuscatedExternalAccountId)
}

/** The time of the charge; null when Google does not state it. */
function toPaidAt(purchase: ProductPurchase, order: Order | null): Date | null {
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

/** The amount that the buyer paid for the whole quantity of the line, taxes included. */
function toPrice(purchase: ProductPurchase, order: Order | null, line: ProductLine): StorePrice | null {
  const own = order?.lineItems?.find(({ productId }) => productId === line.productId)?.total
  if (own) return toMicros(own)
  return purchase.productLineItem.length === 1 ? toMicros(order?.total) : null
}

/** A purchase is CANCELLED both when it was never paid and when it was refunded later. */
function wasNeverPaid(purchase: ProductPurchase, order: Order | null): boolean {
  if (purchase.purchaseStateContext.purchaseState !== 'CANCELLED') return false
  if (order?.state) return order.state === 'CANCELED' || order.state === 'PENDING'
  return !purchase.purchaseCompletionTime
}

function assertSamePurchase(order: Order | null, purchaseToken: string): void {
  if (order?.purchaseToken && order.purchaseToken !== purchaseToken) {
    throw new StoreUnavailableError('Google Play returned the order of another purchase')
  }
}
