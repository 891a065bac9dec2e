import type { Agenda } from '../agenda.ts'
import type { FaultTable } from '../faults/fault-table.ts'
import type { Outbox } from '../notifications/outbox.ts'
import type { PurchaseContext } from '../purchases/buy-product.ts'
import type { StoreName } from '../purchases/purchase.ts'
import type { EmulatorCredentials } from '../stores.ts'
import type { StoreEmulator } from '../store-emulator.ts'

/** What the control API commands. */
export type ControlContext = PurchaseContext & {
  stores: readonly StoreEmulator[]
  agenda: Agenda
  outbox: Outbox
  faults: FaultTable
  credentials: () => EmulatorCredentials
  clearPurchases: () => void
}

export function getStore({ stores }: Pick<ControlContext, 'stores'>, name: StoreName): StoreEmulator {
  const store = stores.find((candidate) => candidate.name === name)
  if (store === undefined) throw new Error(`${name} is not among the stores`)
  return store
}
