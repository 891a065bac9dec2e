import type { ReconciliationSource } from '../../db/queries/reconciliation-jobs.ts'
import type { Limits } from '../context.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

export type RunPlan = {
  /** How far back it looks at the most, and how far behind the last round. */
  readonly maxLookbackMs: number
  readonly overlapMs: number
  readonly intervalMs: number
  /** How long the store's pages may be walked through; null where the pages are our own. */
  readonly windowTtlMs: number | null
}

/** When a comparison is due, and what of the store's past it looks at. Pure. */
export function planRun(
  source: ReconciliationSource,
  lookbackMs: number,
  { reconciliation, retention }: Pick<Limits, 'reconciliation' | 'retention'>,
): RunPlan {
  switch (source) {
    case 'PURCHASES':
      return { maxLookbackMs: 0, overlapMs: 0, intervalMs: 0, windowTtlMs: null }
    case 'CUSTOMER_REFUND_HISTORY':
      // A refund may come long after its payment, so each round looks at all of them.
      return { maxLookbackMs: lookbackMs, overlapMs: lookbackMs, intervalMs: dayMs, windowTtlMs: null }
    case 'REFUNDS':
    case 'NOTIFICATIONS': {
      // The window stays the same while its pages are walked through, and has to stay within what the store looks back on.
      const windowTtlMs = Math.min(6 * hourMs, lookbackMs / 4)
      // What was pruned from the inbox is not missing there.
      const retentionMs = source === 'NOTIFICATIONS' ? retention.notificationsMs : Infinity
      const maxLookbackMs = Math.min(lookbackMs, retentionMs) - windowTtlMs
      return { maxLookbackMs, overlapMs: reconciliation.lookbackMs, intervalMs: 0, windowTtlMs }
    }
  }
}
