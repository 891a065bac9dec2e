import {
  updateDiscrepanciesResolved,
  upsertDiscrepancy,
} from '../../db/queries/reconciliation-discrepancies.ts'
import type { LeasedRun } from '../../db/queries/reconciliation-jobs.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'

/** Something to compare, and the place to go on from once it is compared. */
export type ListedEntry<Entry> = { readonly entry: Entry; readonly nextCursor: string }

/** Entries from a place on; `end` is the place after them, null after the last ones. */
export type ListedPage<Entry> = {
  readonly entries: readonly ListedEntry<Entry>[]
  readonly nextCursor: string | null
}

/** What is compared with a store, and how. Whatever asks the store counts its calls. */
export type Comparator<Entry> = {
  readonly listPage: (place: string | null) => Promise<ListedPage<Entry>>
  /** What is left to do about each entry; null where the store and we say the same. */
  readonly compare: (entries: readonly Entry[]) => Promise<readonly (PendingCheck | null)[]>
}

/** Asks the store about an entry, and writes down what differed. */
export type PendingCheck = { readonly subject: string; readonly run: () => Promise<void> }

/** What a round gives to whoever compares. */
export type ReconciliationContext = {
  readonly ctx: AppContext
  readonly run: LeasedRun
  readonly calls: CallBudget
  readonly reportDiscrepancy: (difference: Discrepancy) => Promise<void>
  /** These are differences no longer, or never were. */
  readonly resolve: (subjects: readonly string[]) => Promise<void>
}

export type Discrepancy = {
  readonly subject: string
  readonly description: string
  readonly paymentId?: string | null
  readonly purchaseId?: string | null
}

export type CallBudget = { readonly spend: () => void; readonly isSpent: () => boolean }

function createCallBudget(calls: number): CallBudget {
  let remaining = calls
  return {
    spend: () => {
      remaining -= 1
    },
    isSpent: () => remaining <= 0,
  }
}

export function createReconciliationContext(ctx: AppContext, run: LeasedRun): ReconciliationContext {
  const { appId, store, source, runId } = run
  return {
    ctx,
    run,
    calls: createCallBudget(ctx.limits.reconciliation.maxApiCalls),
    reportDiscrepancy: async ({ subject, description, paymentId = null, purchaseId = null }) => {
      const row = { appId, id: newUuid(), store, source, subject, runId, detectedAt: ctx.clock() }
      if (await upsertDiscrepancy(ctx.db, { ...row, description, paymentId, purchaseId })) {
        ctx.incrementMetric('reconciliation_discrepancies', store)
      }
    },
    resolve: (subjects) => updateDiscrepanciesResolved(ctx.db, run, subjects, ctx.clock()),
  }
}
