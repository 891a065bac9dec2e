import { releaseWebhookEndpoint } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { jitteredDelayMs, retryWithin, startTimeBudget } from '../../platform/retry.ts'
import type { AppContext } from '../context.ts'

/** On top of the time for one answer. */
const leaseSpareMs = 60_000
/** A database that fails over is back after some seconds; without it the endpoint stays alone for as long as the lease. */
const release = { withinMs: 20_000, retries: 20, firstDelayMs: 250, longestDelayMs: 1_500 }

/** An endpoint in our hands: for how long is on its row. */
export type Lease = {
  /** What the row says, as far as we know. */
  readonly until: () => Date
  /** Has another time written down. False if the endpoint is no longer ours. */
  move: (to: Date, write: (to: Date) => Promise<boolean>) => Promise<boolean>
  /** Never throws. An endpoint that somebody else holds by now stays theirs. */
  release: () => Promise<void>
}

export function endOfLease({ limits }: AppContext, now: Date): Date {
  return new Date(now.getTime() + limits.webhooks.timeoutMs + leaseSpareMs)
}

export const noLease = new Date(0)

export function holdLease(
  { db, log }: AppContext,
  { appId, id, leasedUntil }: WebhookEndpointRow,
  stop: AbortSignal,
): Lease {
  let until = leasedUntil
  // What was written down and never confirmed may be on the row too.
  let asked = leasedUntil
  return {
    until: () => until,
    move: async (to, write) => {
      asked = to
      const isOurs = await write(to)
      if (isOurs) until = to
      return isOurs
    },
    release: async () => {
      if (until === noLease) return
      try {
        await retryWithin(() => releaseWebhookEndpoint(db, { appId, id, leases: [until, asked] }), {
          retries: release.retries,
          budget: startTimeBudget(release.withinMs),
          delayMs: (_, attempt) =>
            stop.aborted
              ? null
              : Math.min(release.longestDelayMs, jitteredDelayMs(attempt, release.firstDelayMs)),
        })
      } catch (error) {
        log.warn(
          { appId, error },
          'a webhook endpoint could not be let go of; others wait for its lease to end',
        )
      }
    },
  }
}
