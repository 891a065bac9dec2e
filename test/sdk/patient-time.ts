import type { CoinslotOptions } from '../../packages/sdk/src/index.ts'

/** Limits that never pass by themselves: `expire` ends those of requests. */
export const patientTimeouts = {
  requestMs: 3_600_001,
  sheetMs: 3_600_002,
  reportMs: 3_600_003,
  bridgeMs: 3_600_004,
  storageMs: 3_600_005,
} as const

export type PatientTime = {
  readonly schedule: NonNullable<CoinslotOptions['schedule']>
  /** Ends every wait for a request, or one of the other limits. */
  readonly expire: (limit: keyof typeof patientTimeouts) => void
}

/** Time for a client in which retries are made at once, and no limit depends on how fast the machine is. */
export function createPatientTime(): PatientTime {
  const waits = new Map<() => void, number>()
  return {
    schedule: (callback, delayMs) => {
      if (delayMs < patientTimeouts.requestMs) {
        const timer = setTimeout(callback, 0)
        return () => clearTimeout(timer)
      }
      waits.set(callback, delayMs)
      return () => waits.delete(callback)
    },
    expire: (limit) => {
      for (const [callback, delayMs] of waits) {
        if (delayMs === patientTimeouts[limit]) callback()
      }
    },
  }
}
