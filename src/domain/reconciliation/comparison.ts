import { healDifferences, noteDifference } from '../../db/queries/reconciliation-discrepancies.ts'
import type { Round } from '../../db/queries/reconciliations.ts'
import { newUuid } from '../../platform/ids.ts'
import type { AppContext } from '../context.ts'

/** Something to compare, and the place to go on from once it is compared. */
export type Listed<Entry> = { readonly entry: Entry; readonly resumeAt: string }

/** Entries from a place on; `end` is the place after them, null after the last ones. */
export type ListedPage<Entry> = { readonly listed: readonly Listed<Entry>[]; readonly end: string | null }

/** What is compared with a store, and how. Whatever asks the store counts its calls. */
export type Comparing<Entry> = {
  readonly list: (place: string | null) => Promise<ListedPage<Entry>>
  /** What is left to do about each entry; null where the store and we say the same. */
  readonly compare: (entries: readonly Entry[]) => Promise<readonly (Check | null)[]>
}

/** Asks the store about an entry, and writes down what differed. */
export type Check = { readonly subject: string; readonly run: () => Promise<void> }

/** What a round gives to whoever compares. */
export type Notebook = {
  readonly ctx: AppContext
  readonly round: Round
  readonly calls: CallBudget
  readonly note: (difference: FoundDifference) => Promise<void>
  /** These are differences no longer, or never were. */
  readonly heal: (subjects: readonly string[]) => Promise<void>
}

export type FoundDifference = {
  readonly subject: string
  readonly description: string
  readonly paymentId?: string | null
  readonly purchaseId?: string | null
}

export type CallBudget = { readonly spend: () => void; readonly isSpent: () => boolean }

function startCallBudget(calls: number): CallBudget {
  let left = calls
  return {
    spend: () => {
      left -= 1
    },
    isSpent: () => left <= 0,
  }
}

export function openNotebook(ctx: AppContext, round: Round): Notebook {
  const { appId, store, source, runId } = round
  return {
    ctx,
    round,
    calls: startCallBudget(ctx.limits.reconciliation.storeCalls),
    note: async ({ subject, description, paymentId = null, purchaseId = null }) => {
      const row = { appId, id: newUuid(), store, source, subject, runId, detectedAt: ctx.clock() }
      if (await noteDifference(ctx.db, { ...row, description, paymentId, purchaseId })) {
        ctx.count('reconciliation_discrepancies', store)
      }
    },
    heal: (subjects) => healDifferences(ctx.db, round, subjects, ctx.clock()),
  }
}
