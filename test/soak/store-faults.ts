import type { FaultOptions } from '../support/emulator-control.ts'
import { hourMs } from '../support/time.ts'

/** One of ten calls fails, in one of several ways, and one of ten notifications. */
export const storeFaults: readonly Omit<FaultOptions, 'store'>[] = [
  { probability: 0.04, status: 503 },
  { probability: 0.02, status: 500, phase: 'AFTER' },
  { probability: 0.02, reset: true },
  { probability: 0.02, truncate: true },
  { endpoint: 'notification', probability: 0.04, notification: { effect: 'DROP' } },
  { endpoint: 'notification', probability: 0.03, notification: { effect: 'DUPLICATE' } },
  { endpoint: 'notification', probability: 0.02, notification: { effect: 'REORDER' } },
  { endpoint: 'notification', probability: 0.01, notification: { effect: 'DELAY', delayMs: 3 * hourMs } },
]
