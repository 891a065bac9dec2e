import { dayMs } from '../../durations.ts'
import { storeEnvironments } from '../../purchases/purchase.ts'
import { isUnknownToStore } from '../../purchases/situation.ts'
import { lastPeriodOf } from '../../subscriptions/charge.ts'
import type { Subscription, SubscriptionPeriod } from '../../subscriptions/subscription.ts'
import type { AppContext } from '../google-play-context.ts'
import { GooglePlayError } from '../google-play-error.ts'

const queryableAfterExpiryMs = 60 * dayMs

export type PeriodOfSubscription = { subscription: Subscription; period: SubscriptionPeriod }

/** Undefined when the token belongs to no subscription that the control API has created. */
export function findGoogleSubscription(
  { subscriptions, packageName }: AppContext,
  token: string,
): Subscription | undefined {
  const found = subscriptions.repository.findByToken('GOOGLE_PLAY', token)
  if (found === undefined || isUnknown(found)) return undefined
  if (found.appId !== packageName) throw new GooglePlayError('invalid', 'token')
  return found
}

/** An expired token answers for sixty days. */
export function assertQueryable({ state, accessUntil }: Subscription, now: number): void {
  const isEnded = state === 'EXPIRED' || state === 'REVOKED'
  if (isEnded && now > (accessUntil ?? now) + queryableAfterExpiryMs)
    throw new GooglePlayError('subscriptionPurchaseNoLongerAvailable')
}

export function findGoogleOrder(
  { subscriptions, packageName }: AppContext,
  orderId: string,
): PeriodOfSubscription | undefined {
  for (const environment of storeEnvironments) {
    const subscription = subscriptions.repository.findByPeriod('GOOGLE_PLAY', environment, orderId)
    const period = subscription?.periods.find(({ id }) => id === orderId)
    if (subscription === undefined || period === undefined) continue
    if (
      subscription.appId === packageName &&
      !isUnknown(subscription) &&
      subscription.situation?.hasNoOrder !== true
    )
      return { subscription, period }
  }
  return undefined
}

export function isUnknown({ situation }: Subscription): boolean {
  return situation !== null && isUnknownToStore({ situation })
}

const regionByCurrency: Record<string, string> = { KRW: 'KR', JPY: 'JP', EUR: 'DE', GBP: 'GB' }

export function regionOfSubscription({
  regionCode,
  currency,
}: Pick<Subscription, 'regionCode' | 'currency'>): string {
  return regionCode ?? regionByCurrency[currency] ?? 'US'
}

/** The order of the renewal that was declined: it gets its number when it is paid. */
export function nextOrderId({ orderBase, periods }: Pick<Subscription, 'orderBase' | 'periods'>): string {
  return periods.length === 0 ? orderBase : `${orderBase}..${String(periods.length - 1)}`
}

export function latestOrderId(subscription: Subscription): string | undefined {
  return lastPeriodOf(subscription)?.id
}
