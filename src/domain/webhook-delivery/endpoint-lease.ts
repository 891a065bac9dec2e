import { updateWebhookEndpointReleased } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { jitteredDelayMs, retry, startDeadline } from '../../platform/retry.ts'
import type { AppContext } from '../context.ts'

/** On top of the time for one answer. */
const leaseMarginMs = 60_000
/** A database that fails over is back after some seconds; without it the endpoint stays alone for as long as the lease. */
const releaseRetry = { withinMs: 20_000, retries: 20, firstDelayMs: 250, longestDelayMs: 1_500 }

/** An endpoint in our hands: for how long is on its row. */
export type EndpointLease = {
  /** What the row says, as far as we know. */
  readonly expiresAt: () => Date
  /** Has another time written down. False if the endpoint is no longer ours. */
  update: (to: Date, write: (to: Date) => Promise<boolean>) => Promise<boolean>
  /** Never throws. An endpoint that somebody else holds by now stays theirs. */
  release: () => Promise<void>
}

export function leaseExpiry({ limits }: AppContext, now: Date): Date {
  return new Date(now.getTime() + limits.webhooks.timeoutMs + leaseMarginMs)
}

export const leaseReleased = new Date(0)

export function createEndpointLease(
  { db, log }: AppContext,
  { appId, id, leaseExpiresAt: leasedUntil }: WebhookEndpointRow,
  stop: AbortSignal,
): EndpointLease {
  let expiresAt = leasedUntil
  // What was written down and never confirmed may be on the row too.
  let requested = leasedUntil
  return {
    expiresAt: () => expiresAt,
    update: async (to, write) => {
      requested = to
      const isHeld = await write(to)
      if (isHeld) expiresAt = to
      return isHeld
    },
    release: async () => {
      if (expiresAt === leaseReleased) return
      try {
        await retry(() => updateWebhookEndpointReleased(db, { appId, id, leases: [expiresAt, requested] }), {
          maxRetries: releaseRetry.retries,
          deadline: startDeadline(releaseRetry.withinMs),
          delayMs: (_, attempt) =>
            stop.aborted
              ? null
              : Math.min(releaseRetry.longestDelayMs, jitteredDelayMs(attempt, releaseRetry.firstDelayMs)),
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
