import { invalidInput } from './emulator-error.ts'

/** Ten years: well inside the validity of the certificates. */
const maxOffsetMs = 10 * 365 * 24 * 60 * 60 * 1000

/** The time that the stores state. It runs with the machine's clock and can be moved forward, never back. */
export class VirtualClock {
  #offsetMs: number
  readonly #onMove: (offsetMs: number) => void

  constructor(offsetMs: number, onMove: (offsetMs: number) => void) {
    this.#offsetMs = offsetMs
    this.#onMove = onMove
  }

  /** UNIX time in milliseconds. */
  now(): number {
    return Date.now() + this.#offsetMs
  }

  get offsetMs(): number {
    return this.#offsetMs
  }

  advance(ms: number): void {
    if (this.#offsetMs + ms > maxOffsetMs) {
      throw invalidInput(`the clock can be at most ${String(maxOffsetMs)} ms ahead`, 'advanceMs')
    }
    this.#offsetMs += ms
    this.#onMove(this.#offsetMs)
  }

  reset(): void {
    this.#offsetMs = 0
    this.#onMove(0)
  }
}
