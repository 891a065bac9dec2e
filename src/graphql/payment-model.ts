import type { PaymentRow } from '../domain/models.ts'

/** A payment on its way out. `provedToBeBuyer`: this very request has shown a receipt that only its buyer can hold. */
export type PaymentModel = PaymentRow & { readonly hasProofOfPurchase?: boolean }
