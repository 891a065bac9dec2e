import type { EventRow } from '../../db/queries/events.ts'
import type { WebhookDeliveryRow, WebhookProgress } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow, WebhookPauseReason } from '../../db/queries/webhook-endpoints.ts'
import { encodeId } from '../../platform/ids.ts'
import { backoffMs } from '../../platform/retry.ts'
import type { AppContext } from '../context.ts'

/** What came of sending an event. */
export type DeliveryAttempt = { readonly event: EventRow; readonly delivery: WebhookDeliveryRow }

/** An event that was not taken. */
export type FailedDelivery = DeliveryAttempt

export type RetryPlan = Omit<
  WebhookProgress,
  'position' | 'deliveredPositions' | 'scannedPosition' | 'leaseExpiresAt'
>

export type DeliveryRunOutcome = {
  readonly position: bigint
  /** Others were taken past the event that holds it up, and none had been before: it is the endpoint that failed until now, not the event. */
  readonly hasRecovered: boolean
  /** Of those that were refused, the one to judge by. */
  readonly failure: FailedDelivery | null
  /** Purchases that were refused in this run. */
  readonly failedPurchaseIds: readonly string[]
  /** Purchases that were left out, because it was too early to try them again. */
  readonly blockedPurchaseIds: readonly string[]
}

/** When to try again, or whether to stop: the patience is counted from when the event that holds it up failed first. */
export function planRetry(
  { limits, clock }: Pick<AppContext, 'limits' | 'clock'>,
  before: WebhookEndpointRow,
  { position, hasRecovered, failure, failedPurchaseIds, blockedPurchaseIds }: DeliveryRunOutcome,
): RetryPlan {
  const now = clock()
  const blocked = [...blockedPurchaseIds, ...failedPurchaseIds]
  const common = { blockedPurchaseIds: blocked, pauseReason: null }
  if (failure === null) {
    if (blocked.length > 0) return { ...before, ...common }
    // What is said of no failure is a gap: it stays until somebody acts.
    const lastError = before.firstFailedAt === null ? before.lastError : null
    return { ...common, consecutiveFailures: 0, firstFailedAt: null, lastError, nextAttemptAt: now }
  }
  const { retryInitialDelayMs, retryMaxDelayMs, disableAfterMs } = limits.webhooks
  const isSamePosition = position === before.position
  const attempts = isSamePosition && !hasRecovered ? before.consecutiveFailures + 1 : 1
  const firstFailedAt = (isSamePosition ? before.firstFailedAt : null) ?? now
  const lastError = failure.delivery.error
  const disableAt = firstFailedAt.getTime() + disableAfterMs
  const pauseReason = findPauseReason(failure, now.getTime() >= disableAt)
  if (blockedPurchaseIds.length > 0 && pauseReason === null) {
    const nextAttempt = now.getTime() + backoffMs(1, retryInitialDelayMs, retryMaxDelayMs)
    return {
      ...before,
      ...common,
      lastError,
      nextAttemptAt: new Date(Math.min(nextAttempt, before.nextAttemptAt.getTime())),
    }
  }
  const retryAt = now.getTime() + backoffMs(attempts, retryInitialDelayMs, retryMaxDelayMs)
  const nextAt = new Date(Math.min(retryAt, Math.max(disableAt, now.getTime())))
  return {
    ...common,
    consecutiveFailures: attempts,
    firstFailedAt,
    lastError,
    nextAttemptAt: nextAt,
    pauseReason,
  }
}

function findPauseReason({ delivery }: FailedDelivery, isDeadlinePassed: boolean): WebhookPauseReason | null {
  if (delivery.responseStatus === 410) return 'ENDPOINT_GONE'
  return isDeadlinePassed ? 'FAILING' : null
}

/** Nothing is lost, but nothing is delivered either until somebody resumes it. */
export function reportPausedEndpoint(
  { log, count }: Pick<AppContext, 'log' | 'count'>,
  { appId, id }: WebhookEndpointRow,
  pauseReason: WebhookPauseReason,
  { event, delivery }: FailedDelivery,
): void {
  const about = { appId, endpoint: encodeId('whk', id), event: encodeId('evt', event.id), pauseReason }
  log.error({ ...about, reason: delivery.error }, 'webhook endpoint paused after failed deliveries')
  count('webhook_endpoint_disabled', event.store)
}
