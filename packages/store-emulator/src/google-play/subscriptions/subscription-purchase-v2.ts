import { hashToDigits } from '../../random-id.ts'
import { applySituation } from '../../purchases/situation.ts'
import { continues } from '../../subscriptions/passing-time.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { toRfc3339 } from '../google-play-context.ts'
import { nextOrderId, regionOfSubscription } from './google-subscription.ts'
import { toLineItem } from './line-item.ts'

/** `SubscriptionPurchaseV2` of a subscription that renews. */
export function toSubscriptionPurchase(subscription: Subscription): object {
  const { startedAt, environment, linkedToken, acknowledgedAt, situation } = subscription
  return applySituation(situation === null ? {} : { situation }, {
    kind: 'androidpublisher#subscriptionPurchaseV2',
    regionCode: regionOfSubscription(subscription),
    ...(startedAt === null ? {} : { startTime: toRfc3339(startedAt) }),
    subscriptionState: `SUBSCRIPTION_STATE_${stateOf(subscription)}`,
    acknowledgementState:
      acknowledgedAt === null ? 'ACKNOWLEDGEMENT_STATE_PENDING' : 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
    etag: etagOf(subscription),
    ...(linkedToken === null ? {} : { linkedPurchaseToken: linkedToken }),
    ...(environment === 'SANDBOX' ? { testPurchase: {} } : {}),
    ...contextFields(subscription),
    ...accountFields(subscription),
    lineItems: subscription.lines.map((line) => toLineItem(subscription, line)),
  })
}

/** Changes with every change of the subscription. */
export function etagOf({ id, revision }: Subscription): string {
  return hashToDigits(`${id}\n${String(revision)}`, 20)
}

function stateOf(subscription: Subscription): string {
  const { state, planType, willRenew } = subscription
  switch (state) {
    case 'ACTIVE':
      return planType === 'PREPAID' || continues(subscription) ? 'ACTIVE' : 'CANCELED'
    case 'IN_GRACE':
      return willRenew || continues(subscription) ? 'IN_GRACE_PERIOD' : 'CANCELED'
    case 'PENDING':
      return 'PENDING'
    case 'PENDING_CANCELED':
      return 'PENDING_PURCHASE_CANCELED'
    case 'ON_HOLD':
    case 'PAUSED':
      return state
    case 'EXPIRED':
    case 'REVOKED':
      return 'EXPIRED'
  }
}

function contextFields(subscription: Subscription): object {
  const { state, pause, cancellation } = subscription
  const renewalDeclined = { pendingOrderId: nextOrderId(subscription) }
  const shown = stateOf(subscription)
  return {
    ...(state === 'PAUSED' && pause?.resumesAt != null
      ? { pausedStateContext: { autoResumeTime: toRfc3339(pause.resumesAt) } }
      : {}),
    ...(shown === 'IN_GRACE_PERIOD' ? { inGracePeriodStateContext: { renewalDeclined } } : {}),
    ...(shown === 'ON_HOLD' ? { onHoldStateContext: { renewalDeclined } } : {}),
    ...(cancellation !== null && (shown === 'CANCELED' || shown === 'EXPIRED')
      ? { canceledStateContext: toCanceledContext(cancellation) }
      : {}),
  }
}

function toCanceledContext({ at, by }: NonNullable<Subscription['cancellation']>): object {
  switch (by) {
    case 'USER':
      return { userInitiatedCancellation: { cancelTime: toRfc3339(at) } }
    case 'DEVELOPER':
    case 'DEVELOPER_STOP_PAYMENTS':
      return { developerInitiatedCancellation: {} }
    case 'REPLACEMENT':
      return { replacementCancellation: {} }
    case 'SYSTEM':
      return { systemInitiatedCancellation: {} }
  }
}

/** The former owner of a purchase in the Play app is named until it is acknowledged. */
function accountFields({ accountToken, outOfAppFormer, acknowledgedAt }: Subscription): object {
  return {
    ...(accountToken === null
      ? {}
      : { externalAccountIdentifiers: { obfuscatedExternalAccountId: accountToken } }),
    ...(outOfAppFormer === null || acknowledgedAt !== null
      ? {}
      : {
          outOfAppPurchaseContext: {
            expiredPurchaseToken: outOfAppFormer.token,
            ...(outOfAppFormer.accountToken === null
              ? {}
              : {
                  expiredExternalAccountIdentifiers: {
                    obfuscatedExternalAccountId: outOfAppFormer.accountToken,
                  },
                }),
          },
        }),
  }
}
