import type { StoreNotification } from '../notifications/notification.ts'
import type { Receipt } from '../purchases/receipt.ts'
import type { StoreEnvironment } from '../purchases/purchase.ts'
import type { Happening } from './change.ts'
import type { NewSubscription } from './new-subscription.ts'
import type { Subscription, SubscriptionDraft } from './subscription.ts'

/** How one store shows subscriptions to the app and to the server. */
export type SubscriptionProtocol = {
  /** Throws when the store does not sell such a subscription. */
  readonly checkNew: (input: NewSubscription) => void
  /** Ids of a subscription that begins; the App Store has no token until the payment. */
  readonly newIds: (environment: StoreEnvironment) => { token: string; orderBase: string }
  readonly newPeriodIds: (subscription: SubscriptionDraft) => { id: string; orderId: string }
  /** The subscription is that after the change. `at` is the time of the change. */
  readonly notificationFor: (
    subscription: Subscription,
    happening: Happening,
    at: number,
  ) => StoreNotification | undefined
  /** What the app holds; null before the payment. */
  readonly createReceipt: (subscription: Subscription) => Receipt
}
