import { CoinslotError, toCoinslotError, withErrorCode } from '../core/coinslot-error.ts'
import { readField } from '../core/read-response.ts'
import { consumeOwnPaymentDocument } from '../generated/client-operations.ts'
import { reportFailure, type ClientContext } from './client-context.ts'
import { createId } from './create-id.ts'
import type { Delivery } from './ledger.ts'
import { toPayment, type ConsumeResult, type Payment } from './results.ts'
import type { Session } from './sessions.ts'

/** Gives the item of a consumed payment to the player, and records the id of the payment in the same write. */
export type DeliveryHandler = (payment: Payment) => unknown

/** Writes the payment down. What is written already stays: another key could not continue a consume that began. */
async function keepPayment({ deliveries }: ClientContext, payment: Payment): Promise<Delivery> {
  const kept = (await deliveries.list()).find(({ id }) => id === payment.id)
  const entry = { ...payment, key: createId(), ...kept }
  await deliveries.add(entry)
  return entry
}

/** These codes say that this device did not consume the payment and never will. */
const lostCodes = ['ALREADY_CONSUMED', 'PAYMENT_REFUNDED']

/**
 * Without `deliver` the idempotency key comes from the payment: a repeated call, also of a later start, gets the first result. With it the
 * payment is written down until it is delivered, so that another start of the app continues where this one ended.
 */
export async function consumePayment(
  ctx: ClientContext,
  findSession: () => Promise<Session>,
  payment: Payment,
  deliver?: DeliveryHandler,
): Promise<ConsumeResult> {
  const { deliveries, limit } = ctx
  const { id, purchaseToken } = payment
  const forget = () => reportFailure(ctx, deliveries.remove(payment))
  try {
    if (purchaseToken === null) {
      throw new CoinslotError('PURCHASE_TOKEN_INVALID', '`purchaseToken` is null.')
    }
    const session = await findSession()
    const idempotencyKey = deliver ? (await keepPayment(ctx, payment)).key : `consume:${id}`
    const answer = await session.execute(consumeOwnPaymentDocument, {
      input: { paymentId: id, purchaseToken, idempotencyKey },
    })
    const consumed = toPayment(readField(answer, 'payment'))
    if (deliver) {
      await withErrorCode('DELIVERY_FAILED', () => limit('requestMs', () => deliver(consumed)))
      await forget()
    }
    return { status: 'consumed', payment: consumed, replayed: answer.data.result.replayed }
  } catch (thrown) {
    const error = toCoinslotError(thrown)
    if (lostCodes.includes(error.code)) await forget()
    return { status: 'failed', error }
  }
}
