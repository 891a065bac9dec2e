import {
  updateDiscrepanciesResolved,
  upsertDiscrepancy,
} from '../../db/queries/reconciliation-discrepancies.ts'
import type { LeasedRun } from '../../db/queries/reconciliation-jobs.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'

/** An entry to compare, and the cursor to continue from once it is compared. */
export type ListedEntry<Entry> = { readonly entry: Entry; readonly nextCursor: string }

/** The entries after a cursor; `nextCursor` is the cursor of the next page, null on the last one. */
export type ListedPage<Entry> = {
  readonly entries: readonly ListedEntry<Entry>[]
  readonly nextCursor: string | null
}

/** What is compared with a store, and how. Each call to the store is counted in the call budget. */
export type Comparator<Entry> = {
  readonly listPage: (cursor: string | null) => Promise<ListedPage<Entry>>
  /** The check that each entry needs; null where the local data match. */
  readonly compare: (entries: readonly Entry[]) => Promise<readonly (PendingCheck | null)[]>
  /** Compares the subjects of open discrepancies again: whether they agree now, or the check that tells. */
  readonly compareAgain: (subjects: readonly string[]) => Promise<readonly (CheckResult | PendingCheck)[]>
}

/** `DIFFERENT`: a difference remains, and an open discrepancy says so. */
export type CheckResult = 'AGREED' | 'DIFFERENT'

/** Reads an entry from the store, and reports a difference as a discrepancy. */
export type PendingCheck = { readonly subject: string; readonly run: () => Promise<CheckResult> }

/** What a comparison may use during a run. */
export type ReconciliationContext = {
  readonly ctx: AppContext
  readonly run: LeasedRun
  readonly calls: CallBudget
  /** Whether the records of several apps are compared: the connection of one may then be unusable while the others work. */
  readonly hasSeveralApps: boolean
  readonly reportDiscrepancy: (discrepancy: Discrepancy) => Promise<void>
  /** Resolves the open discrepancies of these subjects, if there are any. */
  readonly resolve: (subjects: readonly string[]) => Promise<void>
}

export type Discrepancy = {
  readonly subject: string
  readonly description: string
  readonly paymentId?: string | null
  readonly purchaseId?: string | null
  /** Of a sale that was paid and is not recorded. */
  readonly storeTransactionId?: string | null
}

/** The calls to the store that are left in this run. */
export type CallBudget = { readonly spend: () => void; readonly isExhausted: () => boolean }

function createCallBudget(maxCalls: number): CallBudget {
  let remaining = maxCalls
  return {
    spend: () => {
      remaining -= 1
    },
    isExhausted: () => remaining <= 0,
  }
}

export function createReconciliationContext(
  ctx: AppContext,
  run: LeasedRun,
  hasSeveralApps: boolean,
): ReconciliationContext {
  const { appId, store, source, runId } = run
  return {
    ctx,
    run,
    hasSeveralApps,
    calls: createCallBudget(ctx.limits.reconciliation.maxApiCalls),
    reportDiscrepancy: async ({ subject, description, ...about }) => {
      const { paymentId = null, purchaseId = null, storeTransactionId = null } = about
      const row = { appId, id: newUuid(), store, source, subject, runId, detectedAt: ctx.clock() }
      const discrepancy = { ...row, description, paymentId, purchaseId, storeTransactionId }
      if (await upsertDiscrepancy(ctx.db, discrepancy)) {
        ctx.count('reconciliation_discrepancies', { store })
      }
    },
    resolve: (subjects) => updateDiscrepanciesResolved(ctx.db, run, subjects, ctx.clock()),
  }
}
