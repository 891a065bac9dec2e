import { dayMs } from '../durations.ts'
import { hashToDigits } from '../random-id.ts'
import { GooglePlayError } from './google-play-error.ts'
import { regionOf, toRfc3339 } from './google-play-context.ts'
import type { GooglePlayPurchase } from './google-play-context.ts'
import { toAcknowledgementState } from './product-purchase.ts'
import { toMoney } from './money.ts'

const billingPeriodMs = 30 * dayMs
const queryableAfterExpiryMs = 60 * dayMs

/** `SubscriptionPurchaseV2`. The emulator does not renew subscriptions: each has one period of 30 days. */
export function toSubscriptionPurchaseV2(purchase: GooglePlayPurchase, now: number): object {
  const { paidAt, accountToken, environment } = purchase
  const expiry = expiryOf(purchase)
  if (expiry !== undefined && now > expiry + queryableAfterExpiryMs) {
    throw new GooglePlayError('subscriptionPurchaseNoLongerAvailable')
  }
  const state = toSubscriptionState(purchase, expiry, now)
  return {
    kind: 'androidpublisher#subscriptionPurchaseV2',
    regionCode: regionOf(purchase),
    ...(paidAt === undefined ? {} : { startTime: toRfc3339(paidAt) }),
    subscriptionState: `SUBSCRIPTION_STATE_${state}`,
    acknowledgementState: toAcknowledgementState(purchase),
    etag: hashToDigits(`${purchase.id}\n${String(purchase.revision)}`, 20),
    ...(environment === 'SANDBOX' ? { testPurchase: {} } : {}),
    ...(state === 'EXPIRED' ? { canceledStateContext: { systemInitiatedCancellation: {} } } : {}),
    ...(accountToken === undefined
      ? {}
      : { externalAccountIdentifiers: { obfuscatedExternalAccountId: accountToken } }),
    lineItems: [toLineItem(purchase, expiry, state)],
  }
}

export function expiryOf({ paidAt, refund, state }: GooglePlayPurchase): number | undefined {
  if (paidAt === undefined) return undefined
  const isRevoked = state === 'REFUNDED' && refund?.keepsProduct !== true
  return isRevoked ? refund?.at : paidAt + billingPeriodMs
}

type SubscriptionState = 'PENDING' | 'ACTIVE' | 'EXPIRED' | 'PENDING_PURCHASE_CANCELED'

function toSubscriptionState(
  { state }: GooglePlayPurchase,
  expiry: number | undefined,
  now: number,
): SubscriptionState {
  if (expiry !== undefined) return now < expiry ? 'ACTIVE' : 'EXPIRED'
  return state === 'PENDING' ? 'PENDING' : 'PENDING_PURCHASE_CANCELED'
}

function toLineItem(
  purchase: GooglePlayPurchase,
  expiry: number | undefined,
  state: SubscriptionState,
): object {
  const { productId, priceMicros, currency, orderId } = purchase
  return {
    productId,
    ...(expiry === undefined ? {} : { expiryTime: toRfc3339(expiry) }),
    ...(orderId === undefined ? {} : { latestSuccessfulOrderId: orderId }),
    autoRenewingPlan: {
      ...(state === 'ACTIVE' ? { autoRenewEnabled: true } : {}),
      recurringPrice: toMoney(BigInt(priceMicros), currency),
    },
    offerDetails: { basePlanId: 'monthly' },
  }
}
