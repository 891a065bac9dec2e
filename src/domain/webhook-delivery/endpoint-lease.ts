import { updateWebhookEndpointReleased } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { jitteredDelayMs, retry, startDeadline } from '../../platform/retry.ts'
import type { AppContext } from '../context.ts'

/** Added to the timeout of a request. */
const leaseMarginMs = 60_000
/** Long enough for a database failover; an endpoint that is not released gets no deliveries until its lease expires. */
const releaseRetry = { timeoutMs: 20_000, maxRetries: 20, initialDelayMs: 250, maxDelayMs: 1_500 }

/** The right of one runner to deliver to an endpoint. */
export type EndpointLease = {
  /** The expiry that the row is known to have. */
  readonly expiresAt: () => Date
  /** Writes another expiry. False if the lease was lost. */
  update: (expiresAt: Date, write: (expiresAt: Date) => Promise<boolean>) => Promise<boolean>
  /** Never throws. Does not release the lease of another runner. */
  release: () => Promise<void>
}

export function leaseExpiry({ limits }: AppContext, now: Date): Date {
  return new Date(now.getTime() + limits.webhooks.timeoutMs + leaseMarginMs)
}

export const leaseReleased = new Date(0)

export function createEndpointLease(
  { db, log }: AppContext,
  { appId, id, leaseExpiresAt: leaseExpiresAt }: WebhookEndpointRow,
  stop: AbortSignal,
): EndpointLease {
  let expiresAt = leaseExpiresAt
  // A write that failed without a result may have reached the row.
  let lastWritten = leaseExpiresAt
  const releaseOptions = {
    maxRetries: releaseRetry.maxRetries,
    delayMs: (_error: unknown, attempt: number) =>
      stop.aborted
        ? null
        : Math.min(releaseRetry.maxDelayMs, jitteredDelayMs(attempt, releaseRetry.initialDelayMs)),
  }
  return {
    expiresAt: () => expiresAt,
    update: async (next, write) => {
      lastWritten = next
      const isLeased = await write(next)
      if (isLeased) expiresAt = next
      return isLeased
    },
    release: async () => {
      if (expiresAt === leaseReleased) return
      const leases = [expiresAt, lastWritten]
      try {
        await retry(() => updateWebhookEndpointReleased(db, { appId, id, leases }), {
          ...releaseOptions,
          deadline: startDeadline(releaseRetry.timeoutMs),
        })
      } catch (error) {
        log.warn(
          { appId, error },
          'releasing a webhook endpoint lease failed; it stays leased until it expires',
        )
      }
    },
  }
}
