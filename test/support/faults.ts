import {
  clearFaults,
  countStoreCalls,
  injectFault,
  type EmulatedStore,
  type EmulatorAddress,
  type FaultOptions,
  type StoreCallCounter,
} from './emulator-control.ts'

/** The faults of one emulator. */
export type Faults = {
  readonly inject: (fault: FaultOptions) => Promise<void>
  /** A store sends no notifications. */
  readonly disableNotifications: (store: EmulatedStore) => Promise<void>
  /** Counts the calls of one operation of a store, each delayed by `delayMs`. */
  readonly countCalls: (options: {
    store: EmulatedStore
    endpoint: string
    delayMs?: number
  }) => Promise<StoreCallCounter>
  /** Ends all faults, and the counting. */
  readonly clear: () => Promise<void>
}

export function bindFaults(emulator: EmulatorAddress): Faults {
  const inject = (fault: FaultOptions) => injectFault(emulator, fault)
  return {
    inject,
    disableNotifications: (store) =>
      inject({ store, endpoint: 'notification', notification: { effect: 'DROP' } }),
    countCalls: (options) => countStoreCalls(emulator, options),
    clear: () => clearFaults(emulator),
  }
}
