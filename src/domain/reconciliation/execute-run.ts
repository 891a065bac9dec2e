import {
  updateReconciliationRun,
  type LeasedRun,
  type RunProgress,
} from '../../db/queries/reconciliation-jobs.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../../stores/contract/store-adapter.ts'
import type { PendingCheck, Comparator, ReconciliationContext } from './reconciliation-context.ts'

/** `LEASE_LOST`: the lease ran out, and somebody else goes on with it. */
export type RunOutcome = 'COMPARED' | 'BUDGET_EXHAUSTED' | 'STOPPED' | 'LEASE_LOST'

export const leaseMs = 5 * 60_000
const batchSize = 100
const internalErrorText = 'internal error; see the server log'

/**
 * Goes through a round from its place to its end, as far as the calls reach. After each call to the store the place is written
 * down, so whoever goes on after us repeats at most one entry. What stops it leaves it where it is.
 */
export async function executeRun<Entry>(
  context: ReconciliationContext,
  comparator: Comparator<Entry>,
): Promise<RunOutcome> {
  const progress = createRunProgress(context)
  try {
    for (;;) {
      if (context.calls.isSpent()) return await progress.pause(null)
      context.calls.spend()
      const { entries, nextCursor: end } = await comparator.listPage(progress.place())
      for (let start = 0; start < entries.length; start += batchSize) {
        const batch = entries.slice(start, start + batchSize)
        const checks = await comparator.compare(batch.map(({ entry }) => entry))
        for (const [index, { nextCursor }] of batch.entries()) {
          const check = checks[index] ?? null
          if (check !== null && context.calls.isSpent()) return await progress.pause(null)
          if (check !== null) await runCheck(context, check)
          progress.reach(nextCursor)
          if (check !== null && !(await progress.goOn())) return 'LEASE_LOST'
        }
      }
      if (end === null) return await progress.end()
      progress.goTo(end)
      if (!(await progress.goOn())) return 'LEASE_LOST'
    }
  } catch (error) {
    return progress.pause(error)
  }
}

/** A fault of ours about one entry is told, and holds up no other; a store that cannot be asked holds up all. */
async function runCheck(
  { ctx, run: round, reportDiscrepancy }: ReconciliationContext,
  { subject, run }: PendingCheck,
): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (isStoreError(error)) throw error
    const { appId, store, source } = round
    ctx.log.error({ error, appId, store, source, subject }, 'comparing a reconciliation entry failed')
    await reportDiscrepancy({ subject, description: `Comparison failed: ${internalErrorText}.` })
  }
}

/** How far the round has come, here and in the database. */
function createRunProgress({ ctx, run }: ReconciliationContext) {
  let leased: LeasedRun = run
  let { pageCursor: cursor } = run
  let checked = 0

  const save = async (next: RunProgress['next']): Promise<boolean> => {
    const isHeld = await updateReconciliationRun(ctx.db, leased, {
      now: ctx.clock(),
      pageCursor: cursor,
      checkedCount: checked,
      next,
    })
    if (isHeld && next.kind === 'CONTINUE') leased = { ...leased, leaseExpiresAt: next.leaseExpiresAt }
    checked = 0
    return isHeld
  }
  const pause = async (error: unknown): Promise<RunOutcome> => {
    const text = error === null ? null : describeError({ ctx, run }, error)
    if (!(await save({ kind: 'PAUSE', error: text }))) return 'LEASE_LOST'
    return error === null ? 'BUDGET_EXHAUSTED' : 'STOPPED'
  }
  return {
    place: () => cursor,
    reach: (nextCursor: string) => {
      cursor = nextCursor
      checked += 1
    },
    goTo: (next: string) => {
      cursor = next
    },
    goOn: () => save({ kind: 'CONTINUE', leaseExpiresAt: new Date(ctx.clock().getTime() + leaseMs) }),
    pause,
    end: async (): Promise<RunOutcome> => ((await save({ kind: 'END' })) ? 'COMPARED' : 'LEASE_LOST'),
  }
}

/** What stopped the round, for the report; told to the log once while it stays the same. */
function describeError({ ctx, run }: Pick<ReconciliationContext, 'ctx' | 'run'>, error: unknown): string {
  const { appId, store, source, lastError } = run
  const text = isStoreError(error) ? error.message : internalErrorText
  const about = { error, appId, store, source }
  if (!isStoreError(error)) ctx.log.error(about, 'reconciliation run failed')
  else if (error instanceof StoreMisconfiguredError && lastError !== text) {
    ctx.log.warn(about, 'store rejected the connection credentials: it cannot be compared with')
  } else ctx.log.info(about, 'store unavailable; reconciliation continues at the next run')
  return text
}

function isStoreError(error: unknown): error is StoreUnavailableError | StoreMisconfiguredError {
  return error instanceof StoreUnavailableError || error instanceof StoreMisconfiguredError
}
