import { listEvents, type EventRow } from '../../db/queries/events.ts'
import { addJobs } from '../../db/queries/jobs.ts'
import {
  claimWebhookEndpoint,
  saveWebhookProgress,
  type WebhookDeliveryRow,
} from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import type { AppContext } from '../context.ts'
import { advance, chooseWave, type Progress } from './choose-wave.ts'
import { describeEvents } from './describe-event.ts'
import { leaveGap } from './leave-gap.ts'
import { planEnd, raisePauseAlarm, type RunEnd, type Stuck } from './plan-end.ts'
import { sendEvent } from './send-event.ts'

/** Events looked at together: so far others get ahead of one that fails. */
const windowSize = 100
/** A job that takes longer gives its place to others, and is asked for again. */
const longestRunMs = 5_000
/** On top of the time for one answer. */
const leaseSpareMs = 60_000
const gone = 410

/** `TAKEN_OVER`: the endpoint was changed, or the lease ran out, and somebody else goes on with it. */
export type DeliveryEnd = 'NOT_DUE' | 'DELIVERED' | 'FAILED' | 'TAKEN_OVER'

export function webhookJob(appId: string, endpointId: string) {
  return { task: 'deliver_webhook', payload: { appId, endpointId }, key: `webhook:${endpointId}` }
}

/**
 * Sends an endpoint what the feed has for it, in order for each purchase and its payment, as far as it is taken. One runner at a
 * time; what was taken is written down before more is sent, so whoever goes on after us repeats at most one wave.
 */
export async function deliverWebhooks(ctx: AppContext, endpointId: string): Promise<DeliveryEnd> {
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
  const endpoint = await leaveGap(ctx, claimed)
  const leftOut = endpoint.nextAt > now ? endpoint.waiting : []
  const run = startRun(ctx, endpoint, leftOut)
  const end = await run.toEnd()
  // What got its place while the last look was taken found the endpoint in our hands.
  const isBehind = end !== 'TAKEN_OVER' && (await ctx.feed.head(appId)) > run.seen()
  if (isBehind) await addJobs(ctx.db, [webhookJob(appId, endpointId)])
  return end
}

function endOfLease({ limits }: AppContext, now: Date): Date {
  return new Date(now.getTime() + limits.webhooks.timeoutMs + leaseSpareMs)
}

/** @param leftOut purchases that wait, and whose time has not come */
function startRun(ctx: AppContext, claimed: WebhookEndpointRow, leftOut: readonly string[]) {
  const began = performance.now()
  const refused = new Map<string, Stuck>()
  const book = openBook(ctx, claimed)

  /** @param seen where the feed ended, if nothing is left before that may be sent */
  const finish = async (stuck: Stuck | null, seen: bigint | null): Promise<DeliveryEnd> => {
    const { position, ahead } = book.progress()
    const isRevived = claimed.ahead.length === 0 && ahead.size > 0
    const end = planEnd(ctx, claimed, {
      position,
      isRevived,
      stuck,
      refused: [...refused.keys()],
      leftOut,
    })
    if (!(await book.end(end, seen))) return 'TAKEN_OVER'
    if (end.pauseReason !== null && stuck !== null) raisePauseAlarm(ctx, claimed, end.pauseReason, stuck)
    return stuck === null ? 'DELIVERED' : 'FAILED'
  }

  const toEnd = async (): Promise<DeliveryEnd> => {
    for (;;) {
      const { window, head, end } = await readWindow(ctx, claimed, book.progress().position)
      const size = ctx.limits.webhooks.inFlight
      const waiting = new Set([...leftOut, ...refused.keys()])
      const wave = chooseWave(window, book.progress(), { waiting, size })
      const made = await sendWave(ctx, claimed, wave)
      for (const { event, delivery } of made) {
        if (delivery.status === 'FAILED') refused.set(event.purchaseId, { event, delivery })
      }
      const taken = made.filter(({ delivery }) => delivery.status === 'DELIVERED')
      book.reach(window, { end, delivered: taken.map(({ event }) => event.position) })
      const stuck = firstStuck(refused)
      if (wave.length === 0) return finish(stuck, head)
      const log = made.map(({ delivery }) => delivery)
      if (!(await book.note(log))) return 'TAKEN_OVER'
      const isRefused = taken.length === 0 || log.some(({ answerStatus }) => answerStatus === gone)
      if (stuck !== null && isRefused) return finish(stuck, head)
      if (performance.now() - began > longestRunMs) return finish(stuck, null)
    }
  }
  return { toEnd, seen: book.seen }
}

/** How far the endpoint has come, here and in the database. */
function openBook(ctx: AppContext, claimed: WebhookEndpointRow) {
  let held = claimed
  let progress: Progress = { position: claimed.position, ahead: new Set(claimed.ahead.map(BigInt)) }
  // Until nothing is left, whoever goes on after us has to look at all that lies behind the position.
  let seen: bigint | null = null

  const save = async (next: RunEnd, made: readonly WebhookDeliveryRow[]): Promise<boolean> => {
    const { position } = progress
    const ahead = [...progress.ahead].map(String)
    const isOurs = await saveWebhookProgress(
      ctx.db,
      held,
      { ...next, position, ahead, seen: seen ?? position },
      made,
    )
    if (isOurs) held = { ...held, leasedUntil: next.leasedUntil }
    return isOurs
  }

  return {
    progress: () => progress,
    seen: () => seen ?? progress.position,
    reach: (window: readonly EventRow[], reached: Parameters<typeof advance>[2]) => {
      progress = advance(window, progress, reached)
    },
    /** Writes down what was made, and keeps the endpoint for longer. False if it is no longer ours. */
    note: async (made: readonly WebhookDeliveryRow[]): Promise<boolean> => {
      // Whoever goes on after us must not count what held it up before against what holds it up then; what is said of a gap stays.
      const lastError = held.failingSince === null ? held.lastError : null
      const fresh = { attempts: 0, failingSince: null, lastError }
      const interim = progress.position === held.position ? held : { ...held, ...fresh }
      return save({ ...interim, pauseReason: null, leasedUntil: endOfLease(ctx, ctx.clock()) }, made)
    },
    /** Lets go of the endpoint. False if it is no longer ours. */
    end: async (end: RunEnd, reached: bigint | null): Promise<boolean> => {
      seen = reached
      return save(end, [])
    },
  }
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
  return { window, head, end: window.length < windowSize ? head : null }
}

async function sendWave(ctx: AppContext, endpoint: WebhookEndpointRow, wave: readonly EventRow[]) {
  if (wave.length === 0) return []
  const bodies = await describeEvents(ctx, wave)
  return Promise.all(
    wave.map(async (event, index) => {
      const body = bodies[index] ?? ''
      return { event, delivery: await sendEvent(ctx, endpoint, { event, body }) }
    }),
  )
}

/** The one that holds up the position, or that says that nothing is wanted any more. */
function firstStuck(refused: ReadonlyMap<string, Stuck>): Stuck | null {
  const all = [...refused.values()]
  const [first = null] = all.toSorted((a, b) => Number(a.event.position - b.event.position))
  return all.find(({ delivery }) => delivery.answerStatus === gone) ?? first
}
