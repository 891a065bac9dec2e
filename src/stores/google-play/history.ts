import type { RefundedSale, StoreHistory } from '../contract/history.ts'
import type { VoidedPurchases } from './api-types.ts'
import type { GooglePlayClient } from './client.ts'
import type { GooglePlayConfig } from './config.ts'
import { toSaleReference } from './sale-reference.ts'

/** Google's list of voided purchases. */
export function createGooglePlayHistory(
  client: Pick<GooglePlayClient, 'listVoidedPurchases'>,
  config: Pick<GooglePlayConfig, 'voidedLookbackMs'>,
): StoreHistory {
  return {
    lookbackMs: config.voidedLookbackMs,
    async listRefunds(window, page) {
      const { voidedPurchases, tokenPagination } = await client.listVoidedPurchases(window, page)
      const entries = (voidedPurchases ?? []).filter((purchase) => purchase !== null).map(toRefundedSale)
      return { entries, next: tokenPagination?.nextPageToken || null }
    },
  }
}

type VoidedPurchase = NonNullable<NonNullable<VoidedPurchases['voidedPurchases']>[number]>

function toRefundedSale({ purchaseToken, orderId, voidedQuantity }: VoidedPurchase): RefundedSale {
  return {
    ...toSaleReference(purchaseToken),
    storeTransactionId: orderId || null,
    full: !voidedQuantity,
  }
}
