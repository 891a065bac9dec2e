import type { RootField } from '../app/permissions.ts'
import type { PaymentStatus } from '../generated/operations.ts'
import type { PaymentDetails } from '../payments/payment-sentence.ts'

export type ActName = 'REFUND' | 'CONSUME' | 'DELIVER' | 'RETRY' | 'NOTE' | 'CORRECT' | 'TRANSFER'

type May = (field: RootField) => boolean

/** Stores whose API refunds a payment. The others leave it to the customer. */
const refundingStores: ReadonlySet<string> = new Set(['GOOGLE_PLAY', 'TEST_STORE'])

export const canStoreRefund = ({ store }: Pick<PaymentDetails, 'store'>) => refundingStores.has(store)

const isConsumable = ({ item }: PaymentDetails) =>
  item.type === 'CONSUMABLE' || item.type === 'CONSUMABLE_AUTO_RENEWABLE'

/** What the operator's role allows and the state of the payment makes sense of. The server decides again. */
export function listActs(payment: PaymentDetails, may: May): readonly ActName[] {
  const { status, acknowledgement, openRefundApproval } = payment
  const isRefunded = status === 'REFUNDED'
  const acts: readonly (readonly [ActName, RootField, boolean])[] = [
    ['REFUND', 'refundPayment', !isRefunded && canStoreRefund(payment) && openRefundApproval === null],
    ['CONSUME', 'consumePaymentForUser', status === 'PAID' && isConsumable(payment)],
    ['DELIVER', 'retryDelivery', payment.deliveryFailure !== null],
    ['RETRY', 'retryAcknowledgement', ['PENDING', 'FAILED'].includes(acknowledgement.status)],
    ['NOTE', 'addNote', true],
    ['CORRECT', 'correctPayment', listCorrections(payment).length > 0 || payment.price === null],
    ['TRANSFER', 'transferPayment', !isRefunded],
  ]
  return acts.flatMap(([name, field, isPossible]) => (isPossible && may(field) ? [name] : []))
}

/** The statuses that a correction may set: the same rules as on the server, which refuses all others. */
export function listCorrections(payment: PaymentDetails): readonly PaymentStatus[] {
  const { status, consume, completedAt, refund } = payment
  switch (status) {
    case 'PAID':
      return [isConsumable(payment) ? 'CONSUMED' : 'COMPLETED', 'REFUNDED']
    case 'CONSUMED':
      return ['COMPLETED', 'REFUNDED']
    case 'COMPLETED':
      return isConsumable(payment) ? ['CONSUMED', 'REFUNDED'] : ['REFUNDED']
    case 'REFUNDED':
      if (refund?.source !== 'CORRECTION') return []
      if (completedAt !== null) return ['COMPLETED']
      return [consume === null ? 'PAID' : 'CONSUMED']
  }
}
