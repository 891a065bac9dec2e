import type { PurchaseLedger } from '../purchases/purchase-ledger.ts'
import type { StoreEmulator } from '../store-emulator.ts'
import type { Outbox } from './outbox.ts'

/** Lets each store say what happens to its purchases. */
export function watchPurchases(
  ledger: PurchaseLedger,
  outbox: Outbox,
  stores: readonly StoreEmulator[],
): void {
  for (const { name, notifications } of stores) {
    if (notifications !== undefined) outbox.addSender(name, notifications)
  }
  ledger.watch((after, before) => {
    const { notifications } = stores.find(({ name }) => name === after.store) ?? {}
    for (const message of notifications?.messagesFor(after, before) ?? []) outbox.post(after.store, message)
  })
}
