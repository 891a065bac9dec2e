import { saveWebhookProgress, type WebhookDeliveryRow } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import type { EventRow } from '../../db/queries/events.ts'
import type { AppContext } from '../context.ts'
import { advance, type Progress } from './choose-wave.ts'
import { endOfLease, noLease, type Lease } from './hold-lease.ts'
import type { RunEnd } from './plan-end.ts'

/** How far an endpoint has come, here and in the database. */
export type Book = {
  readonly progress: () => Progress
  /** Up to here nothing but what waits is left. */
  readonly seen: () => bigint
  reach: (window: readonly EventRow[], reached: Parameters<typeof advance>[2]) => void
  /** Writes down what was made, and keeps the endpoint for longer. False if it is no longer ours. */
  note: (made: readonly WebhookDeliveryRow[]) => Promise<boolean>
  /**
   * Lets go of the endpoint. False if it is no longer ours.
   * @param seen up to where nothing is left that may be sent, if there is such a place
   */
  end: (end: RunEnd, seen: bigint | null) => Promise<boolean>
}

export function openBook(ctx: AppContext, held: WebhookEndpointRow, lease: Lease): Book {
  let progress: Progress = { position: held.position, ahead: new Set(held.ahead.map(BigInt)) }
  // Until nothing is left, whoever goes on after us has to look at all that lies behind the position.
  let seen: bigint | null = null

  const save = (next: RunEnd, until: Date, made: readonly WebhookDeliveryRow[]) =>
    lease.move(until, (leasedUntil) => {
      const { position } = progress
      const reached = {
        position,
        ahead: [...progress.ahead].map(String),
        seen: seen ?? position,
        leasedUntil,
      }
      return saveWebhookProgress(
        ctx.db,
        { ...held, leasedUntil: lease.until() },
        { ...next, ...reached },
        made,
      )
    })

  return {
    progress: () => progress,
    seen: () => seen ?? progress.position,
    reach: (window, reached) => {
      progress = advance(window, progress, reached)
    },
    note: async (made) => {
      // Whoever goes on after us must not count what held it up before against what holds it up then; what is said of a gap stays.
      const lastError = held.firstFailedAt === null ? held.lastError : null
      const fresh = { attempts: 0, firstFailedAt: null, lastError }
      const interim = progress.position === held.position ? held : { ...held, ...fresh }
      return save({ ...interim, pauseReason: null }, endOfLease(ctx, ctx.clock()), made)
    },
    end: async (end, reached) => {
      seen = reached
      return save(end, noLease, [])
    },
  }
}
