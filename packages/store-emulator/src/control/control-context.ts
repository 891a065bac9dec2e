import type { Scheduler } from '../scheduler.ts'
import type { FaultRegistry } from '../faults/fault-registry.ts'
import type { NotificationQueue } from '../notifications/notification-queue.ts'
import type { PurchaseContext } from '../purchases/create-purchase.ts'
import type { StoreName } from '../purchases/purchase.ts'
import type { EmulatorCredentials } from '../create-stores.ts'
import type { StoreEmulator } from '../store-emulator.ts'

/** What the control API commands. */
export type ControlContext = PurchaseContext & {
  stores: readonly StoreEmulator[]
  scheduler: Scheduler
  notificationQueue: NotificationQueue
  faults: FaultRegistry
  credentials: () => EmulatorCredentials
  clearPurchases: () => void
}

export function getStore({ stores }: Pick<ControlContext, 'stores'>, name: StoreName): StoreEmulator {
  const store = stores.find((candidate) => candidate.name === name)
  if (store === undefined) throw new Error(`${name} is not among the stores`)
  return store
}
