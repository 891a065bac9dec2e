import { selectOpenSubjects } from '../../db/queries/reconciliation-discrepancies.ts'
import { isStoreError } from '../store-connection/is-store-error.ts'
import type { Comparator, PendingCheck, ReconciliationContext } from './reconciliation-context.ts'
import { runCheck } from './run-check.ts'
import type { RunCursor } from './run-cursor.ts'

const batchSize = 200

/**
 * Compares again what differed in earlier runs. It may no longer be in the list that this run has read, for example because the window
 * has moved on.
 * @returns whether the run still has its lease
 */
export async function recheckOpenDiscrepancies<Entry>(
  context: ReconciliationContext,
  comparator: Comparator<Entry>,
  cursor: RunCursor,
): Promise<boolean> {
  const { ctx, run, calls, resolve } = context
  for (let after: string | null = ''; after !== null;) {
    const { subjects, next } = await selectOpenSubjects(ctx.db, run, { after, limit: batchSize })
    const results = await comparator.compareAgain(subjects)
    await resolve(subjects.filter((_, index) => results[index] === 'AGREED'))
    for (const result of results) {
      if (typeof result === 'string' || calls.isExhausted()) continue
      await runUnlessStoreFails(context, result)
      if (!(await cursor.save())) return false
    }
    after = next
  }
  return true
}

/** An old discrepancy that cannot be read stays open: it must not keep the run from its end, and the next window from its start. */
async function runUnlessStoreFails(context: ReconciliationContext, check: PendingCheck): Promise<void> {
  try {
    await runCheck(context, check)
  } catch (error) {
    if (!isStoreError(error)) throw error
    const { appId, store, source } = context.run
    context.ctx.log.info({ error, appId, store, source }, 'an open discrepancy could not be compared again')
  }
}
