import { dayMs } from '../durations.ts'
import type { Subscription, SubscriptionStore } from './subscription.ts'

/** In what the stores differ. */
type StoreRules = {
  /** A change of the plan, a resubscription and a top-up create a new purchase token. */
  createsTokens: boolean
  hasPauses: boolean
  hasPrepaidPlans: boolean
  hasAddOns: boolean
  hasFamilySharing: boolean
  /** Within which a new purchase token must be acknowledged; null: never. */
  acknowledgementMs: number | null
  defaultGraceDays: number
  /** Days of grace and hold together that the store tries to charge a declined renewal. */
  retryDays: number
  maxExtensionMs: number
}

const storeRules: Record<SubscriptionStore, StoreRules> = {
  GOOGLE_PLAY: {
    createsTokens: true,
    hasPauses: true,
    hasPrepaidPlans: true,
    hasAddOns: true,
    hasFamilySharing: false,
    acknowledgementMs: 3 * dayMs,
    defaultGraceDays: 7,
    retryDays: 60,
    maxExtensionMs: 365 * dayMs,
  },
  APP_STORE: {
    createsTokens: false,
    hasPauses: false,
    hasPrepaidPlans: false,
    hasAddOns: false,
    hasFamilySharing: true,
    acknowledgementMs: null,
    defaultGraceDays: 0,
    retryDays: 60,
    maxExtensionMs: 90 * dayMs,
  },
  ONE_STORE: {
    createsTokens: true,
    hasPauses: true,
    hasPrepaidPlans: false,
    hasAddOns: false,
    hasFamilySharing: false,
    acknowledgementMs: 3 * dayMs,
    defaultGraceDays: 7,
    retryDays: 37,
    maxExtensionMs: 365 * dayMs,
  },
}

export function rulesOf({ store }: Pick<Subscription, 'store'>): StoreRules {
  return storeRules[store]
}
