import { regionOf, isSubscription, toRfc3339 } from './google-play-context.ts'
import type { GooglePlayPurchase } from './google-play-context.ts'
import { toMoney } from './money.ts'
import type { Money } from './money.ts'
import { expiryOf } from './subscription-purchase.ts'

/** The price includes the tax. */
const taxPercent = 10n
const developerPercent = 85n

/** `Order`: the amounts charged to the customer, which no purchase resource contains. */
export function toOrder(purchase: GooglePlayPurchase & { orderId: string }): object {
  const { currency, paidAt = purchase.createdAt, refund } = purchase
  const { lines = [] } = purchase
  const ownMicros = BigInt(purchase.priceMicros)
  const micros = lines.reduce((sum, { priceMicros }) => sum + BigInt(priceMicros), ownMicros)
  const { total, tax } = toOrderAmounts(micros, currency)
  return {
    orderId: purchase.orderId,
    purchaseToken: purchase.purchaseToken,
    state: toOrderState(purchase),
    createTime: toRfc3339(purchase.createdAt),
    lastEventTime: toRfc3339(refund?.at ?? paidAt),
    salesChannel: 'IN_APP',
    total,
    tax,
    developerRevenueInBuyerCurrency: toDeveloperRevenue(micros, currency),
    buyerAddress: { buyerCountry: regionOf(purchase) },
    orderDetails: { taxInclusive: true },
    orderHistory: toOrderHistory(purchase, paidAt),
    lineItems: [
      {
        productId: purchase.productId,
        productTitle: purchase.productId,
        listingPrice: toMoney(ownMicros / BigInt(purchase.quantity), currency),
        ...toOrderAmounts(ownMicros, currency),
        ...toLineDetails(purchase, paidAt),
      },
      ...lines.map(({ productId, quantity, priceMicros }) => ({
        productId,
        productTitle: productId,
        listingPrice: toMoney(BigInt(priceMicros) / BigInt(quantity), currency),
        ...toOrderAmounts(BigInt(priceMicros), currency),
        oneTimePurchaseDetails: { quantity, purchaseOptionId: 'buy' },
      })),
    ],
  }
}

function toOrderState({ state, refund }: GooglePlayPurchase): string {
  if (state === 'REFUNDED') return 'REFUNDED'
  return refund === undefined ? 'PROCESSED' : 'PARTIALLY_REFUNDED'
}

function toOrderHistory(purchase: GooglePlayPurchase, paidAt: number): object {
  const { refund, currency, state } = purchase
  const processedEvent = { eventTime: toRfc3339(paidAt) }
  if (refund === undefined) return { processedEvent }
  const micros = (BigInt(purchase.priceMicros) * BigInt(refund.percentage)) / 100n
  const refundDetails = toOrderAmounts(micros, currency)
  const time = toRfc3339(refund.at)
  if (state === 'REFUNDED') {
    const refundReason = refund.reason === 'CHARGEBACK' ? 'CHARGEBACK' : 'OTHER'
    return { processedEvent, refundEvent: { eventTime: time, refundReason, refundDetails } }
  }
  const event = { createTime: time, processTime: time, state: 'PROCESSED_SUCCESSFULLY', refundDetails }
  return { processedEvent, partialRefundEvents: [event] }
}

function toLineDetails(purchase: GooglePlayPurchase, paidAt: number): object {
  if (!isSubscription(purchase)) {
    return { oneTimePurchaseDetails: { quantity: purchase.quantity, purchaseOptionId: 'buy' } }
  }
  return {
    subscriptionDetails: {
      basePlanId: 'monthly',
      servicePeriodStartTime: toRfc3339(paidAt),
      servicePeriodEndTime: toRfc3339(expiryOf(purchase) ?? paidAt),
    },
  }
}

export function toOrderAmounts(micros: bigint, currency: string): { total: Money; tax: Money } {
  return { total: toMoney(micros, currency), tax: toMoney(taxOf(micros), currency) }
}

function taxOf(micros: bigint): bigint {
  return (micros * taxPercent) / (100n + taxPercent)
}

export function toDeveloperRevenue(micros: bigint, currency: string): Money {
  return toMoney(((micros - taxOf(micros)) * developerPercent) / 100n, currency)
}
