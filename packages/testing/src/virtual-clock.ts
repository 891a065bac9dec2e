import type { TestEmulator } from './emulator.ts'

/**
 * The clock of the server and of the stores. It runs with the clock of the machine, and is ahead of it by what a test has added. User
 * tokens, signatures of webhooks and timeouts use the clock of the machine.
 */
export type VirtualClock = {
  readonly now: () => Promise<Date>
  /**
   * Lets time pass for the server and the stores. Resolves when the stores have done what became due, for example sent their
   * notifications. What the server does because of them follows: `waitUntil` waits for it.
   */
  readonly advance: (byMs: number) => Promise<Date>
}

type ClockView = { readonly now: number }

export function createVirtualClock({ control }: Pick<TestEmulator, 'control'>): VirtualClock {
  return {
    now: async () => new Date((await control<ClockView>('GET', '/control/clock')).now),
    advance: async (byMs) =>
      new Date((await control<ClockView>('POST', '/control/clock', { advanceMs: byMs })).now),
  }
}
