import type { RootField } from '../app/permissions.ts'
import type { Store, SubscriptionRefundKind } from '../generated/operations.ts'
import type { SubscriptionDetails } from '../subscriptions/subscription-details.ts'

export type SubscriptionActName = 'ASSIGN' | 'EXTEND' | 'CANCEL' | 'REVOKE' | 'REFRESH'

/** What the API of a store can do with a subscription. */
type StoreAbility = {
  /** Most days by which an act moves the end of a period; null if the store does not extend. */
  readonly maxDays: number | null
  readonly cancels: boolean
  /** Whether it also cancels in a way that the customer cannot undo. */
  readonly stopsPayments: boolean
  /** The refunds with which it ends the access; none if it does not revoke. */
  readonly refunds: readonly SubscriptionRefundKind[]
}

const none: StoreAbility = { maxDays: null, cancels: false, stopsPayments: false, refunds: [] }

export const storeAbilities: Record<Store, StoreAbility> = {
  GOOGLE_PLAY: { maxDays: 365, cancels: true, stopsPayments: true, refunds: ['FULL', 'PRORATED'] },
  APP_STORE: { ...none, maxDays: 90 },
  ONE_STORE: { maxDays: 365, cancels: true, stopsPayments: false, refunds: ['FULL'] },
  TEST_STORE: none,
}

type May = (field: RootField) => boolean

type ActTarget = Pick<SubscriptionDetails, 'store' | 'status' | 'accessUntil' | 'willRenew' | 'user'>

const hasEnded = ({ status }: Pick<ActTarget, 'status'>) => status === 'EXPIRED' || status === 'REVOKED'

/** What the operator's role allows and the state of the subscription makes sense of. The server decides again. */
export function listActs(subscription: ActTarget, may: May): readonly SubscriptionActName[] {
  const { store, status, accessUntil, willRenew, user } = subscription
  const { maxDays, cancels, refunds } = storeAbilities[store]
  const isPaid = !hasEnded(subscription) && status !== 'PENDING'
  const acts: readonly (readonly [SubscriptionActName, RootField, boolean])[] = [
    // A subscription that nobody has paid for is assigned to nobody.
    ['ASSIGN', 'assignSubscription', user === null && status !== 'PENDING'],
    ['EXTEND', 'extendSubscription', maxDays !== null && isPaid && accessUntil !== null],
    ['CANCEL', 'cancelSubscription', cancels && isPaid && willRenew],
    ['REVOKE', 'revokeSubscription', refunds.length > 0 && isPaid],
    ['REFRESH', 'refreshSubscription', true],
  ]
  return acts.flatMap(([name, field, isPossible]) => (isPossible && may(field) ? [name] : []))
}

/** Whether only the customer can end the subscription, so that an operator looks for acts that do not exist. */
export const isLeftToCustomer = (subscription: Pick<ActTarget, 'store' | 'status'>) =>
  subscription.store === 'APP_STORE' && !hasEnded(subscription)
