import { CoinslotError, toCoinslotError } from '../core/coinslot-error.ts'
import { readField } from '../core/read-response.ts'
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
      throw new CoinslotError('PURCHASE_TOKEN_INVALID', '`purchaseToken` is null.')
    }
    const session = await findSession()
    const answer = await session.execute(consumeOwnPaymentDocument, {
      input: { paymentId: id, purchaseToken, idempotencyKey: `consume:${id}` },
    })
    const payment = toPayment(readField(answer, 'payment'))
    return { status: 'consumed', payment, replayed: answer.data.result.replayed }
  } catch (error) {
    return { status: 'failed', error: toCoinslotError(error) }
  }
}
