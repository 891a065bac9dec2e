import type { EmulatorCredentials } from '../create-stores.ts'
import { EmulatorError } from '../emulator-error.ts'
import type { FaultRegistry } from '../faults/fault-registry.ts'
import type { NotificationQueue } from '../notifications/notification-queue.ts'
import type { PurchaseContext } from '../purchases/create-purchase.ts'
import type { Purchase, StoreName } from '../purchases/purchase.ts'
import type { Scheduler } from '../scheduler.ts'
import type { StoreEmulator } from '../store-emulator.ts'
import type { SubscriptionRunner } from '../subscriptions/subscription-runner.ts'
import type { Subscription } from '../subscriptions/subscription.ts'

/** Dependencies of the control API. */
export type ControlContext = PurchaseContext & {
  stores: readonly StoreEmulator[]
  subscriptions: SubscriptionRunner
  scheduler: Scheduler
  notificationQueue: NotificationQueue
  faults: FaultRegistry
  credentials: () => EmulatorCredentials
  clearPurchases: () => void
  /** What the page offers besides the stores themselves. */
  page: EmulatorPage
}

export type EmulatorPage = {
  /** A list of payments in the console of the server that the stores sell for: `transaction` is added as a parameter. */
  paymentsUrl: string | null
  /** Account token of a user of that server, which the page suggests for purchases. */
  accountToken: string | null
}

export function getStore({ stores }: Pick<ControlContext, 'stores'>, name: StoreName): StoreEmulator {
  const store = stores.find((candidate) => candidate.name === name)
  if (store === undefined) throw new Error(`store ${name} is not emulated`)
  return store
}

export function getPurchase({ purchases }: ControlContext, id: string): Purchase {
  const purchase = purchases.get(id)
  if (purchase === undefined) {
    throw new EmulatorError(404, 'PURCHASE_NOT_FOUND', `purchase ${id} does not exist`)
  }
  return purchase
}

export function getSubscription({ subscriptions }: ControlContext, id: string): Subscription {
  const subscription = subscriptions.repository.get(id)
  if (subscription === undefined) {
    throw new EmulatorError(404, 'SUBSCRIPTION_NOT_FOUND', `subscription ${id} does not exist`)
  }
  return subscription
}
