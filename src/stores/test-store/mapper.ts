import type { SaleState, StoreAcknowledgement, StoreRefund, StoreTransaction } from '../contract/sale.ts'
import { parseAccountToken } from '../shared/schemas.ts'
import type { TestPurchase } from './api-types.ts'
import type { PurchaseResponse } from './errors.ts'
import { toSaleReference } from './sale-reference.ts'

/** The current state of the purchase decides; a receipt only names the purchase and proves possession. */
export function toSaleState({ purchase, raw }: PurchaseResponse): SaleState {
  const unpaid = {
    storeProductId: purchase.productId,
    accountToken: toAccountToken(purchase),
    environment: 'SANDBOX',
    reference: toSaleReference(purchase),
    lineItem: '',
    storeTransactionId: purchase.transactionId,
  } as const
  switch (purchase.state) {
    case 'DECLINED':
      return { kind: 'canceled', ...unpaid, reason: 'The payment was declined.', raw }
    case 'CANCELED':
      return { kind: 'canceled', ...unpaid, reason: 'The purchase was canceled.', raw }
    case 'PENDING':
      return { kind: 'pending', ...unpaid }
    case 'PAID':
    case 'REFUNDED':
      return { kind: 'verified', transaction: toStoreTransaction(purchase, raw), proves: 'POSSESSION' }
  }
}

/** @param raw the response body as received */
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

function toAccountToken({ accountToken }: TestPurchase): string | null {
  return parseAccountToken(accountToken)
}

export function isConsumed({ consumed }: TestPurchase): boolean {
  return consumed === true
}

export function isAcknowledged(purchase: TestPurchase): boolean {
  return purchase.acknowledged === true || isConsumed(purchase)
}

/** The Test store never cancels a purchase that is not acknowledged. */
function toAcknowledgement(purchase: TestPurchase): StoreAcknowledgement {
  return { acknowledged: isAcknowledged(purchase), consumed: isConsumed(purchase), deadlineAt: null }
}

/** The Test store refunds in full only. */
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
