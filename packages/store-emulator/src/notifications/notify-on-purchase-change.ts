import type { PurchaseRepository } from '../purchases/purchase-repository.ts'
import type { StoreEmulator } from '../store-emulator.ts'
import type { NotificationQueue } from './notification-queue.ts'

/** Enqueues the notifications of each store for every change of its purchases. */
export function notifyOnPurchaseChange(
  purchases: PurchaseRepository,
  notificationQueue: NotificationQueue,
  stores: readonly StoreEmulator[],
): void {
  for (const { name, notifications } of stores) {
    if (notifications !== undefined) notificationQueue.addSender(name, notifications)
  }
  purchases.subscribe((after, before) => {
    const { notifications } = stores.find(({ name }) => name === after.store) ?? {}
    for (const notification of notifications?.notificationsFor(after, before) ?? [])
      notificationQueue.enqueue(after.store, notification)
  })
}
