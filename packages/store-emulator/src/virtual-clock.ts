import { maxClockOffsetMs } from './durations.ts'
import { invalidInput } from './emulator-error.ts'

/** The time that the stores report. It runs with the machine's clock, and can be moved forward and reset. */
export type VirtualClock = {
  /** UNIX time in milliseconds. */
  now: () => number
  /** Milliseconds that the virtual clock is ahead of the machine's clock. */
  offsetMs: () => number
  advance: (ms: number) => void
  /** Sets the clock back to the machine's clock. */
  reset: () => void
}

/** `onChange` is called with the new offset after every change. */
export function createVirtualClock(
  initialOffsetMs = 0,
  onChange: (offsetMs: number) => void = () => undefined,
): VirtualClock {
  let offsetMs = initialOffsetMs

  const setOffset = (ms: number): void => {
    offsetMs = ms
    onChange(ms)
  }

  return {
    now: () => Date.now() + offsetMs,
    offsetMs: () => offsetMs,
    advance: (ms) => {
      if (offsetMs + ms > maxClockOffsetMs) {
        throw invalidInput(`the clock can be at most ${String(maxClockOffsetMs)} ms ahead`, 'advanceMs')
      }
      setOffset(offsetMs + ms)
    },
    reset: () => {
      setOffset(0)
    },
  }
}
