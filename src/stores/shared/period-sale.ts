import type { SaleState } from '../contract/sale.ts'
import type { SubscriptionPeriod, SubscriptionSnapshot } from '../contract/subscription.ts'

/** A period of a subscription as the sale that it is on the customer's bill. */
export function toPeriodSale(snapshot: SubscriptionSnapshot, period: SubscriptionPeriod): SaleState {
  const { environment, accountToken, storeAccountId, countryCode, ownership, reference, raw } = snapshot
  const { periodId, lineKey, storeOrderId, storeProductId, quantity, price, paidAt, offer, refund } = period
  const transaction = {
    environment,
    accountToken,
    storeAccountId,
    countryCode,
    ownership,
    reference,
    raw,
    acknowledgement: snapshot.acknowledgement,
    storeTransactionId: periodId,
    lineItem: lineKey,
    storeOrderId,
    storeProductId,
    quantity,
    price,
    paidAt,
    offer,
    refund,
    isSubscription: true as const,
  }
  return { kind: 'verified', transaction, proves: 'NOTHING' }
}
