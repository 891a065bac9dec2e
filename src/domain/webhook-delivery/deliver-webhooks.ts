import { selectEvents, type EventRow } from '../../db/queries/events.ts'
import { createRowJob, insertJobs, type JobSpec } from '../../db/queries/insert-jobs.ts'
import { updateWebhookEndpointLeased } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import type { AppContext } from '../context.ts'
import { selectBatch } from './select-batch.ts'
import { buildPayloads } from './webhook-payload.ts'
import { leaseExpiry, createEndpointLease, type EndpointLease } from './endpoint-lease.ts'
import { skipExpiredEvents } from './skip-expired-events.ts'
import { createDeliveryProgress, type DeliveryProgress } from './delivery-progress.ts'
import { planRetry, reportPausedEndpoint, type DeliveryAttempt, type FailedDelivery } from './plan-retry.ts'
import { sendEvent } from './send-event.ts'

/** Events looked at together: so far others get ahead of one that fails. */
const windowSize = 100
/** A job that takes longer gives its place to others, and is asked for again. */
const maxRunMs = 5_000
const goneStatus = 410
/** Seen is also what is still to come: no growth of the feed gets into a window that is full of what waits, and of what is ahead. */
const maxPosition = 2n ** 63n - 1n

/**
 * `LEASE_LOST`: the endpoint was changed, or the lease ran out, and somebody else goes on with it. `STOPPED`: we end, and somebody
 * else has to go on.
 */
export type DeliveryRunResult = 'NOT_DUE' | 'DELIVERED' | 'FAILED' | 'LEASE_LOST' | 'STOPPED'

export function webhookDeliveryJob(appId: string, endpointId: string): JobSpec {
  return createRowJob('deliver_webhook', appId, endpointId)
}

/**
 * Sends an endpoint what the feed has for it, in order for each purchase and its payment, as far as it is taken. One runner at a
 * time; what was taken is written down before more is sent, so whoever goes on after us repeats at most one wave.
 * @param stop when it aborts, requests are cut, and left to others
 */
export async function deliverWebhooks(
  ctx: AppContext,
  endpointId: string,
  stop: AbortSignal,
): Promise<DeliveryRunResult> {
  const { appId } = ctx.app
  const now = ctx.clock()
  const claimed = await updateWebhookEndpointLeased(ctx.db, {
    appId,
    id: endpointId,
    now,
    maxBlocked: ctx.limits.webhooks.maxConcurrency,
    leaseExpiresAt: leaseExpiry(ctx, now),
  })
  if (claimed === null) return 'NOT_DUE'
  const lease = createEndpointLease(ctx, claimed, stop)
  const { end, seen } = await runUnderLease(ctx, { claimed, lease, now }, stop).finally(lease.release)
  // Whoever changed it, and what got its place while the last look was taken, found the endpoint in our hands.
  const isCutShort = end === 'LEASE_LOST' || end === 'STOPPED'
  if (isCutShort || (await ctx.feed.headPosition(appId)) > seen)
    await insertJobs(ctx.db, [webhookDeliveryJob(appId, endpointId)])
  return end
}

type LeasedEndpoint = {
  readonly claimed: WebhookEndpointRow
  readonly lease: EndpointLease
  readonly now: Date
}

async function runUnderLease(ctx: AppContext, { claimed, lease, now }: LeasedEndpoint, stop: AbortSignal) {
  const endpoint = await skipExpiredEvents(ctx, claimed)
  const progress = createDeliveryProgress(ctx, endpoint, lease)
  const blockedPurchaseIds = endpoint.nextAttemptAt > now ? endpoint.blockedPurchaseIds : []
  const end = await deliverBatches(ctx, { endpoint, progress, blockedPurchaseIds }, stop)
  return { end, seen: progress.scannedPosition() }
}

type DeliveryRun = {
  readonly endpoint: WebhookEndpointRow
  readonly progress: DeliveryProgress
  /** Purchases that wait, and whose time has not come. */
  readonly blockedPurchaseIds: readonly string[]
}

async function deliverBatches(
  ctx: AppContext,
  { endpoint, progress, blockedPurchaseIds }: DeliveryRun,
  stop: AbortSignal,
): Promise<DeliveryRunResult> {
  const startedAt = performance.now()
  const failures = new Map<string, FailedDelivery>()
  const finish = (failure: FailedDelivery | null, scannedPosition: bigint | null) =>
    finishRun(
      ctx,
      { endpoint, progress, blockedPurchaseIds },
      { refused: [...failures.keys()], stuck: failure, seen: scannedPosition },
    )
  while (!stop.aborted) {
    const { position } = progress.position()
    const { window, end } = await readWindow(ctx, endpoint, position)
    const size = ctx.limits.webhooks.maxConcurrency
    const blocked = new Set([...blockedPurchaseIds, ...failures.keys()])
    const batch = selectBatch(window, progress.position(), { waiting: blocked, size })
    const attempts = await sendBatch(ctx, endpoint, batch, stop)
    for (const { event, delivery } of attempts) {
      if (delivery.status === 'FAILED') failures.set(event.purchaseId, { event, delivery })
    }
    const delivered = attempts.filter(({ delivery }) => delivery.status === 'DELIVERED')
    progress.advance(window, { end, delivered: delivered.map(({ event }) => event.position) })
    const failure = selectBlockingFailure(failures)
    // The window of another position holds more.
    const isWindowFull = end === null && progress.position().position === position
    const scannedPosition = isWindowFull ? maxPosition : end
    if (batch.length === 0 && scannedPosition === null) continue
    if (batch.length === 0) return finish(failure, scannedPosition)
    const deliveries = attempts.map(({ delivery }) => delivery)
    if (!(await progress.save(deliveries))) return 'LEASE_LOST'
    if (attempts.length < batch.length) break
    const isFailing =
      delivered.length === 0 || deliveries.some(({ responseStatus }) => responseStatus === goneStatus)
    if (failure !== null && isFailing) return finish(failure, scannedPosition)
    if (performance.now() - startedAt > maxRunMs) return finish(failure, null)
  }
  const failure = selectBlockingFailure(failures)
  // What was cut counts for nothing; what was refused waits for its time, whoever goes on.
  if (failure !== null) await finish(failure, null)
  return 'STOPPED'
}

async function finishRun(
  ctx: AppContext,
  { endpoint, progress, blockedPurchaseIds }: DeliveryRun,
  result: {
    readonly refused: readonly string[]
    readonly stuck: FailedDelivery | null
    readonly seen: bigint | null
  },
): Promise<DeliveryRunResult> {
  const { stuck, refused, seen } = result
  const { position, deliveredPositions } = progress.position()
  const hasRecovered = endpoint.deliveredPositions.length === 0 && deliveredPositions.size > 0
  const end = planRetry(ctx, endpoint, {
    position,
    hasRecovered,
    failure: stuck,
    failedPurchaseIds: refused,
    blockedPurchaseIds,
  })
  if (!(await progress.finish(end, seen))) return 'LEASE_LOST'
  if (end.pauseReason !== null && stuck !== null) reportPausedEndpoint(ctx, endpoint, end.pauseReason, stuck)
  return stuck === null ? 'DELIVERED' : 'FAILED'
}

/** What comes after the position; `end` is where the feed ended before, if the window reaches there. */
async function readWindow(ctx: AppContext, { appId, types }: WebhookEndpointRow, after: bigint) {
  const head = await ctx.feed.headPosition(appId)
  const window = await selectEvents(ctx.db, appId, {
    after,
    upTo: null,
    limit: windowSize,
    types,
    stores: null,
  })
  return { window, end: window.length < windowSize ? head : null }
}

/** What came of a wave, but for what was cut. */
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

/** The one that holds up the position, or that says that nothing is wanted any more. */
function selectBlockingFailure(failures: ReadonlyMap<string, FailedDelivery>): FailedDelivery | null {
  const all = [...failures.values()]
  const [first = null] = all.toSorted((a, b) => Number(a.event.position - b.event.position))
  return all.find(({ delivery }) => delivery.responseStatus === goneStatus) ?? first
}
