import { digitsFrom } from '../random-id.ts'
import { GooglePlayError } from './google-play-error.ts'
import { regionOf, rfc3339 } from './google-play-context.ts'
import type { GooglePurchase } from './google-play-context.ts'
import { acknowledgementState } from './product-purchase.ts'
import { moneyFromMicros } from './google-money.ts'

const PERIOD_MS = 30 * 24 * 60 * 60 * 1000
const QUERYABLE_AFTER_EXPIRY_MS = 60 * 24 * 60 * 60 * 1000

/** `SubscriptionPurchaseV2` of a subscription that never renews: one period of 30 days. */
export function subscriptionPurchaseV2(purchase: GooglePurchase, now: number): object {
  const { paidAt, accountToken, environment } = purchase
  const expiry = expiryOf(purchase)
  if (expiry !== undefined && now > expiry + QUERYABLE_AFTER_EXPIRY_MS) {
    throw new GooglePlayError('subscriptionPurchaseNoLongerAvailable')
  }
  const state = subscriptionState(purchase, expiry, now)
  return {
    kind: 'androidpublisher#subscriptionPurchaseV2',
    regionCode: regionOf(purchase),
    ...(paidAt === undefined ? {} : { startTime: rfc3339(paidAt) }),
    subscriptionState: `SUBSCRIPTION_STATE_${state}`,
    acknowledgementState: acknowledgementState(purchase),
    etag: digitsFrom(`${purchase.id}\n${String(purchase.revision)}`, 20),
    ...(environment === 'SANDBOX' ? { testPurchase: {} } : {}),
    ...(state === 'EXPIRED' ? { canceledStateContext: { systemInitiatedCancellation: {} } } : {}),
    ...(accountToken === undefined
      ? {}
      : { externalAccountIdentifiers: { obfuscatedExternalAccountId: accountToken } }),
    lineItems: [lineItem(purchase, expiry, state)],
  }
}

export function expiryOf({ paidAt, refund, state }: GooglePurchase): number | undefined {
  if (paidAt === undefined) return undefined
  const isRevoked = state === 'REFUNDED' && refund?.keepsProduct !== true
  return isRevoked ? refund?.at : paidAt + PERIOD_MS
}

type State = 'PENDING' | 'ACTIVE' | 'EXPIRED' | 'PENDING_PURCHASE_CANCELED'

function subscriptionState({ state }: GooglePurchase, expiry: number | undefined, now: number): State {
  if (expiry !== undefined) return now < expiry ? 'ACTIVE' : 'EXPIRED'
  return state === 'PENDING' ? 'PENDING' : 'PENDING_PURCHASE_CANCELED'
}

function lineItem(purchase: GooglePurchase, expiry: number | undefined, state: State): object {
  const { productId, priceMicros, currency, orderId } = purchase
  return {
    productId,
    ...(expiry === undefined ? {} : { expiryTime: rfc3339(expiry) }),
    ...(orderId === undefined ? {} : { latestSuccessfulOrderId: orderId }),
    autoRenewingPlan: {
      ...(state === 'ACTIVE' ? { autoRenewEnabled: true } : {}),
      recurringPrice: moneyFromMicros(BigInt(priceMicros), currency),
    },
    offerDetails: { basePlanId: 'monthly' },
  }
}
