import { randomUUID } from 'node:crypto'
import { EmulatorError } from '../emulator-error.ts'
import type { StoreName } from '../purchases/purchase.ts'
import { allOperations, notificationOperation } from './fault.ts'
import type { Fault } from './fault.ts'

const maxFaults = 1000

/** The planned faults; each call uses up the first that fits it. One with a share fits by chance. */
export class FaultRegistry {
  #faults: Fault[] = []
  readonly #random: () => number

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  add(input: Omit<Fault, 'id'>): Fault {
    if (this.#faults.length >= maxFaults) {
      const message = `at most ${String(maxFaults)} faults can wait: DELETE /control/faults removes them`
      throw new EmulatorError(507, 'TOO_MANY_FAULTS', message)
    }
    const fault = { id: `flt_${randomUUID()}`, ...input }
    this.#faults.push(fault)
    return fault
  }

  nextFault(store: StoreName, operation: string): Fault | undefined {
    const position = this.#faults.findIndex(
      ({ store: its, endpoint, probability }) =>
        its === store &&
        (endpoint === operation || (endpoint === allOperations && operation !== notificationOperation)) &&
        (probability === undefined || this.#random() < probability),
    )
    const fault = this.#faults[position]
    if (fault === undefined) return undefined
    if (fault.times > 1) this.#faults[position] = { ...fault, times: fault.times - 1 }
    else this.#faults.splice(position, 1)
    return fault
  }

  list(): readonly Fault[] {
    return this.#faults
  }

  clear(): void {
    this.#faults = []
  }
}
