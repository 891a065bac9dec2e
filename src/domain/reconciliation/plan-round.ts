import type { ReconciliationSource } from '../../db/queries/reconciliations.ts'
import type { Limits } from '../context.ts'

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

export type RoundPlan = {
  /** How far back it looks at the most, and how far behind the last round. */
  readonly reachMs: number
  readonly overlapMs: number
  readonly everyMs: number
  /** How long the store's pages may be walked through; null where the pages are our own. */
  readonly validMs: number | null
}

/** When a comparison is due, and what of the store's past it looks at. Pure. */
export function planRound(
  source: ReconciliationSource,
  lookbackMs: number,
  { reconciliation, retention }: Pick<Limits, 'reconciliation' | 'retention'>,
): RoundPlan {
  switch (source) {
    case 'PURCHASES':
      return { reachMs: 0, overlapMs: 0, everyMs: 0, validMs: null }
    case 'CUSTOMER_REFUND_HISTORY':
      // A refund may come long after its payment, so each round looks at all of them.
      return { reachMs: lookbackMs, overlapMs: lookbackMs, everyMs: dayMs, validMs: null }
    case 'REFUNDS':
    case 'NOTIFICATIONS': {
      // The window stays the same while its pages are walked through, and has to stay within what the store looks back on.
      const validMs = Math.min(6 * hourMs, lookbackMs / 4)
      // What was pruned from the inbox is not missing there.
      const keptMs = source === 'NOTIFICATIONS' ? retention.notificationsMs : Infinity
      const reachMs = Math.min(lookbackMs, keptMs) - validMs
      return { reachMs, overlapMs: reconciliation.overlapMs, everyMs: 0, validMs }
    }
  }
}
