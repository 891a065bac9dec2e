import { randomUUID } from 'node:crypto'
import type { StoreEnvironment, StoreName } from '../purchases/purchase.ts'
import type {
  EncodedNotification,
  NotificationEffect,
  NotificationSender,
  NotificationTarget,
  StoreNotification,
} from './notification.ts'
import type { SendAttempt } from './send-notification.ts'

export const deliveryStates = ['PENDING', 'HELD', 'DELIVERED', 'FAILED', 'DROPPED'] as const

/** One notification with its target and its attempts. Times are UNIX milliseconds of the virtual clock. */
export type NotificationDelivery = {
  readonly id: string
  readonly sequence: number
  readonly store: StoreName
  readonly type: string
  readonly environment: StoreEnvironment
  readonly purchaseId: string | undefined
  readonly url: string
  readonly createdAt: number
  readonly encoded: EncodedNotification
  readonly timeoutMs: number
  readonly effect: NotificationEffect | undefined
  readonly orderedBy: string | undefined
  state: (typeof deliveryStates)[number]
  nextAttemptAt: number | undefined
  attemptCount: number
  firstAttemptAt: number | undefined
  /** The last fifty. */
  attempts: SendAttempt[]
}

export type DeliveryContext = {
  target: NotificationTarget
  sender: NotificationSender
  effect: NotificationEffect | undefined
  now: number
  orderedBy: string | undefined
}

/** The most recent notifications. */
export type DeliveryLog = {
  add: (notification: StoreNotification, context: DeliveryContext) => NotificationDelivery
  get: (id: string) => NotificationDelivery | undefined
  has: (id: string) => boolean
  /** Oldest first. */
  all: () => Iterable<NotificationDelivery>
  clear: () => void
}

export function createDeliveryLog(maxDeliveries: number): DeliveryLog {
  const deliveries = new Map<string, NotificationDelivery>()
  let nextSequence = 0
  return {
    add: (notification, context) => {
      const delivery = toDelivery(notification, context, nextSequence)
      nextSequence += 1
      deliveries.set(delivery.id, delivery)
      for (const oldestId of deliveries.keys()) {
        if (deliveries.size <= maxDeliveries) break
        deliveries.delete(oldestId)
      }
      return delivery
    },
    get: (id) => deliveries.get(id),
    has: (id) => deliveries.has(id),
    all: () => deliveries.values(),
    clear: () => {
      deliveries.clear()
    },
  }
}

function toDelivery(
  notification: StoreNotification,
  { target, sender, effect, now, orderedBy }: DeliveryContext,
  sequence: number,
): NotificationDelivery {
  const { type, environment, purchaseId } = notification
  return {
    id: `ntf_${randomUUID()}`,
    sequence,
    store: target.store,
    type,
    environment,
    purchaseId,
    url: urlOf(notification, target),
    createdAt: now,
    encoded: sender.encode(notification, target, effect),
    timeoutMs: target.timeoutMs ?? sender.timeoutMs,
    effect,
    orderedBy,
    state: effect === 'DROP' ? 'DROPPED' : effect === 'REORDER' ? 'HELD' : 'PENDING',
    nextAttemptAt: undefined,
    attemptCount: 0,
    firstAttemptAt: undefined,
    attempts: [],
  }
}

function urlOf({ environment, isAboutSubscription }: StoreNotification, target: NotificationTarget): string {
  const { url, sandboxUrl, subscriptionUrl } = target
  if (isAboutSubscription === true && subscriptionUrl !== undefined) return subscriptionUrl
  return environment === 'SANDBOX' ? (sandboxUrl ?? url) : url
}
