import type { z } from 'zod'
import { formatAmount } from '../money.ts'
import { refundedQuantity } from '../purchases/change-purchase.ts'
import type { Purchase } from '../purchases/purchase.ts'
import type { purchaseSummarySchema } from './control-schemas.ts'

/** A purchase as the control API shows it: the store's own view, whatever the store. */
export type PurchaseSummary = z.infer<typeof purchaseSummarySchema>

export function toPurchaseSummary(purchase: Purchase): PurchaseSummary {
  return {
    id: purchase.id,
    store: purchase.store,
    environment: purchase.environment,
    state: purchase.state,
    appId: purchase.appId,
    productId: purchase.productId,
    productType: purchase.productType,
    quantity: purchase.quantity,
    price: { amount: formatAmount(BigInt(purchase.priceMicros)), currencyCode: purchase.currency },
    accountToken: purchase.accountToken ?? null,
    transactionId: purchase.transactionId ?? null,
    orderId: purchase.orderId ?? null,
    purchaseToken: purchase.purchaseToken ?? null,
    createdAt: purchase.createdAt,
    paidAt: purchase.paidAt ?? null,
    acknowledged: purchase.acknowledgedAt !== undefined,
    consumed: purchase.consumedAt !== undefined,
    finished: purchase.finishedAt !== undefined,
    refunded: purchase.state === 'REFUNDED',
    refund: purchase.refund ?? null,
    refundedQuantity:
      purchase.state === 'REFUNDED' ? purchase.quantity : refundedQuantity(purchase.partialRefunds),
    consumptionInformation: purchase.consumptionInformation ?? null,
    origin: purchase.origin ?? null,
    tamper: purchase.tamper ?? null,
  }
}
