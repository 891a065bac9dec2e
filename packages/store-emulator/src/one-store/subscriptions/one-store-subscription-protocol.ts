import { invalidInput } from '../../emulator-error.ts'
import { signPurchaseData } from '../../purchases/sign-purchase-data.ts'
import type { NewSubscription } from '../../subscriptions/new-subscription.ts'
import type { SubscriptionProtocol } from '../../subscriptions/subscription-protocol.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { marketCodeOf, maxDeveloperPayloadBytes } from '../one-store-context.ts'
import type { OneStoreKeys } from '../one-store-keys.ts'
import { createPaymentIds } from '../payment-ids.ts'
import { toSubscriptionNotification } from './subscription-notifications.ts'

export function createOneStoreSubscriptionProtocol(keys: OneStoreKeys): SubscriptionProtocol {
  return {
    checkNew,
    newIds: (environment) => ({ token: createPaymentIds(environment).purchaseToken, orderBase: '' }),
    newPeriodIds: ({ environment }) => {
      const { transactionId, orderId } = createPaymentIds(environment)
      return { id: transactionId, orderId }
    },
    notificationFor: toSubscriptionNotification,
    createReceipt: (subscription) => {
      if (subscription.periods.length === 0) return null
      return {
        oneStore: {
          productId: subscription.lines[0]?.productId ?? '',
          purchaseToken: subscription.token,
          ...signSubscription(subscription, keys),
          marketCode: marketCodeOf({ marketCode: subscription.marketCode ?? undefined }),
        },
      }
    },
  }
}

function checkNew({ accountToken }: NewSubscription): void {
  if (Buffer.byteLength(accountToken ?? '') > maxDeveloperPayloadBytes)
    throw invalidInput('the developer payload of ONE store has at most 200 bytes', 'accountToken')
}

/** The SDK's `originalJson` of the last payment. */
function signSubscription(subscription: Subscription, { license }: OneStoreKeys) {
  const { appId, lines, periods, token, accountToken, willRenew, acknowledgedAt } = subscription
  const last = periods.at(-1)
  const fields = {
    orderId: last?.orderId,
    packageName: appId,
    productId: lines[0]?.productId,
    purchaseTime: last?.chargedAt,
    purchaseId: last?.id,
    purchaseToken: token,
    developerPayload: accountToken ?? '',
    purchaseState: 0,
    recurringState: willRenew ? 0 : 1,
    quantity: 1,
    acknowledgeState: acknowledgedAt === null ? 0 : 1,
  }
  return signPurchaseData({ algorithm: 'RSA-SHA512', key: license.privateKey }, fields, undefined)
}
