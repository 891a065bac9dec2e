import { CoinslotError } from '../core/coinslot-error.ts'
import type { CoinslotErrorCode } from '../core/error-codes.ts'
import { completePayment, consumePayment, findPayment, type ServerContext } from './server-calls.ts'
import type { ServerPayment } from './server-payment.ts'

/** What the handler of a game server gets. */
export type Delivery = {
  readonly payment: ServerPayment
  /** The same for every attempt to deliver this payment. Record it in the transaction that grants the item, and skip what it has. */
  readonly idempotencyKey: string
  /** 1 for the first attempt of this process. */
  readonly attempt: number
  /** Aborts when the process stops and has waited long enough. */
  readonly signal: AbortSignal
}

/** Grants the item of a payment. What it throws makes the delivery be repeated. */
export type PaymentHandler = (delivery: Delivery) => unknown

/** By this key the payments are found that were consumed and not delivered. */
const deliveryKey = (paymentId: string) => `process:${paymentId}`

/** Reasons why a payment is not, or no longer, to be delivered here. */
const endedCodes: ReadonlySet<CoinslotErrorCode> = new Set(['ALREADY_CONSUMED', 'PAYMENT_REFUNDED'])

/** Whether the payment is paid, or was consumed by `processPayments` and not delivered; not if its delivery was given up. */
export const isOwed = ({ id, status, consume, deliveryFailure }: ServerPayment): boolean =>
  deliveryFailure === null &&
  (status === 'PAID' || (status === 'CONSUMED' && consume?.idempotencyKey === deliveryKey(id)))

/**
 * Consumes the payment, calls the handler, and completes the payment. Wherever it ends, the same call later goes on from there.
 * @throws what the handler throws, and CoinslotError
 */
export async function deliverPayment(
  ctx: ServerContext,
  handler: PaymentHandler,
  { payment, attempt, signal }: Pick<Delivery, 'payment' | 'attempt' | 'signal'>,
): Promise<void> {
  const idempotencyKey = deliveryKey(payment.id)
  const current = attempt === 1 ? payment : await findPayment(ctx, payment.id)
  if (current === null || !isOwed(current)) return
  const consumed = await unlessEnded(() => consume(ctx, current, idempotencyKey))
  if (consumed === null || !isOwed(consumed)) return
  await handler({ payment: consumed, idempotencyKey, attempt, signal })
  await unlessEnded(() => completePayment(ctx, { paymentId: payment.id }))
}

/** Null if the payment was consumed by another caller or refunded meanwhile. */
async function unlessEnded<Result>(task: () => Promise<Result>): Promise<Result | null> {
  try {
    return await task()
  } catch (error) {
    if (error instanceof CoinslotError && endedCodes.has(error.code)) return null
    throw error
  }
}

/** The payment after the consume; items that are owned permanently are not consumed. */
async function consume(
  ctx: ServerContext,
  payment: ServerPayment,
  idempotencyKey: string,
): Promise<ServerPayment> {
  const { id, status, itemType, purchaseToken } = payment
  if (status !== 'PAID' || itemType === 'NON_CONSUMABLE' || itemType === 'AUTO_RENEWABLE') return payment
  if (purchaseToken === null) {
    const message = 'The server key cannot see purchase tokens: it needs the role GAME_SERVER.'
    throw new CoinslotError('FORBIDDEN', message)
  }
  const consumed = await consumePayment(ctx, { paymentId: id, purchaseToken, idempotencyKey })
  return consumed.payment
}
