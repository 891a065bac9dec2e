import type { PurchaseRepository } from '../purchases/purchase-repository.ts'
import type { StoreEmulator } from '../store-emulator.ts'
import type { NotificationQueue } from './notification-queue.ts'

/** Lets each store say what happens to its purchases. */
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
    for (const message of notifications?.notificationsFor(after, before) ?? [])
      notificationQueue.enqueue(after.store, message)
  })
}
