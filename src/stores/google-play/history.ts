import type { RefundedSale, StoreHistory, StorePage } from '../contract/history.ts'
import type { VoidedPurchases } from './api-types.ts'
import type { GooglePlayClient } from './client.ts'
import type { GooglePlayConfig } from './config.ts'
import { toSaleReference, toSubscriptionReference } from './sale-reference.ts'

/** Google's list of voided purchases. */
export function createGooglePlayHistory(
  client: Pick<GooglePlayClient, 'listVoidedPurchases'>,
  config: Pick<GooglePlayConfig, 'voidedLookbackMs'>,
): StoreHistory {
  return {
    lookbackMs: config.voidedLookbackMs,
    listRefunds: async (window, page) =>
      toPage(await client.listVoidedPurchases(window, page, 'ONE_TIME'), toRefundedSale),
    listSubscriptionRefunds: async (window, page) =>
      toPage(
        await client.listVoidedPurchases(window, page, 'ONE_TIME_AND_SUBSCRIPTIONS'),
        toRefundedSubscription,
      ),
  }
}

type VoidedPurchase = NonNullable<NonNullable<VoidedPurchases['voidedPurchases']>[number]>

function toPage(
  { voidedPurchases, tokenPagination }: VoidedPurchases,
  toEntry: (purchase: VoidedPurchase) => RefundedSale,
): StorePage<RefundedSale> {
  const entries = (voidedPurchases ?? []).filter((purchase) => purchase !== null).map(toEntry)
  return { entries, next: tokenPagination?.nextPageToken || null }
}

/** Reading the reference reads the refunded order too, which may be one of a period in the past. */
function toRefundedSubscription(purchase: VoidedPurchase): RefundedSale {
  return { ...toRefundedSale(purchase), ...toSubscriptionReference(purchase.purchaseToken, purchase.orderId) }
}

function toRefundedSale({ purchaseToken, orderId, voidedQuantity }: VoidedPurchase): RefundedSale {
  return {
    ...toSaleReference(purchaseToken),
    storeTransactionId: orderId || null,
    full: !voidedQuantity,
  }
}
