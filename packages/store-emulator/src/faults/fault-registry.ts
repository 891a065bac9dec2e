import { randomUUID } from 'node:crypto'
import { EmulatorError } from '../emulator-error.ts'
import type { StoreName } from '../purchases/purchase.ts'
import { allOperations, notificationOperation } from './fault.ts'
import type { Fault } from './fault.ts'

const maxFaults = 1000

/** The injected faults that have not been used up, in the order in which they apply. */
export type FaultRegistry = {
  add: (input: Omit<Fault, 'id'>) => Fault
  /** The first fault that applies to this call, which counts as one of its `times`. */
  nextFault: (store: StoreName, operation: string) => Fault | undefined
  list: () => readonly Fault[]
  clear: () => void
}

/** `random` returns a number from 0 to 1, which is compared with the probability of a fault. */
export function createFaultRegistry(random: () => number = Math.random): FaultRegistry {
  let faults: Fault[] = []

  const applies = (fault: Fault, store: StoreName, operation: string): boolean =>
    fault.store === store &&
    matchesOperation(fault, operation) &&
    (fault.probability === undefined || random() < fault.probability)

  return {
    add: (input) => {
      if (faults.length >= maxFaults) {
        const message = `at most ${String(maxFaults)} faults can be pending; DELETE /control/faults removes them`
        throw new EmulatorError(507, 'TOO_MANY_FAULTS', message)
      }
      const fault = { id: `flt_${randomUUID()}`, ...input }
      faults.push(fault)
      return fault
    },
    nextFault: (store, operation) => {
      const index = faults.findIndex((fault) => applies(fault, store, operation))
      const fault = faults[index]
      if (fault === undefined) return undefined
      if (fault.times > 1) faults[index] = { ...fault, times: fault.times - 1 }
      else faults.splice(index, 1)
      return fault
    },
    list: () => faults,
    clear: () => {
      faults = []
    },
  }
}

function matchesOperation({ endpoint }: Fault, operation: string): boolean {
  return endpoint === operation || (endpoint === allOperations && operation !== notificationOperation)
}
