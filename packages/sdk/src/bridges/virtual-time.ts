import type { Schedule } from '../core/time.ts'

type Timer = { readonly dueAt: number; readonly callback: () => void }

/** Time that passes only when a test says so. */
export type VirtualTime = {
  /** The option `schedule` of the client, and of the fake store. */
  readonly schedule: Schedule
  /** Lets time pass, and calls back what becomes due in its order. */
  readonly advance: (byMs: number) => Promise<void>
}

/** Creates a clock for tests, which stands still until it is advanced. */
export function createVirtualTime(): VirtualTime {
  let now = 0
  const timers = new Set<Timer>()
  const findNext = (until: number) =>
    [...timers].filter(({ dueAt }) => dueAt <= until).sort((first, second) => first.dueAt - second.dueAt)[0]
  return {
    schedule: (callback, delayMs) => {
      const timer = { dueAt: now + delayMs, callback }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    advance: async (byMs) => {
      const until = now + byMs
      await runPromises()
      for (let timer = findNext(until); timer !== undefined; timer = findNext(until)) {
        timers.delete(timer)
        now = timer.dueAt
        timer.callback()
        await runPromises()
      }
      now = until
    },
  }
}

/** Lets everything run that waits for promises only. */
async function runPromises(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await Promise.resolve()
}
