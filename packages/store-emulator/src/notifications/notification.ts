import type { Purchase, RefundReview, StoreEnvironment, StoreName } from '../purchases/purchase.ts'

/** Effects of a fault on a notification. */
export const notificationEffects = [
  /** It is never sent. */
  'DROP',
  /** It is sent again at once. */
  'DUPLICATE',
  /** It is sent later. */
  'DELAY',
  /** It is held until after the store's next notification. */
  'REORDER',
  'WRONG_SIGNATURE',
  /** Signed correctly, but for another audience, app or client. */
  'WRONG_AUDIENCE',
] as const
export type NotificationEffect = (typeof notificationEffects)[number]

/** The URL to which a store sends its notifications, as the developer registered it. */
export type NotificationTarget = {
  store: StoreName
  url: string
  /** URL for notifications of the sandbox; default: `url`. */
  sandboxUrl?: string
  /** ONE store: URL for notifications about subscriptions; default: the URL for the others. */
  subscriptionUrl?: string
  /** Pub/Sub: `aud` of the identity token; default: the URL that the notification is sent to. */
  audience?: string
  /** Pub/Sub: the service account that pushes. */
  serviceAccountEmail?: string
  /** Pub/Sub: name of the subscription in the envelope. */
  subscription?: string
  /** Real milliseconds to wait for a response. */
  timeoutMs?: number
}

/** The content of a notification before it is encoded and signed. */
export type StoreNotification = {
  /** Notification type in the terms of the store. */
  type: string
  environment: StoreEnvironment
  purchaseId?: string
  /** ONE store: it goes to the URL for subscriptions. */
  isAboutSubscription?: true
  content: object
}

/** A notification as it is sent: the body is the same in every attempt, the headers may differ. */
export type EncodedNotification = { body: string; headers: () => Record<string, string> }

export type AttemptSummary = {
  environment: StoreEnvironment
  attemptCount: number
  firstAttemptAt: number
  lastAttemptAt: number
}

/** A review of a refund that begins, and the notification about it. */
export type RefundReviewRequest = { review: RefundReview; notification: StoreNotification }

/** The notification protocol of one store. */
export type NotificationSender = {
  readonly notificationsFor: (after: Purchase, before: Purchase | undefined) => StoreNotification[]
  /** The notification by which a developer tests the target; absent when the store has none. */
  readonly createTestNotification?: (environment: StoreEnvironment) => StoreNotification
  /** The store's request for evidence, which precedes its decision on a refund; undefined for a purchase that it does not review. */
  readonly createRefundReview?: (purchase: Purchase) => RefundReviewRequest | undefined
  readonly encode: (
    notification: StoreNotification,
    target: NotificationTarget,
    effect: NotificationEffect | undefined,
  ) => EncodedNotification
  /** Time of the next attempt; undefined when the store stops retrying. */
  readonly nextAttemptAt: (history: AttemptSummary) => number | undefined
  readonly isAccepted: (status: number) => boolean
  /** Real milliseconds to wait for a response unless the target sets its own. */
  readonly timeoutMs: number
}

/** Whether the payment arrived with this change. */
export function becamePaid(after: Purchase, before: Purchase | undefined): boolean {
  return after.state === 'PAID' && (before === undefined || before.state === 'PENDING')
}
