import type { StoreAcknowledgement } from '../contract/sale.ts'
import type { SubscriptionPeriod, SubscriptionState } from '../contract/subscription.ts'
import { parseOrderNumber } from './order-number.ts'
import { parseTime } from './subscription-lines.ts'
import type { SubscriptionReading } from './subscription-reading.ts'
import type { SubscriptionPurchase } from './subscription-types.ts'

const weekMs = 7 * 24 * 60 * 60_000

export function isSubscriptionAcknowledged({ acknowledgementState }: SubscriptionPurchase): boolean {
  return acknowledgementState === 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED'
}

/** Each purchase token is acknowledged once: a purchase, a change of the plan, a top-up. Renewals are not. */
export function toSubscriptionAcknowledgement(
  reading: SubscriptionReading,
  state: SubscriptionState,
  periods: readonly SubscriptionPeriod[],
): StoreAcknowledgement {
  const acknowledged = isSubscriptionAcknowledged(reading.purchase.value)
  const isOpen = state !== 'PENDING' && state !== 'EXPIRED' && state !== 'REVOKED'
  const deadlineAt = acknowledged || !isOpen ? null : toDeadline(reading, periods)
  return { acknowledged, consumed: false, deadlineAt }
}

function toDeadline(reading: SubscriptionReading, periods: readonly SubscriptionPeriod[]): Date {
  const { purchase, settings, readAt } = reading
  const first = periods.find((period) => isFirstOfToken(purchase.value, period))
  const boughtAt = first?.paidAt ?? parseTime(purchase.value.startTime) ?? readAt
  const withinMs = purchase.value.testPurchase
    ? settings.testAcknowledgeSubscriptionWithinMs
    : settings.acknowledgeWithinMs
  const lengthMs = toPrepaidLengthMs(reading, first, boughtAt)
  const limitMs = lengthMs === null || lengthMs >= weekMs ? withinMs : Math.min(withinMs, lengthMs / 2)
  return new Date(boughtAt.getTime() + limitMs)
}

/** A reading can also return the orders of former tokens. */
function isFirstOfToken({ lineItems }: SubscriptionPurchase, { storeOrderId }: SubscriptionPeriod): boolean {
  const { base, number } = parseOrderNumber(storeOrderId ?? '')
  const latest = lineItems.flatMap(({ latestSuccessfulOrderId: id }) =>
    id ? [parseOrderNumber(id).base] : [],
  )
  return number < 0 && (latest.length === 0 || latest.includes(base))
}

/** Of the plan; after a top-up the access is longer. */
function toPrepaidLengthMs(
  { purchase }: SubscriptionReading,
  first: SubscriptionPeriod | undefined,
  boughtAt: Date,
): number | null {
  const prepaid = purchase.value.lineItems.find(({ prepaidPlan }) => prepaidPlan)
  if (prepaid === undefined) return null
  if (first !== undefined) return first.endsAt.getTime() - first.startsAt.getTime()
  const expiry = parseTime(prepaid.expiryTime)
  return expiry === null ? null : Math.max(0, expiry.getTime() - boughtAt.getTime())
}
