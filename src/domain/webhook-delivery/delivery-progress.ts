import type { EventRow } from '../../db/queries/events.ts'
import { saveWebhookProgress, type WebhookDeliveryRow } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import type { AppContext } from '../context.ts'
import { advancePosition, type DeliveryPosition, type WindowProgress } from './delivery-position.ts'
import { leaseExpiry, leaseReleased, type EndpointLease } from './endpoint-lease.ts'
import type { RetryPlan } from './plan-retry.ts'

/** How far an endpoint is, in memory and in the database. */
export type DeliveryProgress = {
  readonly position: () => DeliveryPosition
  /** The position up to which only blocked events are left. */
  readonly scannedPosition: () => bigint
  advance: (window: readonly EventRow[], progress: WindowProgress) => void
  /** Writes the delivery attempts and extends the lease. False if the lease was lost. */
  save: (deliveries: readonly WebhookDeliveryRow[]) => Promise<boolean>
  /**
   * Writes the retry plan and releases the lease. False if the lease was lost.
   * @param scannedPosition null if events after the position may still be sent
   */
  finish: (plan: RetryPlan, scannedPosition: bigint | null) => Promise<boolean>
}

export function createDeliveryProgress(
  ctx: AppContext,
  endpoint: WebhookEndpointRow,
  lease: EndpointLease,
): DeliveryProgress {
  let current: DeliveryPosition = {
    position: endpoint.position,
    deliveredPositions: new Set(endpoint.deliveredPositions.map(BigInt)),
  }
  // Null until the run is finished: before that, the next runner has to read everything after the position.
  let scannedPosition: bigint | null = null

  const write = (plan: RetryPlan, leaseUntil: Date, deliveries: readonly WebhookDeliveryRow[]) =>
    lease.update(leaseUntil, (leaseExpiresAt) => {
      const { position, deliveredPositions } = current
      const progress = {
        ...plan,
        position,
        deliveredPositions: [...deliveredPositions].map(String),
        scannedPosition: scannedPosition ?? position,
        leaseExpiresAt,
      }
      const leased = { ...endpoint, leaseExpiresAt: lease.expiresAt() }
      return saveWebhookProgress(ctx.db, leased, progress, deliveries)
    })

  return {
    position: () => current,
    scannedPosition: () => scannedPosition ?? current.position,
    advance: (window, progress) => {
      current = advancePosition(window, current, progress)
    },
    save: async (deliveries) => {
      // The failures of a passed event must not count against the next one. An error without a failure reports skipped events and stays.
      const lastError = endpoint.firstFailedAt === null ? endpoint.lastError : null
      const recovered = { consecutiveFailures: 0, firstFailedAt: null, lastError }
      const interim = current.position === endpoint.position ? endpoint : { ...endpoint, ...recovered }
      return write({ ...interim, pauseReason: null }, leaseExpiry(ctx, ctx.clock()), deliveries)
    },
    finish: async (plan, scanned) => {
      scannedPosition = scanned
      return write(plan, leaseReleased, [])
    },
  }
}
