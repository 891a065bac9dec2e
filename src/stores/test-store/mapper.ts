import type { SaleReference, StoreRefund, StoreAcknowledgement, StoreTransaction } from '../contract/sale.ts'
import { parseJson, saleReferenceSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'

/** @param raw the store's answer, as it came */
export function toStoreTransaction(purchase: TestPurchase, raw: string): StoreTransaction {
  return {
    environment: 'SANDBOX',
    storeTransactionId: purchase.transactionId,
    lineItem: '',
    storeOrderId: purchase.orderId,
    storeProductId: purchase.productId,
    quantity: purchase.quantity,
    price: { amountMicros: BigInt(purchase.priceMicros), currencyCode: purchase.currency },
    paidAt: new Date(Math.floor(purchase.purchasedAt)),
    accountToken: toAccountToken(purchase),
    refund: toRefund(purchase),
    acknowledgement: toAcknowledgement(purchase),
    reference: toSaleReference(purchase),
    ownership: 'BOUGHT',
    raw,
  }
}

export function toAccountToken(purchase: TestPurchase): string | null {
  return purchase.accountToken?.toLowerCase() ?? null
}

export function toSaleReference({ transactionId }: TestPurchase): SaleReference {
  return { key: transactionId, details: JSON.stringify({ transactionId }) }
}

/** @throws when the text is not what `toReference` made */
export function parseSaleReference(details: string): string {
  const parsed = saleReferenceSchema.safeParse(parseJson(details))
  if (parsed.success) return parsed.data.transactionId
  throw new Error('The reference of a Test store sale cannot be read')
}

export function isConsumed({ consumed }: TestPurchase): boolean {
  return consumed === true
}

export function isAcknowledged(purchase: TestPurchase): boolean {
  return purchase.acknowledged === true || isConsumed(purchase)
}

/** The Test store takes nothing back by itself. */
function toAcknowledgement(purchase: TestPurchase): StoreAcknowledgement {
  return { acknowledged: isAcknowledged(purchase), consumed: isConsumed(purchase), deadlineAt: null }
}

/** The Test store refunds only in full. */
function toRefund(purchase: TestPurchase): StoreRefund | null {
  if (purchase.state !== 'REFUNDED') return null
  return {
    full: true,
    refundedAt: new Date(Math.floor(purchase.refundedAt ?? purchase.purchasedAt)),
    quantity: purchase.quantity,
    amountMicros: BigInt(purchase.priceMicros),
    reason: null,
  }
}
