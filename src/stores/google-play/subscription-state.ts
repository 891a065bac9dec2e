import type {
  SubscriptionCancelReason,
  SubscriptionPeriod,
  SubscriptionState,
} from '../contract/subscription.ts'
import { parseTime } from './subscription-lines.ts'
import { isTakenBack } from './subscription-periods.ts'
import { wasPriceRefused } from './subscription-price-change.ts'
import type { SubscriptionReading } from './subscription-reading.ts'
import type { SubscriptionPurchase } from './subscription-types.ts'

/** The part of a state's name that distinguishes it: `SUBSCRIPTION_STATE_ACTIVE`. */
export function toStateName({ subscriptionState }: SubscriptionPurchase): string {
  return (subscriptionState ?? '').replace(/^SUBSCRIPTION_STATE_/, '')
}

export function toState(
  reading: SubscriptionReading,
  periods: readonly SubscriptionPeriod[],
): SubscriptionState {
  const purchase = reading.purchase.value
  const name = toStateName(purchase)
  switch (name) {
    case 'PENDING':
    case 'ACTIVE':
    case 'IN_GRACE_PERIOD':
    case 'ON_HOLD':
    case 'PAUSED':
      return name
    case 'EXPIRED':
      return isRevoked(purchase, periods) ? 'REVOKED' : 'EXPIRED'
    case 'PENDING_PURCHASE_CANCELED':
      return 'EXPIRED'
    case 'CANCELED':
      return isOver(reading) ? 'EXPIRED' : 'ACTIVE'
    default:
      return toUnknownState(reading)
  }
}

/** The access was taken back before the end of what was paid. The state does not say so, and a replacement ends early too. */
function isRevoked(
  { lineItems, canceledStateContext }: SubscriptionPurchase,
  periods: readonly SubscriptionPeriod[],
): boolean {
  if (canceledStateContext?.replacementCancellation) return false
  const begun = lineItems.filter(({ expiryTime }) => expiryTime)
  return begun.length > 0 && begun.every((item) => isTakenBack(item, periods))
}

/** The end is past even if our clock is as far ahead as is tolerated. */
function isOver({ purchase, readAt, settings }: SubscriptionReading): boolean {
  const ends = purchase.value.lineItems.map(({ expiryTime }) => parseTime(expiryTime))
  return ends.every((end) => end === null || end.getTime() + settings.clockSkewMs <= readAt.getTime())
}

/** A state that Google adds later: the ends of the items decide, as they do for the access. */
function toUnknownState(reading: SubscriptionReading): SubscriptionState {
  const hasBegun = reading.purchase.value.lineItems.some(({ expiryTime }) => expiryTime)
  if (!hasBegun) return 'PENDING'
  return isOver(reading) ? 'EXPIRED' : 'ACTIVE'
}

export function toCancelReason(
  purchase: SubscriptionPurchase,
  state: SubscriptionState,
): SubscriptionCancelReason | null {
  const context = purchase.canceledStateContext
  if (context?.replacementCancellation) return 'REPLACED'
  if (context?.userInitiatedCancellation) return 'USER'
  if (context?.developerInitiatedCancellation) return 'DEVELOPER'
  if (state === 'REVOKED') return 'STORE'
  if (context?.systemInitiatedCancellation) {
    return wasPriceRefused(purchase.lineItems) ? 'PRICE_NOT_AGREED' : 'BILLING'
  }
  const isCanceled = context || toStateName(purchase) === 'PENDING_PURCHASE_CANCELED'
  return isCanceled || isCancellationScheduled(purchase) ? 'OTHER' : null
}

function isCancellationScheduled({ lineItems }: SubscriptionPurchase): boolean {
  return lineItems.some(({ autoRenewingPlan }) => autoRenewingPlan?.installmentDetails?.pendingCancellation)
}
