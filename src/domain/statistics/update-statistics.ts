import { countPayments } from '../../db/queries/count-payments.ts'
import {
  clearStatistics,
  insertStatisticsProgress,
  restartStatisticsCount,
  selectStatisticsState,
  startClearingStatistics,
  type StatisticsProgress,
  type StatisticsState,
} from '../../db/queries/statistics-progress.ts'
import type { AppContext } from '../context.ts'
import type { EventType } from '../models.ts'

/** The events after which a payment counts differently. */
const countedEvents: readonly EventType[] = [
  'PAYMENT_PAID',
  'PAYMENT_REFUNDED',
  'PAYMENT_PARTIALLY_REFUNDED',
  'PAYMENT_REFUND_REVERSED',
  'PAYMENT_CORRECTED',
  'PAYMENT_TRANSFERRED',
]

const clearBatchSize = 5_000

/**
 * Brings the statistics of an AppKey up to date with its event feed, in batches. Each batch is one statement, so it may be killed
 * anywhere, and other processes may do the same at the same time. What is committed during the last batch is left for the next call:
 * under load, a count that followed the feed without a pause would never have more than a few payments to count. Ends early when `stop`
 * aborts.
 */
export async function updateStatistics(ctx: AppContext, stop: AbortSignal): Promise<void> {
  let isBehind = true
  while (isBehind && !stop.aborted) isBehind = await updateOnce(ctx)
}

/** Whether there is more to do. */
async function updateOnce(ctx: AppContext): Promise<boolean> {
  const { appId } = ctx.app
  const state = await selectStatisticsState(ctx.db, appId)
  if (state === null) return false
  const { progress, head, timeZone } = state
  if (progress === null) {
    await insertStatisticsProgress(ctx.db, { appId, head, timeZone })
    return true
  }
  const { revision } = progress
  if (progress.timeZone !== timeZone) {
    await startClearingStatistics(ctx.db, { appId, revision, timeZone })
    return true
  }
  if (progress.isClearing) {
    await clearStatistics(ctx.db, { appId, revision, limit: clearBatchSize })
    return true
  }
  const isCounted = progress.position >= head && progress.recountAfter === null && !state.hasRecounts
  return isCounted ? false : countNextBatch(ctx, progress, state)
}

async function countNextBatch(
  ctx: AppContext,
  { revision, timeZone }: StatisticsProgress,
  { head }: Pick<StatisticsState, 'head'>,
): Promise<boolean> {
  const { appId } = ctx.app
  const types = countedEvents
  const result = await countPayments(ctx.db, { appId, revision, timeZone, head, types, now: ctx.clock() })
  if (result === 'EXPIRED') {
    ctx.log.warn({ appId }, 'events were dropped before they were counted; counting all payments again')
    await restartStatisticsCount(ctx.db, { appId, revision, head })
  }
  return result !== 'DONE'
}
