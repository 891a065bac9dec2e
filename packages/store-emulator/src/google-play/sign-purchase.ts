import { signPurchaseData } from '../purchases/sign-purchase-data.ts'
import type { SignedPurchaseData } from '../purchases/sign-purchase-data.ts'
import { isSubscription } from './google-play-context.ts'
import type { GooglePlayPurchase } from './google-play-context.ts'
import type { GooglePlayKeys } from './google-play-keys.ts'

/** In the data of the app a pending purchase has the state 4, unlike in the API. */
const purchasedState = 0
const pendingState = 4

/** `INAPP_PURCHASE_DATA` and `INAPP_DATA_SIGNATURE`: SHA1withRSA with the app's license key. */
export function signGooglePlayPurchase(
  purchase: GooglePlayPurchase,
  { license }: GooglePlayKeys,
): SignedPurchaseData {
  const { orderId, accountToken, paidAt } = purchase
  const fields = {
    ...(orderId === undefined ? {} : { orderId }),
    packageName: purchase.appId,
    productId: purchase.productId,
    ...(purchase.lines === undefined
      ? {}
      : { productIds: [purchase, ...purchase.lines].map(({ productId }) => productId) }),
    purchaseTime: paidAt ?? purchase.createdAt,
    purchaseState: paidAt === undefined ? pendingState : purchasedState,
    purchaseToken: purchase.purchaseToken,
    ...(accountToken === undefined ? {} : { obfuscatedAccountId: accountToken }),
    quantity: purchase.quantity,
    ...(isSubscription(purchase) ? { autoRenewing: true } : {}),
    acknowledged: purchase.acknowledgedAt !== undefined,
  }
  return signPurchaseData({ algorithm: 'RSA-SHA1', key: license.privateKey }, fields, purchase.tamper)
}
