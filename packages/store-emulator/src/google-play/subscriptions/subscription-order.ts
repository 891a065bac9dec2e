import type { Subscription, SubscriptionPeriod } from '../../subscriptions/subscription.ts'
import { toRfc3339 } from '../google-play-context.ts'
import { toMoney } from '../money.ts'
import { toDeveloperRevenue, toOrderAmounts } from '../order.ts'
import { regionOfSubscription } from './google-subscription.ts'
import type { PeriodOfSubscription } from './google-subscription.ts'

/** `Order` of one charged period. */
export function toSubscriptionOrder({ subscription, period }: PeriodOfSubscription): object {
  const { currency } = subscription
  const total = BigInt(period.priceMicros)
  return {
    orderId: period.id,
    purchaseToken: subscription.token,
    state: orderStateOf(period),
    createTime: toRfc3339(period.chargedAt),
    lastEventTime: toRfc3339(period.refund?.at ?? period.chargedAt),
    salesChannel: subscription.outOfAppFormer === null ? 'IN_APP' : 'PLAY_STORE',
    ...toOrderAmounts(total, currency),
    developerRevenueInBuyerCurrency: toDeveloperRevenue(total, currency),
    buyerAddress: { buyerCountry: regionOfSubscription(subscription) },
    orderDetails: { taxInclusive: true },
    orderHistory: toOrderHistory(period, currency),
    lineItems: period.items.map((item) => toOrderLine(subscription, period, item)),
  }
}

function toOrderLine(
  { lines, currency }: Subscription,
  period: SubscriptionPeriod,
  { productId, basePlanId, priceMicros }: SubscriptionPeriod['items'][number],
): object {
  const listed = lines.find((line) => line.productId === productId)?.priceMicros ?? priceMicros
  return {
    productId,
    productTitle: productId,
    listingPrice: toMoney(BigInt(listed), currency),
    ...toOrderAmounts(BigInt(priceMicros), currency),
    subscriptionDetails: {
      basePlanId,
      ...(period.offer?.offerId == null ? {} : { offerId: period.offer.offerId }),
      offerPhaseDetails: toPhaseDetails(period),
      servicePeriodStartTime: toRfc3339(period.startsAt),
      servicePeriodEndTime: toRfc3339(period.endsAt),
    },
  }
}

function toPhaseDetails({ phase }: SubscriptionPeriod): object {
  switch (phase) {
    case 'TRIAL':
      return { freeTrialDetails: {} }
    case 'INTRO':
    case 'OFFER':
      return { introductoryPriceDetails: {} }
    case 'PRORATION':
      return { prorationPeriodDetails: {} }
    case 'NORMAL':
    case 'PREPAID':
      return { baseDetails: {} }
  }
}

function orderStateOf({ refund }: SubscriptionPeriod): string {
  if (refund === null) return 'PROCESSED'
  return refund.percentage === 100 ? 'REFUNDED' : 'PARTIALLY_REFUNDED'
}

function toOrderHistory({ chargedAt, refund, priceMicros }: SubscriptionPeriod, currency: string): object {
  const processedEvent = { eventTime: toRfc3339(chargedAt) }
  if (refund === null) return { processedEvent }
  const refundDetails = toOrderAmounts((BigInt(priceMicros) * BigInt(refund.percentage)) / 100n, currency)
  const time = toRfc3339(refund.at)
  if (refund.percentage === 100) {
    const refundReason = refund.reason === 'CHARGEBACK' ? 'CHARGEBACK' : 'OTHER'
    return { processedEvent, refundEvent: { eventTime: time, refundReason, refundDetails } }
  }
  const event = { createTime: time, processTime: time, state: 'PROCESSED_SUCCESSFULLY', refundDetails }
  return { processedEvent, partialRefundEvents: [event] }
}
