import { EmulatorError } from '../emulator-error.ts'
import type { FaultTable } from '../faults/fault-table.ts'
import type { PurchaseContext } from '../purchases/buy-product.ts'
import type { StoreName } from '../purchases/purchase.ts'
import type { StoreEmulator } from '../store-emulator.ts'

/** What the control API commands. */
export type ControlContext = PurchaseContext & {
  stores: readonly StoreEmulator[]
  faults: FaultTable
  credentials(): object
  clearPurchases(): void
}

export function getStore({ stores }: Pick<ControlContext, 'stores'>, name: StoreName): StoreEmulator {
  const store = stores.find((candidate) => candidate.name === name)
  if (store !== undefined) return store
  const emulated = stores.map((candidate) => candidate.name).join(', ')
  throw new EmulatorError(
    400,
    'STORE_NOT_EMULATED',
    `${name} is not emulated yet; these are: ${emulated}`,
    'store',
  )
}
