import { toCoinslotError, toProblemError, type CoinslotError } from '../core/coinslot-error.ts'
import { readValue, type OrUnknown, type Store } from '../core/known-values.ts'
import type { Answer } from '../core/read-response.ts'
import { backoffMs, delay } from '../core/time.ts'
import {
  ackEventsDocument,
  paymentEventsDocument,
  type PaymentEventsQuery,
} from '../generated/server-operations.ts'
import { readEventType, type PaymentEventType } from './event-types.ts'
import type { ServerContext } from './server-calls.ts'
import { toServerPayment, type ServerPayment } from './server-payment.ts'

/** A change of a purchase or payment. */
export type PaymentEvent = {
  /** The same on every delivery. */
  readonly id: string
  readonly cursor: string
  readonly type: OrUnknown<PaymentEventType>
  readonly occurredAt: string
  /** Status before the change: of the payment if there is one, otherwise of the purchase. */
  readonly previousStatus: string | null
  /** Status after the change; that of `payment` may be later. */
  readonly status: string
  /** Null only for a change of an entitlement that follows from no purchase. */
  readonly purchase: {
    readonly id: string
    readonly status: string
    readonly store: OrUnknown<Store>
    readonly userId: string
    readonly itemId: string
  } | null
  readonly payment: ServerPayment | null
}

/** Which events are read, and from where. */
export type EventsOptions = {
  /** Starts after this cursor. */
  readonly after?: string
  /**
   * Starts where the event consumer of this name ended, whose position is stored at the server. An event is acknowledged when the
   * next one is requested, so an event during which the program ended is delivered again.
   */
  readonly consumer?: string
  /** Where to start without a cursor: at the first retained event, or with the next one. Default FIRST. */
  readonly from?: 'FIRST' | 'NEXT'
  /** Default: events of all types. */
  readonly types?: readonly PaymentEventType[]
  /** Default: events of all stores. */
  readonly stores?: readonly Store[]
  /** Ends the iteration. */
  readonly signal?: AbortSignal
  /** Pause after a page without events. Default 1,000. */
  readonly pollIntervalMs?: number
  /** Is called with each failure after which reading goes on. */
  readonly onError?: (error: CoinslotError) => void
}

const pageSize = 100
const retryDelays = { initialMs: 1_000, maxMs: 30_000 }

/**
 * The events in the order of the feed, without end. It goes on after failures that may pass.
 * @throws CoinslotError for other failures, such as an invalid server key or a cursor that the server does not have
 */
export async function* iterateEvents(
  ctx: ServerContext,
  options: EventsOptions = {},
): AsyncGenerator<PaymentEvent, void, undefined> {
  const { consumer, signal, pollIntervalMs = 1_000 } = options
  const position = { cursor: await findStart(ctx, options), processed: null as string | null }
  try {
    while (!isAborted(signal)) {
      const page = await readPage(ctx, options, position.cursor)
      if (page === null) return
      for (const node of page.nodes) {
        if (isAborted(signal)) return
        yield toPaymentEvent(node)
        position.processed = node.cursor
      }
      position.cursor = page.pageInfo.endCursor ?? position.cursor
      if (consumer !== undefined && position.cursor !== null && page.nodes.length > 0) {
        await acknowledge(ctx, options, consumer, position.cursor)
        position.processed = null
      }
      if (!page.pageInfo.hasNextPage) await delay(ctx.schedule, pollIntervalMs, signal)
    }
  } finally {
    // What the caller was processing when it left is not acknowledged.
    if (consumer !== undefined && position.processed !== null) {
      await acknowledge(ctx, { onError: options.onError }, consumer, position.processed)
    }
  }
}

const isAborted = (signal: AbortSignal | undefined) => signal?.aborted === true

/** The cursor after the newest event. */
export async function findEndCursor({ call }: ServerContext, signal?: AbortSignal): Promise<string | null> {
  // No event has one of no types.
  const { data } = await call(paymentEventsDocument, { types: [], first: 1 }, signal)
  return data.result.pageInfo.endCursor
}

async function findStart(
  ctx: ServerContext,
  { after, consumer, from, signal }: EventsOptions,
): Promise<string | null> {
  if (after !== undefined) return after
  return consumer === undefined && from === 'NEXT' ? findEndCursor(ctx, signal) : null
}

/** Null if the signal ended it. */
async function readPage(
  ctx: ServerContext,
  { consumer, types, stores, signal, onError }: EventsOptions,
  after: string | null,
): Promise<PaymentEventsQuery['result'] | null> {
  const position = after === null && consumer !== undefined ? { consumer } : { after }
  for (let attempt = 1; !isAborted(signal); attempt += 1) {
    try {
      const variables = { ...position, types, stores, first: pageSize }
      const answer: Answer<PaymentEventsQuery> = await ctx.call(paymentEventsDocument, variables, signal)
      return answer.data.result
    } catch (thrown) {
      const error = toCoinslotError(thrown)
      if (isAborted(signal)) return null
      if (!error.retryable) throw error
      onError?.(error)
      const waitMs = Math.max(backoffMs(attempt, retryDelays), error.retryAfterMs ?? 0)
      await delay(ctx.schedule, waitMs, signal)
    }
  }
  return null
}

/** A later acknowledgement covers one that failed. */
async function acknowledge(
  { call }: ServerContext,
  { onError }: { readonly onError?: ((error: CoinslotError) => void) | undefined },
  consumer: string,
  cursor: string,
): Promise<void> {
  try {
    const { data, requestId } = await call(ackEventsDocument, { input: { consumer, cursor } })
    if (data.result.problem !== null) throw toProblemError(data.result.problem, requestId)
  } catch (error) {
    onError?.(toCoinslotError(error))
  }
}

function toPaymentEvent(node: PaymentEventsQuery['result']['nodes'][number]): PaymentEvent {
  const { purchase, payment, type, ...event } = node
  return {
    ...event,
    type: readEventType(type),
    purchase: purchase === null ? null : toPurchaseOfEvent(purchase),
    payment: payment === null ? null : toServerPayment(payment),
  }
}

function toPurchaseOfEvent(
  purchase: NonNullable<PaymentEventsQuery['result']['nodes'][number]['purchase']>,
): NonNullable<PaymentEvent['purchase']> {
  return {
    id: purchase.id,
    status: purchase.status,
    store: readValue(purchase.store),
    userId: purchase.user.userId,
    itemId: purchase.item.itemId,
  }
}
