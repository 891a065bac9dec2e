import { insertJobs } from '../../db/queries/insert-jobs.ts'
import { updateWebhookEndpointLeased } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import type { AppContext } from '../context.ts'
import { webhookDeliveryJob } from '../webhook-endpoint/webhook-delivery-job.ts'
import { deliverBatches, type DeliveryRunResult } from './deliver-batches.ts'
import { createDeliveryProgress } from './delivery-progress.ts'
import { createEndpointLease, leaseExpiry, type EndpointLease } from './endpoint-lease.ts'
import { skipExpiredEvents } from './skip-expired-events.ts'

/**
 * Sends an endpoint the events of the feed, in order for each purchase and its payment, until it is up to date or rejects one. One
 * runner at a time holds the endpoint's lease. Accepted deliveries are saved before more are sent, so the next runner repeats at
 * most one batch.
 * @param stop aborts pending requests; another runner sends them again
 */
export async function deliverWebhooks(
  ctx: AppContext,
  endpointId: string,
  stop: AbortSignal,
): Promise<DeliveryRunResult | 'NOT_DUE'> {
  const { appId } = ctx.app
  const now = ctx.clock()
  const endpoint = await updateWebhookEndpointLeased(ctx.db, {
    appId,
    id: endpointId,
    now,
    maxBlocked: ctx.limits.webhooks.maxConcurrency,
    leaseExpiresAt: leaseExpiry(ctx, now),
    leaseHolder: ctx.processId,
  })
  if (endpoint === null) return 'NOT_DUE'
  const lease = createEndpointLease(ctx, endpoint, stop)
  const run = deliverUnderLease(ctx, { endpoint, lease, now }, stop)
  const { result, scannedPosition } = await run.finally(lease.release)
  // Whoever changed the endpoint or sequenced an event during the last read found the endpoint leased, and enqueued no job.
  const isCutShort = result === 'LEASE_LOST' || result === 'STOPPED'
  if (isCutShort || (await ctx.events.headPosition(appId)) > scannedPosition)
    await insertJobs(ctx.db, [webhookDeliveryJob(appId, endpointId)])
  return result
}

type LeasedEndpoint = {
  readonly endpoint: WebhookEndpointRow
  readonly lease: EndpointLease
  /** The time at which the lease was acquired. */
  readonly now: Date
}

async function deliverUnderLease(ctx: AppContext, leased: LeasedEndpoint, stop: AbortSignal) {
  const endpoint = await skipExpiredEvents(ctx, leased.endpoint)
  const progress = createDeliveryProgress(ctx, endpoint, leased.lease)
  const blockedPurchaseIds = endpoint.nextAttemptAt > leased.now ? endpoint.blockedPurchaseIds : []
  const result = await deliverBatches(ctx, { endpoint, progress, blockedPurchaseIds }, stop)
  return { result, scannedPosition: progress.scannedPosition() }
}
