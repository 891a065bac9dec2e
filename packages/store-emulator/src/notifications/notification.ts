import type { Purchase, StoreEnvironment, StoreName } from '../purchases/purchase.ts'

/** What can be made to go wrong with a notification on purpose. */
export const notificationEffects = [
  /** It is never sent. */
  'DROP',
  /** It is sent again at once. */
  'DUPLICATE',
  /** It is sent later. */
  'DELAY',
  /** It is held until after the store's next one. */
  'REORDER',
  'WRONG_SIGNATURE',
  /** Well signed, but for another receiver: another audience, app or client. */
  'WRONG_AUDIENCE',
] as const
export type NotificationEffect = (typeof notificationEffects)[number]

/** Where a store sends its notifications, as the developer registered it. */
export type NotificationTarget = {
  store: StoreName
  url: string
  /** Where those of the sandbox go; default: `url`. */
  sandboxUrl?: string
  /** Pub/Sub: `aud` of the identity token; default: the address it is sent to. */
  audience?: string
  /** Pub/Sub: the service account that pushes. */
  serviceAccountEmail?: string
  /** Pub/Sub: name of the subscription in the envelope. */
  subscription?: string
  /** Real milliseconds to wait for an answer. */
  timeoutMs?: number
}

/** What a store has to say. */
export type StoreNotification = {
  /** Notification type in the terms of the store. */
  type: string
  environment: StoreEnvironment
  purchaseId?: string
  content: object
}

/** A message as it goes over the wire: the body stays the same in every attempt, the headers may not. */
export type EncodedNotification = { body: string; headers: () => Record<string, string> }

export type AttemptSummary = {
  environment: StoreEnvironment
  attemptCount: number
  firstAttemptAt: number
  lastAttemptAt: number
}

/** How a store notifies. */
export type NotificationSender = {
  readonly notificationsFor: (after: Purchase, before: Purchase | undefined) => StoreNotification[]
  /** The message by which a developer tries out the target, if the store has one. */
  readonly createTestNotification?: (environment: StoreEnvironment) => StoreNotification
  /** The store's question how much of a purchase was used up, before it decides on a refund. */
  readonly createConsumptionRequest?: (purchase: Purchase) => StoreNotification | undefined
  readonly encode: (
    message: StoreNotification,
    target: NotificationTarget,
    effect: NotificationEffect | undefined,
  ) => EncodedNotification
  /** When to try again; undefined is never. */
  readonly nextAttemptAt: (history: AttemptSummary) => number | undefined
  readonly isAccepted: (status: number) => boolean
  /** Real milliseconds to wait for an answer unless the target says otherwise. */
  readonly timeoutMs: number
}

/** Whether the money arrived with this change. */
export function becamePaid(after: Purchase, before: Purchase | undefined): boolean {
  return after.state === 'PAID' && (before === undefined || before.state === 'PENDING')
}
