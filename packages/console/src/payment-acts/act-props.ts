import { readText } from '../session/use-submit.ts'
import type { PaymentDetails } from '../payments/payment-sentence.ts'

export type PaymentActProps = {
  readonly payment: PaymentDetails
  /** Reads the payment again. */
  readonly onReload: () => void
  readonly onClose: () => void
}

/** What every act on a payment sends: which payment, as the page showed it, and why. */
export const toActInput = ({ id, version }: PaymentDetails, form: FormData) => ({
  paymentId: id,
  expectedVersion: version,
  reason: readText(form, 'reason').trim(),
})
