import { randomUUID } from 'node:crypto'
import { EmulatorError } from '../emulator-error.ts'
import type { StoreName } from '../purchases/purchase.ts'
import { ALL_OPERATIONS, NOTIFICATION_OPERATION } from './fault.ts'
import type { Fault } from './fault.ts'

const MAX_FAULTS = 1000

/** The planned faults; each call uses up the first that fits it. One with a share fits by chance. */
export class FaultTable {
  #faults: Fault[] = []
  readonly #random: () => number

  constructor(random: () => number = Math.random) {
    this.#random = random
  }

  add(input: Omit<Fault, 'id'>): Fault {
    if (this.#faults.length >= MAX_FAULTS) {
      const message = `at most ${String(MAX_FAULTS)} faults can wait: DELETE /control/faults removes them`
      throw new EmulatorError(507, 'TOO_MANY_FAULTS', message)
    }
    const fault = { id: `flt_${randomUUID()}`, ...input }
    this.#faults.push(fault)
    return fault
  }

  take(store: StoreName, operation: string): Fault | undefined {
    const position = this.#faults.findIndex(
      ({ store: its, endpoint, share }) =>
        its === store &&
        (endpoint === operation || (endpoint === ALL_OPERATIONS && operation !== NOTIFICATION_OPERATION)) &&
        (share === undefined || this.#random() < share),
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
