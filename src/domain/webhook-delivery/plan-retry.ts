import type { WebhookProgress } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow, WebhookPauseReason } from '../../db/queries/webhook-endpoints.ts'
import { backoffMs } from '../../platform/retry.ts'
import type { AppContext } from '../context.ts'
import { isEndpointGone, type FailedDelivery } from './send-event.ts'

export type RetryPlan = Omit<
  WebhookProgress,
  'position' | 'deliveredPositions' | 'scannedPosition' | 'leaseExpiresAt'
>

export type DeliveryRunOutcome = {
  readonly position: bigint
  /**
   * Whether later events were accepted for the first time since the failure: then the endpoint had failed until now, and not the
   * event.
   */
  readonly hasRecovered: boolean
  /** The failure that decides on the retry; null if no delivery failed. */
  readonly failure: FailedDelivery | null
  /** Purchases with a failed delivery in this run. */
  readonly failedPurchaseIds: readonly string[]
  /** Purchases that were left out because their retry was not due. */
  readonly blockedPurchaseIds: readonly string[]
}

/**
 * Decides when to try again, or whether to pause the endpoint: it is paused when the event at its position has failed for
 * `disableAfterMs`. Pure but for the clock and the jitter of the backoff.
 */
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
    // An error without a failure reports skipped events: it stays until an operator acts.
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
  const nextAttemptAt = new Date(Math.min(retryAt, Math.max(disableAt, now.getTime())))
  return {
    ...common,
    consecutiveFailures: attempts,
    firstFailedAt,
    lastError,
    nextAttemptAt: nextAttemptAt,
    pauseReason,
  }
}

function findPauseReason(failure: FailedDelivery, isDeadlinePassed: boolean): WebhookPauseReason | null {
  if (isEndpointGone(failure)) return 'ENDPOINT_GONE'
  return isDeadlinePassed ? 'FAILING' : null
}
