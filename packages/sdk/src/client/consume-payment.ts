import { CoinslotError, toCoinslotError, toProblemError } from '../core/coinslot-error.ts'
import { consumeOwnPaymentDocument } from '../generated/client-operations.ts'
import { toPayment, type ConsumeResult, type Payment } from './results.ts'
import type { Session } from './sessions.ts'

/** The idempotency key comes from the payment: a repeated call, also of a later start, gets the first result. */
export async function consumePayment(
  findSession: () => Promise<Session>,
  { id, purchaseToken }: Pick<Payment, 'id' | 'purchaseToken'>,
): Promise<ConsumeResult> {
  try {
    if (purchaseToken === null) {
      throw new CoinslotError('PURCHASE_TOKEN_INVALID', 'The payment has no purchase token.')
    }
    const session = await findSession()
    const { data, requestId } = await session.execute(consumeOwnPaymentDocument, {
      input: { paymentId: id, purchaseToken, idempotencyKey: `consume:${id}` },
    })
    const { payment, replayed, problem } = data.result
    if (problem !== null) throw toProblemError(problem, requestId)
    if (payment === null) throw new CoinslotError('UNEXPECTED_RESPONSE', 'The server returned no payment.')
    return { status: 'consumed', payment: toPayment(payment), replayed }
  } catch (error) {
    return { status: 'failed', error: toCoinslotError(error) }
  }
}
