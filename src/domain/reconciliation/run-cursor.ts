import {
  updateReconciliationRun,
  type LeasedRun,
  type RunProgress,
} from '../../db/queries/reconciliation-jobs.ts'
import type { ReconciliationContext } from './reconciliation-context.ts'

/** The position of a run, in memory and in the database. Each write returns false if the lease was lost. */
export type RunCursor = {
  /** Null at the start of the run. */
  readonly current: () => string | null
  /** Moves past one compared entry. */
  readonly advance: (nextCursor: string) => void
  /** Moves to the next page. */
  readonly moveTo: (nextCursor: string) => void
  /** Saves the position and extends the lease. */
  readonly save: () => Promise<boolean>
  /** Saves the position and releases the lease; the next run continues there. */
  readonly pause: (error: string | null) => Promise<boolean>
  readonly complete: () => Promise<boolean>
}

export const leaseMs = 5 * 60_000

export function createRunCursor({ ctx, run }: Pick<ReconciliationContext, 'ctx' | 'run'>): RunCursor {
  let leased: LeasedRun = run
  let cursor = run.pageCursor
  /** Entries compared since the last write. */
  let checked = 0

  const write = async (next: RunProgress['next']): Promise<boolean> => {
    const progress = { now: ctx.clock(), pageCursor: cursor, checkedCount: checked, next }
    const isLeased = await updateReconciliationRun(ctx.db, leased, progress)
    if (isLeased && next.kind === 'CONTINUE') leased = { ...leased, leaseExpiresAt: next.leaseExpiresAt }
    checked = 0
    return isLeased
  }
  return {
    current: () => cursor,
    advance: (nextCursor) => {
      cursor = nextCursor
      checked += 1
    },
    moveTo: (nextCursor) => {
      cursor = nextCursor
    },
    save: () => write({ kind: 'CONTINUE', leaseExpiresAt: new Date(ctx.clock().getTime() + leaseMs) }),
    pause: (error) => write({ kind: 'PAUSE', error }),
    complete: () => write({ kind: 'END' }),
  }
}
