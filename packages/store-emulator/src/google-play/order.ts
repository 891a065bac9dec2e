import { regionOf, isSubscription, rfc3339 } from './google-play-context.ts'
import type { GooglePurchase } from './google-play-context.ts'
import { moneyFromMicros } from './google-money.ts'
import type { Money } from './google-money.ts'
import { expiryOf } from './subscription-purchase.ts'

/** The shares of a price, in percent; the tax is in the price. */
const TAX_PERCENT = 10n
const DEVELOPER_PERCENT = 85n

/** `Order`: what the customer was charged, which neither form of the purchase says. */
export function orderOf(purchase: GooglePurchase & { orderId: string }): object {
  const { currency, paidAt = purchase.createdAt, refund } = purchase
  const micros = BigInt(purchase.priceMicros)
  const { total, tax } = amounts(micros, currency)
  const net = micros - taxOf(micros)
  return {
    orderId: purchase.orderId,
    purchaseToken: purchase.purchaseToken,
    state: orderState(purchase),
    createTime: rfc3339(purchase.createdAt),
    lastEventTime: rfc3339(refund?.at ?? paidAt),
    salesChannel: 'IN_APP',
    total,
    tax,
    developerRevenueInBuyerCurrency: moneyFromMicros((net * DEVELOPER_PERCENT) / 100n, currency),
    buyerAddress: { buyerCountry: regionOf(purchase) },
    orderDetails: { taxInclusive: true },
    orderHistory: orderHistory(purchase, paidAt),
    lineItems: [
      {
        productId: purchase.productId,
        productTitle: purchase.productId,
        listingPrice: moneyFromMicros(micros / BigInt(purchase.quantity), currency),
        total,
        tax,
        ...lineDetails(purchase, paidAt),
      },
    ],
  }
}

function orderState({ state, refund }: GooglePurchase): string {
  if (state === 'REFUNDED') return 'REFUNDED'
  return refund === undefined ? 'PROCESSED' : 'PARTIALLY_REFUNDED'
}

function orderHistory(purchase: GooglePurchase, paidAt: number): object {
  const { refund, currency, state } = purchase
  const processedEvent = { eventTime: rfc3339(paidAt) }
  if (refund === undefined) return { processedEvent }
  const micros = (BigInt(purchase.priceMicros) * BigInt(refund.percentage)) / 100n
  const refundDetails = amounts(micros, currency)
  const time = rfc3339(refund.at)
  if (state === 'REFUNDED') {
    return { processedEvent, refundEvent: { eventTime: time, refundReason: 'OTHER', refundDetails } }
  }
  const event = { createTime: time, processTime: time, state: 'PROCESSED_SUCCESSFULLY', refundDetails }
  return { processedEvent, partialRefundEvents: [event] }
}

function lineDetails(purchase: GooglePurchase, paidAt: number): object {
  if (!isSubscription(purchase)) {
    return { oneTimePurchaseDetails: { quantity: purchase.quantity, purchaseOptionId: 'buy' } }
  }
  return {
    subscriptionDetails: {
      basePlanId: 'monthly',
      servicePeriodStartTime: rfc3339(paidAt),
      servicePeriodEndTime: rfc3339(expiryOf(purchase) ?? paidAt),
    },
  }
}

function amounts(micros: bigint, currency: string): { total: Money; tax: Money } {
  return { total: moneyFromMicros(micros, currency), tax: moneyFromMicros(taxOf(micros), currency) }
}

function taxOf(micros: bigint): bigint {
  return (micros * TAX_PERCENT) / (100n + TAX_PERCENT)
}
