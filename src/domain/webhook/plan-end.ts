import type { EventRow } from '../../db/queries/events.ts'
import type { WebhookDeliveryRow, WebhookProgress } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow, WebhookPauseReason } from '../../db/queries/webhook-endpoints.ts'
import { encodeId } from '../../platform/ids.ts'
import { backoffMs } from '../../platform/retry.ts'
import type { AppContext } from '../context.ts'

/** What came of sending an event. */
export type Attempt = { readonly event: EventRow; readonly delivery: WebhookDeliveryRow }

/** An event that was not taken. */
export type Stuck = Attempt

export type RunEnd = Omit<WebhookProgress, 'position' | 'ahead' | 'seen' | 'leasedUntil'>

export type Run = {
  readonly position: bigint
  /** Others were taken past the event that holds it up, and none had been before: it is the endpoint that failed until now, not the event. */
  readonly isRevived: boolean
  /** Of those that were refused, the one to judge by. */
  readonly stuck: Stuck | null
  /** Purchases that were refused in this run. */
  readonly refused: readonly string[]
  /** Purchases that were left out, because it was too early to try them again. */
  readonly leftOut: readonly string[]
}

/** When to try again, or whether to stop: the patience is counted from when the event that holds it up failed first. */
export function planEnd(
  { limits, clock }: Pick<AppContext, 'limits' | 'clock'>,
  before: WebhookEndpointRow,
  { position, isRevived, stuck, refused, leftOut }: Run,
): RunEnd {
  const now = clock()
  const waiting = [...leftOut, ...refused]
  const common = { waiting, pauseReason: null }
  if (stuck === null) {
    if (waiting.length > 0) return { ...before, ...common }
    // What is said of no failure is a gap: it stays until somebody acts.
    const lastError = before.firstFailedAt === null ? before.lastError : null
    return { ...common, attempts: 0, firstFailedAt: null, lastError, nextAt: now }
  }
  const { retryFirstMs, retryLongestMs, giveUpMs } = limits.webhooks
  const isSame = position === before.position
  const attempts = isSame && !isRevived ? before.attempts + 1 : 1
  const firstFailedAt = (isSame ? before.firstFailedAt : null) ?? now
  const lastError = stuck.delivery.error
  const giveUpAt = firstFailedAt.getTime() + giveUpMs
  const pauseReason = reasonToPause(stuck, now.getTime() >= giveUpAt)
  if (leftOut.length > 0 && pauseReason === null) {
    const soon = now.getTime() + backoffMs(1, retryFirstMs, retryLongestMs)
    return { ...before, ...common, lastError, nextAt: new Date(Math.min(soon, before.nextAt.getTime())) }
  }
  const retryAt = now.getTime() + backoffMs(attempts, retryFirstMs, retryLongestMs)
  const nextAt = new Date(Math.min(retryAt, Math.max(giveUpAt, now.getTime())))
  return { ...common, attempts, firstFailedAt, lastError, nextAt, pauseReason }
}

function reasonToPause({ delivery }: Stuck, isPatienceSpent: boolean): WebhookPauseReason | null {
  if (delivery.responseStatus === 410) return 'ENDPOINT_GONE'
  return isPatienceSpent ? 'FAILING' : null
}

/** Nothing is lost, but nothing is delivered either until somebody resumes it. */
export function raisePauseAlarm(
  { log, count }: Pick<AppContext, 'log' | 'count'>,
  { appId, id }: WebhookEndpointRow,
  pauseReason: WebhookPauseReason,
  { event, delivery }: Stuck,
): void {
  const about = { appId, endpoint: encodeId('whk', id), event: encodeId('evt', event.id), pauseReason }
  log.error({ ...about, reason: delivery.error }, 'a webhook endpoint is paused: it takes nothing any more')
  count('webhook_paused', event.store)
}
