import { invalidInput } from '../../emulator-error.ts'
import { signPurchaseData } from '../../purchases/sign-purchase-data.ts'
import { continues } from '../../subscriptions/passing-time.ts'
import type { NewSubscription } from '../../subscriptions/new-subscription.ts'
import type { SubscriptionProtocol } from '../../subscriptions/subscription-protocol.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { createGoogleOrderId, createPurchaseToken } from '../google-play-ids.ts'
import type { GooglePlayKeys } from '../google-play-keys.ts'
import { latestOrderId, nextOrderId } from './google-subscription.ts'
import { toSubscriptionNotification } from './subscription-notifications.ts'

const maxAccountIdLength = 64
const purchasedState = 0
const pendingState = 4

export function createGoogleSubscriptionProtocol(keys: GooglePlayKeys): SubscriptionProtocol {
  return {
    checkNew,
    newIds: () => ({ token: createPurchaseToken(), orderBase: createGoogleOrderId() }),
    newPeriodIds: (subscription) => {
      const orderId = nextOrderId(subscription)
      return { id: orderId, orderId }
    },
    notificationFor: toSubscriptionNotification,
    createReceipt: (subscription) => ({
      googlePlay: {
        productId: subscription.lines[0]?.productId ?? '',
        purchaseToken: subscription.token,
        ...orderOf(subscription),
        ...signSubscription(subscription, keys),
      },
    }),
  }
}

function checkNew({ accountToken, plans }: NewSubscription): void {
  if ((accountToken ?? '').length > maxAccountIdLength)
    throw invalidInput('the obfuscated account id of Google Play has at most 64 characters', 'accountToken')
  if (new Set(plans.map(({ period }) => period)).size > 1)
    throw invalidInput('all items of a subscription have one period', 'addOns')
}

function orderOf(subscription: Subscription): { orderId?: string } {
  const orderId = latestOrderId(subscription)
  return orderId === undefined ? {} : { orderId }
}

/** `INAPP_PURCHASE_DATA` and `INAPP_DATA_SIGNATURE` as the app reads them now. */
function signSubscription(subscription: Subscription, { license }: GooglePlayKeys) {
  const { appId, lines, createdAt, periods, accountToken, token, acknowledgedAt } = subscription
  const fields = {
    ...orderOf(subscription),
    packageName: appId,
    productId: lines[0]?.productId,
    ...(lines.length > 1 ? { productIds: lines.map(({ productId }) => productId) } : {}),
    purchaseTime: periods[0]?.chargedAt ?? createdAt,
    purchaseState: periods.length === 0 ? pendingState : purchasedState,
    purchaseToken: token,
    ...(accountToken === null ? {} : { obfuscatedAccountId: accountToken }),
    quantity: 1,
    autoRenewing: continues(subscription),
    acknowledged: acknowledgedAt !== null,
  }
  return signPurchaseData({ algorithm: 'RSA-SHA1', key: license.privateKey }, fields, undefined)
}
