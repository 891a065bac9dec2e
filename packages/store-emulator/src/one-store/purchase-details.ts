import { developerPayloadOf } from './one-store-context.ts'
import { applySituation } from '../purchases/situation.ts'
import type { OneStorePurchase } from './one-store-context.ts'

/** ONE store's response for a purchase, which contains neither product nor price nor customer. */
export function toPurchaseDetails(purchase: OneStorePurchase): object {
  return applySituation(purchase, {
    consumptionState: purchase.consumedAt === undefined ? 0 : 1,
    developerPayload: returnedDeveloperPayload(purchase),
    purchaseState: purchase.state === 'REFUNDED' ? 1 : 0,
    purchaseTime: purchase.paidAt,
    purchaseId: purchase.transactionId,
    acknowledgeState: purchase.acknowledgedAt === undefined ? 0 : 1,
    quantity: purchase.quantity,
  })
}

/**
 * The payload that the server sent, or the account token if the API returns it. Without either it is null in the
 * commercial environment and empty in the sandbox.
 */
function returnedDeveloperPayload(purchase: OneStorePurchase): string | null {
  if (purchase.developerPayload !== undefined) return purchase.developerPayload
  const returned = purchase.returnsDeveloperPayload === true ? developerPayloadOf(purchase) : ''
  if (returned !== '') return returned
  return purchase.environment === 'SANDBOX' ? '' : null
}
