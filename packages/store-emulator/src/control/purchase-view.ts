import type { z } from 'zod'
import { formatAmount } from '../money.ts'
import { refundedQuantity } from '../purchases/change-purchase.ts'
import type { Purchase } from '../purchases/purchase.ts'
import type { ControlContext } from './control-context.ts'
import type { purchaseSummarySchema, purchaseViewSchema } from './control-schemas.ts'

/** A purchase in the control API, which has the same fields for all stores. */
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
    refundReview: purchase.refundReview ?? null,
    origin: purchase.origin ?? null,
    tamper: purchase.tamper ?? null,
  }
}

/** A purchase with its current receipt. */
export async function toPurchaseView(
  ctx: ControlContext,
  purchase: Purchase,
): Promise<z.infer<typeof purchaseViewSchema>> {
  return { ...toPurchaseSummary(purchase), receipt: await ctx.storeOf(purchase).createReceipt(purchase) }
}
