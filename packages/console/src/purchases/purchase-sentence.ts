import type { I18n } from '@lingui/core'
import type { PurchaseRowFragment } from '../generated/operations.ts'

/** Why the purchase is where it is, and what an agent does about it. */
export function describePurchase(i18n: I18n, { status }: Pick<PurchaseRowFragment, 'status'>): string[] {
  const sentences = {
    REQUESTED: () => [
      i18n.t('The app reserved the purchase. No store has confirmed a payment yet.'),
      i18n.t(
        'If the customer has paid, search for the order id: the store is asked live, and the sale can be adopted.',
      ),
    ],
    PENDING: () => [
      i18n.t(
        'The store charges the customer later, for example after a cash payment or the approval of a parent.',
      ),
      i18n.t('Nothing is to be done: the payment is recorded when the store confirms it.'),
    ],
    VERIFIED: () => [i18n.t('The store confirmed the payment. Everything else is on its page.')],
    CANCELED: () => [
      i18n.t('The app or the store canceled the purchase before it was paid.'),
      i18n.t('If the store charges nevertheless, the payment is recorded.'),
    ],
    FAILED: () => [
      i18n.t('The store could not charge the customer.'),
      i18n.t('The customer checks the payment method at the store and buys again.'),
    ],
    EXPIRED: () => [
      i18n.t('The reservation expired without a payment.'),
      i18n.t(
        'If the customer has paid, search for the order id: the store is asked live, and the sale can be adopted.',
      ),
    ],
  }
  return sentences[status]()
}
