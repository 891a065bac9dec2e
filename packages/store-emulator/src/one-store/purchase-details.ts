import { developerPayloadOf } from './one-store-context.ts'
import type { OneStorePurchase } from './one-store-context.ts'

/** ONE store's answer about a purchase: no product, no price, no customer. */
export function toPurchaseDetails(purchase: OneStorePurchase): object {
  return {
    consumptionState: purchase.consumedAt === undefined ? 0 : 1,
    developerPayload: returnedDeveloperPayload(purchase),
    purchaseState: purchase.state === 'REFUNDED' ? 1 : 0,
    purchaseTime: purchase.paidAt,
    purchaseId: purchase.transactionId,
    acknowledgeState: purchase.acknowledgedAt === undefined ? 0 : 1,
    quantity: purchase.quantity,
  }
}

/** What the server sent along, or what the app gave where that comes back; else null in commercial, empty in the sandbox. */
function returnedDeveloperPayload(purchase: OneStorePurchase): string | null {
  if (purchase.developerPayload !== undefined) return purchase.developerPayload
  const returned = purchase.returnsDeveloperPayload === true ? developerPayloadOf(purchase) : ''
  if (returned !== '') return returned
  return purchase.environment === 'SANDBOX' ? '' : null
}
