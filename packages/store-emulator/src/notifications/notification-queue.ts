import { notificationOperation } from '../faults/fault.ts'
import type { FaultRegistry } from '../faults/fault-registry.ts'
import type { StoreName } from '../purchases/purchase.ts'
import type { Scheduler } from '../scheduler.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import { createDeliveryLog } from './delivery-log.ts'
import type { NotificationDelivery } from './delivery-log.ts'
import { createDeliveryWorker } from './delivery-worker.ts'
import type { NotificationSender, NotificationTarget, StoreNotification } from './notification.ts'

/** Sends the notifications of the stores, retries each as its store does, and stores the most recent ones. */
export type NotificationQueue = {
  addSender: (store: StoreName, sender: NotificationSender) => void
  setTarget: (target: NotificationTarget) => void
  removeTarget: (store: StoreName) => void
  targets: () => NotificationTarget[]
  /** Undefined when the store has no target. */
  enqueue: (
    store: StoreName,
    notification: StoreNotification,
    order?: NotificationOrder,
  ) => NotificationDelivery | undefined
  /** Sends a notification again, whatever its state; its own retries continue. */
  resend: (delivery: NotificationDelivery) => void
  get: (id: string) => NotificationDelivery | undefined
  /** Newest first. */
  list: () => NotificationDelivery[]
  clear: () => void
  /** Aborts the requests that are in flight. */
  close: () => void
}

/** First attempts with the same key are made one after the other. */
export type NotificationOrder = {
  orderedBy: string
  /** Time of the change, which is in the past when the clock has jumped. */
  at: number
}

export type NotificationQueueOptions = {
  scheduler: Scheduler
  clock: VirtualClock
  faults: FaultRegistry
  maxNotifications: number
}

export function createNotificationQueue(options: NotificationQueueOptions): NotificationQueue {
  const { scheduler, clock, faults, maxNotifications } = options
  const senders = new Map<StoreName, NotificationSender>()
  const targets = new Map<StoreName, NotificationTarget>()
  const deliveries = createDeliveryLog(maxNotifications)
  const abortController = new AbortController()
  const worker = createDeliveryWorker({
    scheduler,
    clock,
    deliveries,
    senderOf: (store) => senders.get(store),
    signal: abortController.signal,
  })
  return {
    addSender: (store, sender) => {
      senders.set(store, sender)
    },
    setTarget: (target) => {
      targets.set(target.store, target)
    },
    removeTarget: (store) => {
      targets.delete(store)
    },
    targets: () => [...targets.values()],
    enqueue: (store, notification, order) => {
      const [target, sender] = [targets.get(store), senders.get(store)]
      if (target === undefined || sender === undefined) return undefined
      const fault = faults.nextFault(store, notificationOperation)?.notification
      const now = order?.at ?? clock.now()
      const context = { target, sender, effect: fault?.effect, now, orderedBy: order?.orderedBy }
      const delivery = deliveries.add(notification, context)
      const delayMs = fault?.effect === 'DELAY' ? fault.delayMs : 0
      if (delivery.state === 'PENDING') worker.schedule(delivery, now + delayMs)
      const copies = fault?.effect === 'DUPLICATE' ? fault.copies : 0
      for (let copy = 0; copy < copies; copy += 1) worker.scheduleCopy(delivery)
      return delivery
    },
    resend: worker.scheduleCopy,
    get: deliveries.get,
    list: () => [...deliveries.all()].reverse(),
    clear: deliveries.clear,
    close: () => {
      abortController.abort()
    },
  }
}
