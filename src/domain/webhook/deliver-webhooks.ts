import { listEvents, type EventRow } from '../../db/queries/events.ts'
import { addJobs } from '../../db/queries/jobs.ts'
import { claimWebhookEndpoint } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import type { AppContext } from '../context.ts'
import { chooseWave } from './choose-wave.ts'
import { describeEvents } from './describe-event.ts'
import { endOfLease, holdLease, type Lease } from './hold-lease.ts'
import { leaveGap } from './leave-gap.ts'
import { openBook, type Book } from './open-book.ts'
import { planEnd, raisePauseAlarm, type Attempt, type Stuck } from './plan-end.ts'
import { sendEvent } from './send-event.ts'

/** Events looked at together: so far others get ahead of one that fails. */
const windowSize = 100
/** A job that takes longer gives its place to others, and is asked for again. */
const longestRunMs = 5_000
const gone = 410
/** Seen is also what is still to come: no growth of the feed gets into a window that is full of what waits, and of what is ahead. */
const whateverComes = 2n ** 63n - 1n

/**
 * `TAKEN_OVER`: the endpoint was changed, or the lease ran out, and somebody else goes on with it. `STOPPED`: we end, and somebody
 * else has to go on.
 */
export type DeliveryEnd = 'NOT_DUE' | 'DELIVERED' | 'FAILED' | 'TAKEN_OVER' | 'STOPPED'

export function webhookJob(appId: string, endpointId: string) {
  return { task: 'deliver_webhook', payload: { appId, endpointId }, key: `webhook:${endpointId}` }
}

/**
 * Sends an endpoint what the feed has for it, in order for each purchase and its payment, as far as it is taken. One runner at a
 * time; what was taken is written down before more is sent, so whoever goes on after us repeats at most one wave.
 * @param stop when it aborts, requests are cut, and left to others
 */
export async function deliverWebhooks(
  ctx: AppContext,
  endpointId: string,
  stop: AbortSignal,
): Promise<DeliveryEnd> {
  const { appId } = ctx.app
  const now = ctx.clock()
  const claimed = await claimWebhookEndpoint(ctx.db, {
    appId,
    id: endpointId,
    now,
    patience: ctx.limits.webhooks.inFlight,
    leasedUntil: endOfLease(ctx, now),
  })
  if (claimed === null) return 'NOT_DUE'
  const lease = holdLease(ctx, claimed, stop)
  const { end, seen } = await runUnderLease(ctx, { claimed, lease, now }, stop).finally(lease.release)
  // Whoever changed it, and what got its place while the last look was taken, found the endpoint in our hands.
  const isCutShort = end === 'TAKEN_OVER' || end === 'STOPPED'
  if (isCutShort || (await ctx.feed.head(appId)) > seen)
    await addJobs(ctx.db, [webhookJob(appId, endpointId)])
  return end
}

type Held = { readonly claimed: WebhookEndpointRow; readonly lease: Lease; readonly now: Date }

async function runUnderLease(ctx: AppContext, { claimed, lease, now }: Held, stop: AbortSignal) {
  const endpoint = await leaveGap(ctx, claimed)
  const book = openBook(ctx, endpoint, lease)
  const leftOut = endpoint.nextAt > now ? endpoint.waiting : []
  const end = await run(ctx, { endpoint, book, leftOut }, stop)
  return { end, seen: book.seen() }
}

type Run = {
  readonly endpoint: WebhookEndpointRow
  readonly book: Book
  /** Purchases that wait, and whose time has not come. */
  readonly leftOut: readonly string[]
}

async function run(
  ctx: AppContext,
  { endpoint, book, leftOut }: Run,
  stop: AbortSignal,
): Promise<DeliveryEnd> {
  const began = performance.now()
  const refused = new Map<string, Stuck>()
  const finish = (stuck: Stuck | null, seen: bigint | null) =>
    finishRun(ctx, { endpoint, book, leftOut }, { refused: [...refused.keys()], stuck, seen })
  while (!stop.aborted) {
    const { position } = book.progress()
    const { window, end } = await readWindow(ctx, endpoint, position)
    const size = ctx.limits.webhooks.inFlight
    const waiting = new Set([...leftOut, ...refused.keys()])
    const wave = chooseWave(window, book.progress(), { waiting, size })
    const made = await sendWave(ctx, endpoint, wave, stop)
    for (const { event, delivery } of made) {
      if (delivery.status === 'FAILED') refused.set(event.purchaseId, { event, delivery })
    }
    const taken = made.filter(({ delivery }) => delivery.status === 'DELIVERED')
    book.reach(window, { end, delivered: taken.map(({ event }) => event.position) })
    const stuck = firstStuck(refused)
    // The window of another position holds more.
    const isFull = end === null && book.progress().position === position
    const seen = isFull ? whateverComes : end
    if (wave.length === 0 && seen === null) continue
    if (wave.length === 0) return finish(stuck, seen)
    const log = made.map(({ delivery }) => delivery)
    if (!(await book.note(log))) return 'TAKEN_OVER'
    if (made.length < wave.length) break
    const isRefused = taken.length === 0 || log.some(({ responseStatus }) => responseStatus === gone)
    if (stuck !== null && isRefused) return finish(stuck, seen)
    if (performance.now() - began > longestRunMs) return finish(stuck, null)
  }
  const stuck = firstStuck(refused)
  // What was cut counts for nothing; what was refused waits for its time, whoever goes on.
  if (stuck !== null) await finish(stuck, null)
  return 'STOPPED'
}

async function finishRun(
  ctx: AppContext,
  { endpoint, book, leftOut }: Run,
  came: { readonly refused: readonly string[]; readonly stuck: Stuck | null; readonly seen: bigint | null },
): Promise<DeliveryEnd> {
  const { stuck, refused, seen } = came
  const { position, ahead } = book.progress()
  const isRevived = endpoint.ahead.length === 0 && ahead.size > 0
  const end = planEnd(ctx, endpoint, { position, isRevived, stuck, refused, leftOut })
  if (!(await book.end(end, seen))) return 'TAKEN_OVER'
  if (end.pauseReason !== null && stuck !== null) raisePauseAlarm(ctx, endpoint, end.pauseReason, stuck)
  return stuck === null ? 'DELIVERED' : 'FAILED'
}

/** What comes after the position; `end` is where the feed ended before, if the window reaches there. */
async function readWindow(ctx: AppContext, { appId, types }: WebhookEndpointRow, after: bigint) {
  const head = await ctx.feed.head(appId)
  const window = await listEvents(ctx.db, appId, {
    after,
    upTo: null,
    limit: windowSize,
    types,
    stores: null,
  })
  return { window, end: window.length < windowSize ? head : null }
}

/** What came of a wave, but for what was cut. */
async function sendWave(
  ctx: AppContext,
  endpoint: WebhookEndpointRow,
  wave: readonly EventRow[],
  stop: AbortSignal,
): Promise<Attempt[]> {
  if (wave.length === 0) return []
  const bodies = await describeEvents(ctx, wave)
  const sent = await Promise.all(
    wave.map(async (event, index) => {
      const delivery = await sendEvent(ctx, endpoint, { event, body: bodies[index] ?? '', stop })
      return delivery === null ? [] : [{ event, delivery }]
    }),
  )
  return sent.flat()
}

/** The one that holds up the position, or that says that nothing is wanted any more. */
function firstStuck(refused: ReadonlyMap<string, Stuck>): Stuck | null {
  const all = [...refused.values()]
  const [first = null] = all.toSorted((a, b) => Number(a.event.position - b.event.position))
  return all.find(({ delivery }) => delivery.responseStatus === gone) ?? first
}
