import type { Subscription, SubscriptionPeriod } from '../../subscriptions/subscription.ts'
import type { AppContext } from '../google-play-context.ts'
import { isUnknown } from './google-subscription.ts'

const voidedSources = { CUSTOMER: 0, DEVELOPER: 1, STORE: 2 } as const
const reasonNumbers = { UNACKNOWLEDGED: 8, CHARGEBACK: 7 } as const
const voidedReasonRemorse = 1
const voidedReasonOther = 0

export type VoidedEntry = { at: number; sequence: number; body: object }

/** The refunded periods of subscriptions whose access was taken back. */
export function listVoidedPeriods({ subscriptions, packageName }: AppContext): VoidedEntry[] {
  return subscriptions.repository
    .listByStore('GOOGLE_PLAY')
    .filter((subscription) => subscription.appId === packageName && !isUnknown(subscription))
    .flatMap((subscription) => subscription.periods.flatMap((period) => toVoidedEntry(subscription, period)))
}

function toVoidedEntry({ token, sequence }: Subscription, period: SubscriptionPeriod): VoidedEntry[] {
  const { refund, id, chargedAt } = period
  if (refund === null || refund.keepsAccess || refund.percentage < 100) return []
  const body = {
    kind: 'androidpublisher#voidedPurchase',
    purchaseToken: token,
    orderId: id,
    purchaseTimeMillis: String(chargedAt),
    voidedTimeMillis: String(refund.at),
    voidedSource: voidedSources[refund.by],
    voidedReason: toVoidedReason(refund),
  }
  return [{ at: refund.at, sequence, body }]
}

function toVoidedReason({ reason, by }: NonNullable<SubscriptionPeriod['refund']>): number {
  if (reason === 'UNACKNOWLEDGED' || reason === 'CHARGEBACK') return reasonNumbers[reason]
  return by === 'CUSTOMER' ? voidedReasonRemorse : voidedReasonOther
}
