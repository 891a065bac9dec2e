import type { StoreTransaction } from '../contract.ts'
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
    revokedAt: toRevokedAt(purchase),
    ownership: 'BOUGHT',
    raw,
  }
}

export function toAccountToken(purchase: TestPurchase): string | null {
  return purchase.accountToken?.toLowerCase() ?? null
}

function toRevokedAt(purchase: TestPurchase): Date | null {
  if (purchase.state !== 'REFUNDED') return null
  return new Date(Math.floor(purchase.refundedAt ?? purchase.purchasedAt))
}
