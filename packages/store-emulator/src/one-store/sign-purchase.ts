import { signPurchaseData } from '../purchases/sign-purchase-data.ts'
import type { SignedPurchaseData } from '../purchases/sign-purchase-data.ts'
import { developerPayloadOf } from './one-store-context.ts'
import type { OneStorePurchase } from './one-store-context.ts'
import type { OneStoreKeys } from './one-store-keys.ts'

const nonRecurringState = -1

/** The SDK's `originalJson` and its signature: SHA512withRSA with the app's license key. It always contains the payload. */
export function signOneStorePurchase(
  purchase: OneStorePurchase,
  { license }: OneStoreKeys,
): SignedPurchaseData {
  const fields = {
    orderId: purchase.orderId ?? purchase.transactionId,
    packageName: purchase.appId,
    productId: purchase.productId,
    purchaseTime: purchase.paidAt,
    purchaseId: purchase.transactionId,
    purchaseToken: purchase.purchaseToken,
    developerPayload: developerPayloadOf(purchase),
    purchaseState: 0,
    recurringState: nonRecurringState,
    quantity: purchase.quantity,
    acknowledgeState: purchase.acknowledgedAt === undefined ? 0 : 1,
  }
  return signPurchaseData({ algorithm: 'RSA-SHA512', key: license.privateKey }, fields, purchase.tamper)
}
