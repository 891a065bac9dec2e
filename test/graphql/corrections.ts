import type { CorrectPaymentInput, PaymentStatus } from '../../src/graphql/generated/types.ts'
import type { ApiClient } from '../support/api.ts'
import { buyItem, toConsumeInput, type Buyer } from '../support/purchase-client.ts'

/** The reason that each correction states. */
export const reason = 'the customer wrote to us'

export const correct = (admin: ApiClient, paymentId: string, change: Partial<CorrectPaymentInput>) =>
  admin.mutate('correctPayment', { paymentId, reason, ...change })

/** Creates a payment and brings it to the status. */
export async function createPaymentInStatus(
  admin: ApiClient,
  buyer: Buyer,
  status: PaymentStatus,
  itemId = 'coins_100',
) {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'TEST_STORE', itemId })
  const { id } = payment
  if (status !== 'PAID') await admin.mutate('consumePayment', toConsumeInput(payment))
  if (status === 'COMPLETED') {
    await admin.mutate('completePayment', { paymentId: id, deliveryReference: 'parcel 7' })
  }
  return { id, payment, storePurchase }
}
