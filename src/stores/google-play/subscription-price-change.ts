import type { SubscriptionPriceChange } from '../contract/subscription.ts'
import { parseTime } from './subscription-lines.ts'
import { toMicros } from './money.ts'
import type { AutoRenewingPlan, SubscriptionItem } from './subscription-types.ts'

const statuses = ['OUTSTANDING', 'CONFIRMED', 'APPLIED', 'CANCELED'] as const

/** Korea: consent to the step from a free or reduced phase to the full price. */
const consentStatuses: Readonly<Record<string, SubscriptionPriceChange['status']>> = {
  PENDING: 'OUTSTANDING',
  CONFIRMED: 'CONFIRMED',
  COMPLETED: 'APPLIED',
}

/** Of several changes the one that waits for the customer; otherwise the first. */
export function toPriceChange(items: readonly SubscriptionItem[]): SubscriptionPriceChange | null {
  const changes = items.flatMap(({ autoRenewingPlan }) =>
    autoRenewingPlan ? [toStepUp(autoRenewingPlan), toAnnounced(autoRenewingPlan)] : [],
  )
  const known = changes.filter((change) => change !== null)
  const isOpen = ({ status }: SubscriptionPriceChange) => status === 'OUTSTANDING' || status === 'CONFIRMED'
  return (
    known.find((change) => change.needsConsent && change.status === 'OUTSTANDING') ??
    known.find(isOpen) ??
    known[0] ??
    null
  )
}

function toAnnounced({ priceChangeDetails: details }: AutoRenewingPlan): SubscriptionPriceChange | null {
  const status = statuses.find((each) => each === details?.priceChangeState)
  if (!details || status === undefined) return null
  const needsConsent = details.priceChangeMode === 'PRICE_INCREASE'
  return {
    status,
    newPrice: toMicros(details.newPrice),
    needsConsent,
    consentBy:
      needsConsent && status === 'OUTSTANDING' ? parseTime(details.expectedNewPriceChargeTime) : null,
  }
}

function toStepUp({ priceStepUpConsentDetails: details }: AutoRenewingPlan): SubscriptionPriceChange | null {
  const status = consentStatuses[details?.state ?? '']
  if (!details || status === undefined) return null
  return {
    status,
    newPrice: toMicros(details.newPrice),
    needsConsent: true,
    consentBy: status === 'OUTSTANDING' ? parseTime(details.consentDeadlineTime) : null,
  }
}

/** Whether the store ended a subscription because the customer did not agree to a price. */
export function wasPriceRefused(items: readonly SubscriptionItem[]): boolean {
  return items.some(({ autoRenewingPlan: plan }) => {
    const { priceChangeMode, priceChangeState } = plan?.priceChangeDetails ?? {}
    const isIncreaseRefused =
      priceChangeMode === 'PRICE_INCREASE' &&
      (priceChangeState === 'CANCELED' || priceChangeState === 'OUTSTANDING')
    return isIncreaseRefused || plan?.priceStepUpConsentDetails?.state === 'PENDING'
  })
}
