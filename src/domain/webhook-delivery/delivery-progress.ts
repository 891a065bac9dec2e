import { saveWebhookProgress, type WebhookDeliveryRow } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import type { EventRow } from '../../db/queries/events.ts'
import type { AppContext } from '../context.ts'
import { advancePosition, type DeliveryPosition } from './select-batch.ts'
import { leaseExpiry, leaseReleased, type EndpointLease } from './endpoint-lease.ts'
import type { RetryPlan } from './plan-retry.ts'

/** How far an endpoint has come, here and in the database. */
export type DeliveryProgress = {
  readonly position: () => DeliveryPosition
  /** Up to here nothing but what waits is left. */
  readonly scannedPosition: () => bigint
  advance: (window: readonly EventRow[], reached: Parameters<typeof advancePosition>[2]) => void
  /** Writes down what was made, and keeps the endpoint for longer. False if it is no longer ours. */
  save: (made: readonly WebhookDeliveryRow[]) => Promise<boolean>
  /**
   * Lets go of the endpoint. False if it is no longer ours.
   * @param seen up to where nothing is left that may be sent, if there is such a place
   */
  finish: (end: RetryPlan, seen: bigint | null) => Promise<boolean>
}

export function createDeliveryProgress(
  ctx: AppContext,
  held: WebhookEndpointRow,
  lease: EndpointLease,
): DeliveryProgress {
  let current: DeliveryPosition = {
    position: held.position,
    deliveredPositions: new Set(held.deliveredPositions.map(BigInt)),
  }
  // Until nothing is left, whoever goes on after us has to look at all that lies behind the position.
  let scannedPosition: bigint | null = null

  const write = (next: RetryPlan, until: Date, deliveries: readonly WebhookDeliveryRow[]) =>
    lease.update(until, (leaseExpiresAt) => {
      const { position } = current
      const reached = {
        position,
        deliveredPositions: [...current.deliveredPositions].map(String),
        scannedPosition: scannedPosition ?? position,
        leaseExpiresAt,
      }
      return saveWebhookProgress(
        ctx.db,
        { ...held, leaseExpiresAt: lease.expiresAt() },
        { ...next, ...reached },
        deliveries,
      )
    })

  return {
    position: () => current,
    scannedPosition: () => scannedPosition ?? current.position,
    advance: (window, reached) => {
      current = advancePosition(window, current, reached)
    },
    save: async (deliveries) => {
      // Whoever goes on after us must not count what held it up before against what holds it up then; what is said of a gap stays.
      const lastError = held.firstFailedAt === null ? held.lastError : null
      const fresh = { consecutiveFailures: 0, firstFailedAt: null, lastError }
      const interim = current.position === held.position ? held : { ...held, ...fresh }
      return write({ ...interim, pauseReason: null }, leaseExpiry(ctx, ctx.clock()), deliveries)
    },
    finish: async (end, reached) => {
      scannedPosition = reached
      return write(end, leaseReleased, [])
    },
  }
}
