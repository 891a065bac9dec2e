import type { StoreName } from '../purchases/purchase.ts'
import type { Scheduler } from '../scheduler.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { DeliveryLog, NotificationDelivery } from './delivery-log.ts'
import type { NotificationSender } from './notification.ts'
import { sendNotification } from './send-notification.ts'

const maxStoredAttempts = 50

/** Makes the attempts of the deliveries at their times of the virtual clock. */
export type DeliveryWorker = {
  /** Schedules an attempt and, as long as attempts fail, the retries of the store. */
  schedule: (delivery: NotificationDelivery, at: number) => void
  /** Schedules one attempt now, without retries. */
  scheduleCopy: (delivery: NotificationDelivery) => void
}

export type DeliveryWorkerOptions = {
  scheduler: Scheduler
  clock: VirtualClock
  deliveries: DeliveryLog
  senderOf: (store: StoreName) => NotificationSender | undefined
  signal: AbortSignal
}

export function createDeliveryWorker(options: DeliveryWorkerOptions): DeliveryWorker {
  const { scheduler, clock, deliveries, senderOf, signal } = options
  const attemptInOrder = createOrderedAttempts()

  const schedule = (delivery: NotificationDelivery, at: number): void => {
    delivery.nextAttemptAt = at
    delivery.state = 'PENDING'
    scheduler.schedule(at, async (scheduledAt) => {
      // A copy may have been delivered in the meantime.
      if (isDelivered(delivery)) return
      await attemptInOrder(delivery, () => attempt(delivery, scheduledAt))
      if (deliveries.has(delivery.id) && !isDelivered(delivery)) scheduleRetry(delivery, scheduledAt)
    })
  }

  const scheduleRetry = (delivery: NotificationDelivery, lastAttemptAt: number): void => {
    const nextAttemptAt = senderOf(delivery.store)?.nextAttemptAt({
      environment: delivery.environment,
      attemptCount: delivery.attemptCount,
      firstAttemptAt: delivery.firstAttemptAt ?? lastAttemptAt,
      lastAttemptAt,
    })
    if (nextAttemptAt === undefined) delivery.state = 'FAILED'
    else schedule(delivery, nextAttemptAt)
  }

  const attempt = async (delivery: NotificationDelivery, at: number): Promise<void> => {
    const sender = senderOf(delivery.store)
    if (sender === undefined || !deliveries.has(delivery.id)) return
    const { url, encoded, timeoutMs } = delivery
    delivery.nextAttemptAt = undefined
    delivery.attemptCount += 1
    delivery.firstAttemptAt ??= at
    const request = { url, body: encoded.body, headers: encoded.headers(), timeoutMs, signal }
    const result = await sendNotification(request, at, sender.isAccepted)
    delivery.attempts = [...delivery.attempts, result].slice(-maxStoredAttempts)
    if (result.result === 'SUCCESS') delivery.state = 'DELIVERED'
    releaseHeld(delivery)
  }

  const releaseHeld = ({ id, store }: NotificationDelivery): void => {
    for (const held of deliveries.all()) {
      if (held.state === 'HELD' && held.store === store && held.id !== id) schedule(held, clock.now())
    }
  }

  return {
    schedule,
    scheduleCopy: (delivery) => {
      scheduler.schedule(clock.now(), (scheduledAt) => attempt(delivery, scheduledAt))
    },
  }
}

/** Makes the first attempts with the same key one after the other. */
function createOrderedAttempts() {
  const lastAttempts = new Map<string, Promise<void>>()
  return async (
    { orderedBy, attemptCount }: NotificationDelivery,
    attempt: () => Promise<void>,
  ): Promise<void> => {
    if (orderedBy === undefined || attemptCount > 0) {
      await attempt()
      return
    }
    const current = Promise.resolve(lastAttempts.get(orderedBy)).then(attempt)
    lastAttempts.set(orderedBy, current)
    await current
    if (lastAttempts.get(orderedBy) === current) lastAttempts.delete(orderedBy)
  }
}

function isDelivered({ state }: NotificationDelivery): boolean {
  return state === 'DELIVERED'
}
