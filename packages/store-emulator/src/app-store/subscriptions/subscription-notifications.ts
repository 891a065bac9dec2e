import type { StoreNotification } from '../../notifications/notification.ts'
import { lastPeriodOf } from '../../subscriptions/charge.ts'
import type { Happening } from '../../subscriptions/change.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { signPayload, signTransaction } from '../app-store-context.ts'
import type { AppStoreContext } from '../app-store-context.ts'
import { createNotificationContent } from '../server-notifications.ts'
import type { NotificationKind } from '../server-notifications.ts'
import { isKnown, toPeriodTransaction } from './period-transaction.ts'
import { toRenewalInfo } from './renewal-info.ts'
import { statusOf } from './status-entry.ts'

/** App Store Server Notifications V2 about a subscription. The payload contains the transaction that it is about. */
export function toSubscriptionNotification(
  ctx: AppStoreContext,
  subscription: Subscription,
  happening: Happening,
  at: number,
): StoreNotification | undefined {
  const kind = toKind(subscription, happening, at)
  const period =
    subscription.periods.find(({ id }) => id === happening.periodId) ?? lastPeriodOf(subscription)
  if (kind === undefined || period === undefined || !isKnown(subscription)) return undefined
  const { environment, appId, id } = subscription
  const atThatTime = { ...ctx, clock: { ...ctx.clock, now: () => at } }
  const data = {
    signedTransactionInfo: signTransaction(atThatTime, toPeriodTransaction(subscription, period)),
    signedRenewalInfo: signPayload(ctx, toRenewalInfo(subscription, at)),
    status: statusOf(subscription),
  }
  const content = createNotificationContent(atThatTime, { environment, bundleId: appId }, kind, data)
  return { type: kind.notificationType, environment, purchaseId: id, content }
}

const kinds: Partial<Record<Happening['type'], NotificationKind>> = {
  PURCHASED: { notificationType: 'SUBSCRIBED', subtype: 'INITIAL_BUY' },
  RESUBSCRIBED: { notificationType: 'SUBSCRIBED', subtype: 'RESUBSCRIBE' },
  RENEWED: { notificationType: 'DID_RENEW' },
  RECOVERED: { notificationType: 'DID_RENEW', subtype: 'BILLING_RECOVERY' },
  CANCELED: { notificationType: 'DID_CHANGE_RENEWAL_STATUS', subtype: 'AUTO_RENEW_DISABLED' },
  CANCELLATION_SCHEDULED: { notificationType: 'DID_CHANGE_RENEWAL_STATUS', subtype: 'AUTO_RENEW_DISABLED' },
  RESTARTED: { notificationType: 'DID_CHANGE_RENEWAL_STATUS', subtype: 'AUTO_RENEW_ENABLED' },
  GRACE_STARTED: { notificationType: 'DID_FAIL_TO_RENEW', subtype: 'GRACE_PERIOD' },
  GRACE_ENDED: { notificationType: 'GRACE_PERIOD_EXPIRED' },
  HOLD_STARTED: { notificationType: 'DID_FAIL_TO_RENEW' },
  REFUNDED: { notificationType: 'REFUND' },
  REFUND_REVERSED: { notificationType: 'REFUND_REVERSED' },
  EXTENDED: { notificationType: 'RENEWAL_EXTENDED' },
  UPGRADED: { notificationType: 'DID_CHANGE_RENEWAL_PREF', subtype: 'UPGRADE' },
  CHANGE_SCHEDULED: { notificationType: 'DID_CHANGE_RENEWAL_PREF', subtype: 'DOWNGRADE' },
  CHANGE_UNDONE: { notificationType: 'DID_CHANGE_RENEWAL_PREF' },
}

const expirySubtypes = {
  CANCELED: 'VOLUNTARY',
  BILLING: 'BILLING_RETRY',
  PRICE: 'PRICE_INCREASE',
  PRODUCT: 'PRODUCT_NOT_FOR_SALE',
  OTHER: undefined,
} as const

function toKind(subscription: Subscription, { type }: Happening, at: number): NotificationKind | undefined {
  const { state, retry, familyOwnerId, priceChange, endReason } = subscription
  switch (type) {
    case 'CANCELED':
      // The end of a billing retry is told by EXPIRED alone.
      return state === 'EXPIRED' ? undefined : kinds[type]
    case 'HOLD_STARTED':
      return retry !== null && at > retry.startedAt ? undefined : kinds[type]
    case 'EXPIRED': {
      const subtype = expirySubtypes[endReason ?? 'OTHER']
      return { notificationType: 'EXPIRED', ...(subtype === undefined ? {} : { subtype }) }
    }
    case 'REVOKED':
      return { notificationType: familyOwnerId === null ? 'REFUND' : 'REVOKE' }
    case 'PRICE_CHANGED':
      return priceChange?.mode === 'DECREASE'
        ? undefined
        : {
            notificationType: 'PRICE_INCREASE',
            subtype: priceChange?.state === 'OUTSTANDING' ? 'PENDING' : 'ACCEPTED',
          }
    default:
      return kinds[type]
  }
}
