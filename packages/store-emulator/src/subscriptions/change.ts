import { EmulatorError } from '../emulator-error.ts'
import type { Subscription, SubscriptionDraft, SubscriptionState } from './subscription.ts'

/** What a store can tell about in a notification. */
export const happeningTypes = [
  'PURCHASED',
  'RESUBSCRIBED',
  'RENEWED',
  'RECOVERED',
  'CANCELED',
  'CANCELLATION_SCHEDULED',
  'RESTARTED',
  'GRACE_STARTED',
  'GRACE_ENDED',
  'HOLD_STARTED',
  'PAUSE_CHANGED',
  'PAUSED',
  'RESUMED',
  'EXPIRED',
  'REVOKED',
  'REFUNDED',
  'REFUND_REVERSED',
  'EXTENDED',
  'PRICE_CHANGED',
  'CONSENT_CHANGED',
  'ITEMS_CHANGED',
  'UPGRADED',
  'CHANGE_SCHEDULED',
  'CHANGE_UNDONE',
  'PENDING_CANCELED',
] as const
export type Happening = {
  type: (typeof happeningTypes)[number]
  /** The period that it is about. */
  periodId?: string
}

/** The result of an action or of the time that passed. */
export type Change = {
  subscription: Subscription
  happenings: Happening[]
  /** A new purchase token that replaces or follows this one. */
  created?: { draft: SubscriptionDraft; happenings: Happening[] }
  /** What happens to the purchase token that this one replaced. */
  former?: (former: Subscription) => Change
}

/** What the pure functions need from outside: the time, and the ids that the store assigns. */
export type ChangeContext = {
  now: number
  /** Ids of a subscription that begins. */
  newIds: () => { id: string; token: string; orderBase: string }
  newPeriodIds: (subscription: SubscriptionDraft) => { id: string; orderId: string }
}

export function invalidState({ state }: Pick<Subscription, 'state'>, rest: string): EmulatorError {
  return new EmulatorError(409, 'INVALID_STATE', `a subscription that is ${state} cannot be ${rest}`)
}

export function assertState(
  subscription: Subscription,
  allowed: readonly SubscriptionState[],
  action: string,
): void {
  if (!allowed.includes(subscription.state)) throw invalidState(subscription, action)
}
