import type { PaymentRow } from '../domain/models.ts'

/** A payment in a response. `hasProofOfPurchase`: this request submitted a receipt that only the buyer can hold. */
export type PaymentModel = PaymentRow & { readonly hasProofOfPurchase?: boolean }
