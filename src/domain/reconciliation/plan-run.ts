import type { ReconciliationSource } from '../../db/queries/reconciliation-jobs.ts'
import type { Limits } from '../context.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

export type RunPlan = {
  /** The maximum age of the entries that are compared. */
  readonly maxLookbackMs: number
  /** How far the window of a run reaches back into the window of the last one. */
  readonly overlapMs: number
  /** The minimum time between two runs. */
  readonly intervalMs: number
  /** How long the page tokens of the store may be used; null for a comparison of local rows. */
  readonly windowTtlMs: number | null
}

/** Plans when a comparison is due and which window it covers. Pure. */
export function planRun(
  source: ReconciliationSource,
  lookbackMs: number,
  { reconciliation, retention }: Pick<Limits, 'reconciliation' | 'retention'>,
): RunPlan {
  switch (source) {
    case 'PURCHASES':
      return { maxLookbackMs: 0, overlapMs: 0, intervalMs: 0, windowTtlMs: null }
    case 'CUSTOMER_REFUND_HISTORY':
      // A refund may come long after its payment, so each run covers the whole history.
      return { maxLookbackMs: lookbackMs, overlapMs: lookbackMs, intervalMs: dayMs, windowTtlMs: null }
    case 'REFUNDS':
    case 'NOTIFICATIONS': {
      // The window does not move while its pages are read, and must stay within the history that the store keeps.
      const windowTtlMs = Math.min(6 * hourMs, lookbackMs / 4)
      // A notification that was pruned from the inbox must not be reported as missing.
      const retentionMs = source === 'NOTIFICATIONS' ? retention.notificationsMs : Infinity
      const maxLookbackMs = Math.min(lookbackMs, retentionMs) - windowTtlMs
      return { maxLookbackMs, overlapMs: reconciliation.lookbackMs, intervalMs: 0, windowTtlMs }
    }
  }
}
