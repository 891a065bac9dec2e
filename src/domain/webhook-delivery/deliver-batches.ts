import { selectEvents, type EventRow } from '../../db/queries/events.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import type { AppContext } from '../context.ts'
import type { DeliveryProgress } from './delivery-progress.ts'
import { planRetry } from './plan-retry.ts'
import { reportPausedEndpoint } from './report-paused-endpoint.ts'
import { subjectOf } from './event-subject.ts'
import { selectBatch } from './select-batch.ts'
import { isEndpointGone, sendEvent, type DeliveryAttempt, type FailedDelivery } from './send-event.ts'
import { buildPayloads } from './webhook-payload.ts'

/** The number of events read at a time, and so how far other purchases get ahead of one whose event fails. */
const windowSize = 100
/** A job that takes longer makes room for others and is enqueued again. */
const maxRunMs = 5_000
/** Stands for "all events, also later ones": a full window of blocked and delivered events admits no new event. */
const maxPosition = 2n ** 63n - 1n

/**
 * `LEASE_LOST`: the endpoint was changed or the lease expired, and another runner continues. `STOPPED`: this process shuts down,
 * and another runner has to continue.
 */
export type DeliveryRunResult = 'DELIVERED' | 'FAILED' | 'LEASE_LOST' | 'STOPPED'

export type DeliveryRun = {
  readonly endpoint: WebhookEndpointRow
  readonly progress: DeliveryProgress
  /** Purchases that wait for a retry which is not due yet. */
  readonly blockedPurchaseIds: readonly string[]
}

/** Sends batch after batch until nothing is left to send, a delivery fails, the time is up or `stop` aborts. */
export async function deliverBatches(
  ctx: AppContext,
  run: DeliveryRun,
  stop: AbortSignal,
): Promise<DeliveryRunResult> {
  const { progress } = run
  const startedAt = performance.now()
  const failures = new Map<string, FailedDelivery>()
  while (!stop.aborted) {
    const { batch, attempts, scannedPosition } = await deliverNextBatch(ctx, run, { failures, stop })
    const failure = selectBlockingFailure(failures)
    if (batch.length === 0 && scannedPosition === null) continue
    if (batch.length === 0) return finishRun(ctx, run, { failures, failure, scannedPosition })
    if (!(await progress.save(attempts.map(({ delivery }) => delivery)))) return 'LEASE_LOST'
    if (attempts.length < batch.length) break
    if (failure !== null && isFailing(attempts))
      return finishRun(ctx, run, { failures, failure, scannedPosition })
    if (performance.now() - startedAt > maxRunMs)
      return finishRun(ctx, run, { failures, failure, scannedPosition: null })
  }
  const failure = selectBlockingFailure(failures)
  // Aborted requests do not count. Rejected events wait for their retry, whichever runner continues.
  if (failure !== null) await finishRun(ctx, run, { failures, failure, scannedPosition: null })
  return 'STOPPED'
}

type SentBatch = {
  readonly batch: readonly EventRow[]
  /** Shorter than the batch if requests were aborted. */
  readonly attempts: readonly DeliveryAttempt[]
  /** The position up to which only blocked events are left; null if events after the window may be sent. */
  readonly scannedPosition: bigint | null
}

/** Adds the failed deliveries to `failures`, by purchase, and the others to the progress. */
async function deliverNextBatch(
  ctx: AppContext,
  { endpoint, progress, blockedPurchaseIds }: DeliveryRun,
  { failures, stop }: { readonly failures: Map<string, FailedDelivery>; readonly stop: AbortSignal },
): Promise<SentBatch> {
  const { position } = progress.position()
  const { window, end } = await readWindow(ctx, endpoint, position)
  const blocked = new Set([...blockedPurchaseIds, ...failures.keys()])
  const size = ctx.limits.webhooks.maxConcurrency
  const batch = selectBatch(window, progress.position(), { blocked, size })
  const attempts = await sendBatch(ctx, endpoint, batch, stop)
  for (const { event, delivery } of attempts) {
    if (delivery.status === 'FAILED') failures.set(subjectOf(event), { event, delivery })
  }
  const delivered = attempts.filter(isDelivered).map(({ event }) => event.position)
  progress.advance(window, { end, delivered })
  // Once the position has moved, the next window reaches further.
  const isWindowFull = end === null && progress.position().position === position
  return { batch, attempts, scannedPosition: isWindowFull ? maxPosition : end }
}

type RunResult = {
  readonly failures: ReadonlyMap<string, FailedDelivery>
  readonly failure: FailedDelivery | null
  readonly scannedPosition: bigint | null
}

async function finishRun(
  ctx: AppContext,
  { endpoint, progress, blockedPurchaseIds }: DeliveryRun,
  { failures, failure, scannedPosition }: RunResult,
): Promise<DeliveryRunResult> {
  const { position, deliveredPositions } = progress.position()
  const plan = planRetry(ctx, endpoint, {
    position,
    hasRecovered: endpoint.deliveredPositions.length === 0 && deliveredPositions.size > 0,
    failure,
    failedPurchaseIds: [...failures.keys()],
    blockedPurchaseIds,
  })
  if (!(await progress.finish(plan, scannedPosition))) return 'LEASE_LOST'
  if (plan.pauseReason !== null && failure !== null)
    reportPausedEndpoint(ctx, endpoint, plan.pauseReason, failure)
  return failure === null ? 'DELIVERED' : 'FAILED'
}

/** The events after a position; `end` is the end of the feed if the window reaches it, else null. */
async function readWindow(ctx: AppContext, { appId, types }: WebhookEndpointRow, after: bigint) {
  // Read first: an event sequenced between the two reads is after this head.
  const head = await ctx.events.headPosition(appId)
  const window = await selectEvents(ctx.db, appId, {
    after,
    upTo: null,
    limit: windowSize,
    types,
    stores: null,
  })
  return { window, end: window.length < windowSize ? head : null }
}

/** The results of a batch, without those of aborted requests. */
async function sendBatch(
  ctx: AppContext,
  endpoint: WebhookEndpointRow,
  batch: readonly EventRow[],
  stop: AbortSignal,
): Promise<DeliveryAttempt[]> {
  if (batch.length === 0) return []
  const bodies = await buildPayloads(ctx, batch)
  const results = await Promise.all(
    batch.map(async (event, index) => {
      const delivery = await sendEvent(ctx, endpoint, { event, body: bodies[index] ?? '', stop })
      return delivery === null ? [] : [{ event, delivery }]
    }),
  )
  return results.flat()
}

function isDelivered({ delivery }: DeliveryAttempt): boolean {
  return delivery.status === 'DELIVERED'
}

function isFailing(attempts: readonly DeliveryAttempt[]): boolean {
  return !attempts.some(isDelivered) || attempts.some(isEndpointGone)
}

/** The failure that holds up the position, or the one with which the receiver wants no more deliveries. */
function selectBlockingFailure(failures: ReadonlyMap<string, FailedDelivery>): FailedDelivery | null {
  const all = [...failures.values()]
  const [first = null] = all.toSorted((a, b) => Number(a.event.position - b.event.position))
  return all.find(isEndpointGone) ?? first
}
