import type { StoreNotification } from '../../notifications/notification.ts'
import type { Happening } from '../../subscriptions/change.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { clientIdOf, marketCodeOf } from '../one-store-context.ts'
import { isKnown } from './one-store-subscription.ts'

/** Numbered like those of Google Play. */
const notificationTypes: Partial<Record<Happening['type'], number>> = {
  RECOVERED: 1,
  RENEWED: 2,
  CANCELED: 3,
  PURCHASED: 4,
  HOLD_STARTED: 5,
  GRACE_STARTED: 6,
  RESTARTED: 7,
  PRICE_CHANGED: 8,
  EXTENDED: 9,
  PAUSED: 10,
  PAUSE_CHANGED: 11,
  REVOKED: 12,
  EXPIRED: 13,
  RESUMED: 1,
}

/** ONE store's SNS, which has a URL of its own beside that of payments. */
export function toSubscriptionNotification(
  subscription: Subscription,
  { type }: Happening,
  at: number,
): StoreNotification | undefined {
  const notificationType = notificationTypes[type]
  if (notificationType === undefined || !isKnown(subscription)) return undefined
  const { id, environment, token, lines } = subscription
  const isSandbox = environment === 'SANDBOX'
  return {
    type: 'subscriptionNotification',
    environment,
    purchaseId: id,
    isAboutSubscription: true,
    content: {
      msgVersion: isSandbox ? '3.1.0D' : '3.1.0',
      clientId: clientIdOf(subscription),
      eventTimeMillis: at,
      subscriptionNotification: {
        version: '1.0',
        notificationType,
        purchaseToken: token,
        productId: lines[0]?.productId,
      },
      environment: isSandbox ? 'SANDBOX' : 'COMMERCIAL',
      marketCode: marketCodeOf({ marketCode: subscription.marketCode ?? undefined }),
    },
  }
}
