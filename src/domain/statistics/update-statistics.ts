import { countPayments } from '../../db/queries/count-payments.ts'
import { CursorExpiredError, selectEvents, selectScanEnd, type EventRow } from '../../db/queries/events.ts'
import {
  clearStatistics,
  insertStatisticsProgress,
  restartStatisticsCount,
  selectPaymentIdsAfter,
  selectPaymentRecounts,
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

const eventBatchSize = 1_000
/** Positions that one batch reads; most events are of other types. */
const eventScanSpan = 10_000n
const recountBatchSize = 1_000
const clearBatchSize = 5_000

/**
 * Brings the statistics of an AppKey up to date with its event feed, in batches. Each batch is one statement, so it may be killed
 * anywhere, and other processes may do the same at the same time. Ends early when `stop` aborts.
 */
export async function updateStatistics(ctx: AppContext, stop: AbortSignal): Promise<void> {
  let isBehind = true
  while (isBehind && !stop.aborted) isBehind = await updateOnce(ctx)
}

/** Whether there may be more to do. */
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
  return countNextBatch(ctx, progress, state)
}

async function countNextBatch(
  ctx: AppContext,
  progress: StatisticsProgress,
  { head }: Pick<StatisticsState, 'head'>,
): Promise<boolean> {
  const { appId } = ctx.app
  const { revision, timeZone } = progress
  const changes = await readChanges(ctx, progress, head)
  if (changes === null) {
    ctx.log.warn({ appId }, 'events were dropped before they were counted; counting all payments again')
    await restartStatisticsCount(ctx.db, { appId, revision, head })
    return true
  }
  const [recounts, older] = await Promise.all([
    selectPaymentRecounts(ctx.db, appId, recountBatchSize),
    progress.recountAfter === null
      ? []
      : selectPaymentIdsAfter(ctx.db, appId, { after: progress.recountAfter, limit: recountBatchSize }),
  ])
  const isDone =
    progress.recountAfter === null && recounts.length === 0 && changes.position === progress.position
  if (isDone) return false
  await countPayments(ctx.db, {
    appId,
    revision,
    timeZone,
    paymentIds: [
      ...new Set([...changes.paymentIds, ...recounts.map(({ paymentId }) => paymentId), ...older]),
    ],
    position: changes.position,
    recountAfter: older.length === recountBatchSize ? (older.at(-1) ?? null) : null,
    recountIds: recounts.map(({ id }) => id),
    now: ctx.clock(),
  })
  return true
}

type PaymentChanges = { readonly paymentIds: readonly string[]; readonly position: bigint }

/** The payments of the next events, and the position up to which events were read; null if events were dropped. */
async function readChanges(
  ctx: AppContext,
  { position: after }: StatisticsProgress,
  head: bigint,
): Promise<PaymentChanges | null> {
  if (after >= head) return { paymentIds: [], position: after }
  const { appId } = ctx.app
  const scanEnd = await selectScanEnd(ctx.db, appId, { after, span: eventScanSpan })
  const upTo = scanEnd < head ? scanEnd : head
  const request = { after, upTo, limit: eventBatchSize, types: countedEvents, stores: null }
  const events = await selectEvents(ctx.db, appId, request).catch((error: unknown) => {
    if (error instanceof CursorExpiredError) return null
    throw error
  })
  if (events === null) return null
  return {
    paymentIds: events.flatMap(({ paymentId }: EventRow) => (paymentId === null ? [] : [paymentId])),
    position: events.length < eventBatchSize ? upTo : (events.at(-1)?.position ?? upTo),
  }
}
