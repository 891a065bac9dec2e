import type { StoreNotification } from '../../notifications/notification.ts'
import { isDeveloperApp } from '../../developer-apps.ts'
import type { Happening } from '../../subscriptions/change.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { createDeveloperNotification } from '../developer-notification.ts'
import { isUnknown } from './google-subscription.ts'

/** Google tells nothing about a change that it plans; a replaced or refunded period shows in the read only. */
const notificationTypes: Partial<Record<Happening['type'], number>> = {
  RECOVERED: 1,
  RENEWED: 2,
  CANCELED: 3,
  PURCHASED: 4,
  HOLD_STARTED: 5,
  GRACE_STARTED: 6,
  RESTARTED: 7,
  EXTENDED: 9,
  PAUSED: 10,
  PAUSE_CHANGED: 11,
  REVOKED: 12,
  EXPIRED: 13,
  ITEMS_CHANGED: 17,
  CANCELLATION_SCHEDULED: 18,
  PRICE_CHANGED: 19,
  PENDING_CANCELED: 20,
  CONSENT_CHANGED: 22,
  RESUMED: 1,
}

const subscriptionProductType = 1
const fullRefundType = 1

/** Real-time developer notifications about subscriptions. */
export function toSubscriptionNotification(
  subscription: Subscription,
  happening: Happening,
  at: number,
): StoreNotification | undefined {
  const { id, appId, environment, token, lines } = subscription
  const part =
    happening.type === 'REFUNDED'
      ? toVoidedPart(subscription, happening.periodId)
      : toTypedPart(notificationTypes[happening.type], token, lines[0]?.productId ?? '')
  if (part === undefined || !isDeveloperApp(appId) || isUnknown(subscription)) return undefined
  return {
    type: happening.type === 'REFUNDED' ? 'voidedPurchaseNotification' : 'subscriptionNotification',
    environment,
    purchaseId: id,
    content: createDeveloperNotification(at, appId, part),
  }
}

function toTypedPart(
  type: number | undefined,
  purchaseToken: string,
  subscriptionId: string,
): object | undefined {
  if (type === undefined) return undefined
  return {
    subscriptionNotification: { version: '1.0', notificationType: type, purchaseToken, subscriptionId },
  }
}

/** Only a refund that takes the access is a voided purchase. */
function toVoidedPart({ token, periods }: Subscription, periodId: string | undefined): object | undefined {
  const period = periods.find(({ id }) => id === periodId)
  if (period?.refund == null || period.refund.keepsAccess || period.refund.percentage < 100) return undefined
  return {
    voidedPurchaseNotification: {
      purchaseToken: token,
      orderId: period.id,
      productType: subscriptionProductType,
      refundType: fullRefundType,
    },
  }
}
