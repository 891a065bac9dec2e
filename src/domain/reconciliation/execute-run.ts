import { StoreMisconfiguredError } from '../../stores/contract/store-adapter.ts'
import { isStoreError } from '../store-connection/is-store-error.ts'
import type { Comparator, ReconciliationContext } from './reconciliation-context.ts'
import { recheckOpenDiscrepancies } from './recheck-open-discrepancies.ts'
import { internalErrorText, runCheck } from './run-check.ts'
import { createRunCursor, type RunCursor } from './run-cursor.ts'

/** `LEASE_LOST`: the lease expired, and another runner continues the run. */
export type RunOutcome = 'COMPARED' | 'BUDGET_EXHAUSTED' | 'STOPPED' | 'LEASE_LOST'

const batchSize = 100

/**
 * Compares from the run's cursor to its end, as far as the call budget reaches. The cursor is saved after each check that calls the
 * store, so the next runner repeats at most one entry. An error pauses the run at its cursor.
 */
export async function executeRun<Entry>(
  context: ReconciliationContext,
  comparator: Comparator<Entry>,
): Promise<RunOutcome> {
  const cursor = createRunCursor(context)
  try {
    for (;;) {
      if (context.calls.isExhausted()) return await pauseRun(cursor)
      context.calls.spend()
      const { entries, nextCursor } = await comparator.listPage(cursor.current())
      for (let start = 0; start < entries.length; start += batchSize) {
        const batch = entries.slice(start, start + batchSize)
        const checks = await comparator.compare(batch.map(({ entry }) => entry))
        for (const [index, entry] of batch.entries()) {
          const check = checks[index] ?? null
          if (check !== null && context.calls.isExhausted()) return await pauseRun(cursor)
          if (check !== null) await runCheck(context, check)
          cursor.advance(entry.nextCursor)
          if (check !== null && !(await cursor.save())) return 'LEASE_LOST'
        }
      }
      if (nextCursor === null) return await completeRun(context, comparator, cursor)
      cursor.moveTo(nextCursor)
      if (!(await cursor.save())) return 'LEASE_LOST'
    }
  } catch (error) {
    return (await cursor.pause(reportError(context, error))) ? 'STOPPED' : 'LEASE_LOST'
  }
}

async function completeRun<Entry>(
  context: ReconciliationContext,
  comparator: Comparator<Entry>,
  cursor: RunCursor,
): Promise<RunOutcome> {
  if (!(await recheckOpenDiscrepancies(context, comparator, cursor))) return 'LEASE_LOST'
  return (await cursor.complete()) ? 'COMPARED' : 'LEASE_LOST'
}

async function pauseRun(cursor: RunCursor): Promise<RunOutcome> {
  return (await cursor.pause(null)) ? 'BUDGET_EXHAUSTED' : 'LEASE_LOST'
}

/** Logs what stopped the run and returns the text for its report. An error of the connection is logged as a warning once. */
function reportError({ ctx, run }: Pick<ReconciliationContext, 'ctx' | 'run'>, error: unknown): string {
  const { appId, store, source, lastError } = run
  const text = isStoreError(error) ? error.message : internalErrorText
  const details = { error, appId, store, source }
  if (!isStoreError(error)) ctx.log.error(details, 'reconciliation run failed')
  else if (error instanceof StoreMisconfiguredError && lastError !== text) {
    ctx.log.warn(details, 'store rejected the connection credentials; reconciliation stopped')
  } else ctx.log.info(details, 'store unavailable; reconciliation continues at the next run')
  return text
}
