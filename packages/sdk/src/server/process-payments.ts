import { CoinslotError, toCoinslotError } from '../core/coinslot-error.ts'
import { backoffMs, delay, withTimeout } from '../core/time.ts'
import { createDeliveryQueue, type DeliveryQueue } from './delivery-queue.ts'
import { deliverPayment, isOwed, type PaymentHandler } from './deliver-payment.ts'
import type { PaymentEventType } from './event-types.ts'
import { findEndCursor, iterateEvents } from './events.ts'
import { iteratePayments, reportDeliveryFailure, type ServerContext } from './server-calls.ts'
import type { ServerPayment } from './server-payment.ts'

/** How payments are delivered. Times are in milliseconds. */
export type ProcessPaymentsOptions = {
  /** Number of users whose payments are delivered at the same time. Default 10. */
  readonly concurrency?: number
  /** Pause between two reads of the event feed. Default 1,000. */
  readonly pollIntervalMs?: number
  /** Pause between two searches for payments that are owed, whatever the feed said. Default 300,000. */
  readonly searchIntervalMs?: number
  /** Delay before the second attempt of a delivery; it doubles up to `maxRetryDelayMs`. Default 1,000. */
  readonly initialRetryDelayMs?: number
  /** Default 300,000. */
  readonly maxRetryDelayMs?: number
  /**
   * Attempts of one process after which a payment is reported to the server as not delivered, and left until an operator or `retryDelivery`
   * asks for it. Failures of calls to the server that may pass do not count. Default 20, which takes about an hour.
   */
  readonly maxAttempts?: number
  /** How long `stop` waits for deliveries before it aborts their signal, and once more after that. Default 30,000. */
  readonly stopTimeoutMs?: number
  /** Is called with each failure; what failed is repeated. `payment` is null if a read failed. */
  readonly onError?: (error: unknown, payment: ServerPayment | null) => void
}

/** A running `processPayments`. */
export type PaymentProcessor = {
  /** Begins no more deliveries, and resolves when those that run have ended or were given up. */
  readonly stop: () => Promise<void>
}

type Settings = Required<ProcessPaymentsOptions>

const defaults: Settings = {
  concurrency: 10,
  pollIntervalMs: 1_000,
  searchIntervalMs: 300_000,
  initialRetryDelayMs: 1_000,
  maxRetryDelayMs: 300_000,
  maxAttempts: 20,
  stopTimeoutMs: 30_000,
  onError: () => undefined,
}

/** A callback that throws must not end the processing. */
const reportSafely =
  (onError: ProcessPaymentsOptions['onError']): Settings['onError'] =>
  (error, payment) => {
    try {
      onError?.(error, payment)
    } catch {
      // The game server has its own log.
    }
  }

/** Events after which a payment may be owed. */
const owingTypes: readonly PaymentEventType[] = [
  'PAYMENT_PAID',
  'PAYMENT_REFUND_REVERSED',
  'PAYMENT_CORRECTED',
  'PAYMENT_TRANSFERRED',
]
/** Types that the last minor version of the server does not have, and rejects. */
const newerTypes: readonly PaymentEventType[] = ['PAYMENT_DELIVERY_RETRIED']

/** Delivers every payment that is owed, now and from now on, until it is stopped. */
export function processPayments(
  ctx: ServerContext,
  handler: PaymentHandler,
  options: ProcessPaymentsOptions = {},
): PaymentProcessor {
  const settings: Settings = { ...defaults, ...options, onError: reportSafely(options.onError) }
  const reading = new AbortController()
  const delivering = new AbortController()
  const queue: DeliveryQueue = createDeliveryQueue({
    concurrency: settings.concurrency,
    maxQueued: settings.concurrency * 100,
    deliver: async (payment, attempt) => {
      try {
        await deliverPayment(ctx, handler, { payment, attempt, signal: delivering.signal })
      } catch (error) {
        settings.onError(error, payment)
        queue.hold(payment.id)
        if (await hasGivenUp(ctx, settings, { payment, attempt, error })) queue.release(payment.id)
        else void repeatLater(payment, attempt, toCoinslotError(error).retryAfterMs)
      }
    },
  })
  /** Meanwhile other payments of the user are delivered. */
  const repeatLater = async (payment: ServerPayment, attempt: number, retryAfterMs: number | null) => {
    const delays = { initialMs: settings.initialRetryDelayMs, maxMs: settings.maxRetryDelayMs }
    await delay(ctx.schedule, Math.max(backoffMs(attempt, delays), retryAfterMs ?? 0), reading.signal)
    if (!reading.signal.aborted) queue.addAgain(payment, attempt + 1)
  }
  const ended = readUntilStopped(ctx, queue, settings, reading.signal)
  return {
    stop: async () => {
      reading.abort()
      const all = Promise.all([queue.stop(), ended]).then(() => true)
      const wait = () =>
        withTimeout(
          ctx.schedule,
          settings.stopTimeoutMs,
          () => all,
          () => false,
        )
      if (await wait()) return
      delivering.abort()
      await wait()
    },
  }
}

/**
 * The position in the feed is read before the search, so what happens in between is in one of them. After a failure both begin again:
 * no position has to be stored.
 */
async function readUntilStopped(
  ctx: ServerContext,
  queue: DeliveryQueue,
  settings: Settings,
  signal: AbortSignal,
): Promise<void> {
  const delays = { initialMs: settings.initialRetryDelayMs, maxMs: 30_000 }
  let types = [...owingTypes, ...newerTypes]
  for (let failures = 0; !signal.aborted;) {
    const round = new AbortController()
    const endRound = () => round.abort()
    signal.addEventListener('abort', endRound)
    try {
      const after = await findEndCursor(ctx, signal)
      const searched = searchRepeatedly(ctx, queue, settings, round.signal)
      const followed = followFeed(ctx, queue, settings, { after, types, signal: round.signal })
      failures = 0
      await Promise.all([searched, followed])
    } catch (error) {
      if (isAborted(signal)) return
      if (toCoinslotError(error).code === 'BAD_USER_INPUT') types = [...owingTypes]
      settings.onError(error, null)
      failures += 1
      endRound()
      await delay(ctx.schedule, backoffMs(failures, delays), signal)
    } finally {
      signal.removeEventListener('abort', endRound)
    }
  }
}

const isAborted = (signal: AbortSignal) => signal.aborted

async function searchRepeatedly(
  ctx: ServerContext,
  queue: DeliveryQueue,
  { searchIntervalMs }: Settings,
  signal: AbortSignal,
): Promise<void> {
  while (!isAborted(signal)) {
    const filter = { status: ['PAID', 'CONSUMED'] as const }
    for await (const payment of iteratePayments(ctx, filter, { orderBy: 'PAID_AT_ASC', signal })) {
      await queue.whenReady()
      if (isAborted(signal)) return
      if (isOwed(payment)) queue.add(payment)
    }
    await delay(ctx.schedule, searchIntervalMs, signal)
  }
}

async function followFeed(
  ctx: ServerContext,
  queue: DeliveryQueue,
  { pollIntervalMs, onError }: Settings,
  {
    after,
    types,
    signal,
  }: {
    readonly after: string | null
    readonly types: readonly PaymentEventType[]
    readonly signal: AbortSignal
  },
): Promise<void> {
  const events = iterateEvents(ctx, {
    ...(after === null ? {} : { after }),
    types,
    signal,
    pollIntervalMs,
    onError: (error) => onError(error, null),
  })
  for await (const { payment } of events) {
    await queue.whenReady()
    if (payment !== null && isOwed(payment)) queue.add(payment)
  }
}

type FailedDelivery = { readonly payment: ServerPayment; readonly attempt: number; readonly error: unknown }

/** Reports a delivery that failed too often. One that cannot be reported is tried on, so that none is forgotten. */
async function hasGivenUp(
  ctx: ServerContext,
  { maxAttempts, onError }: Settings,
  { payment, attempt, error }: FailedDelivery,
): Promise<boolean> {
  if (attempt < maxAttempts || (error instanceof CoinslotError && error.retryable)) return false
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  try {
    await reportDeliveryFailure(ctx, { paymentId: payment.id, message, attempts: attempt })
    return true
  } catch (failure) {
    onError(failure, payment)
    return false
  }
}
