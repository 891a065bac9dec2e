import { signPurchaseData } from '../purchases/signed-data.ts'
import type { SignedData } from '../purchases/signed-data.ts'
import { payloadOf } from './one-store-context.ts'
import type { OneStorePurchase } from './one-store-context.ts'
import type { OneStoreKeys } from './one-store-keys.ts'

const NOT_RECURRING = -1

/** The SDK's `originalJson` and its signature: SHA512withRSA by the app's license key. It always carries the payload. */
export function signForApp(purchase: OneStorePurchase, { license }: OneStoreKeys): SignedData {
  const fields = {
    orderId: purchase.orderId ?? purchase.transactionId,
    packageName: purchase.appId,
    productId: purchase.productId,
    purchaseTime: purchase.paidAt,
    purchaseId: purchase.transactionId,
    purchaseToken: purchase.purchaseToken,
    developerPayload: payloadOf(purchase),
    purchaseState: 0,
    recurringState: NOT_RECURRING,
    quantity: purchase.quantity,
    acknowledgeState: purchase.acknowledgedAt === undefined ? 0 : 1,
  }
  return signPurchaseData({ algorithm: 'RSA-SHA512', key: license.privateKey }, fields, purchase.forge)
}
