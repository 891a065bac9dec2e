import type { ListedPayment, PaymentRow } from '../domain/models.ts'

/**
 * A payment in a response. `hasProofOfPurchase`: this request submitted a receipt that only the buyer can hold. `joined`: rows that were
 * read together with the payment.
 */
export type PaymentModel = PaymentRow &
  Partial<Pick<ListedPayment, 'joined'>> & { readonly hasProofOfPurchase?: boolean }
