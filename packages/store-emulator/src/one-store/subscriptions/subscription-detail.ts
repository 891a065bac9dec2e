import { formatAmount } from '../../money.ts'
import { applySituation } from '../../purchases/situation.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import type { OneStoreSubscriptionFormat } from './subscription-format.ts'

const cancelReasons = {
  USER: 0,
  SYSTEM: 1,
  REPLACEMENT: 2,
  DEVELOPER: 3,
  DEVELOPER_STOP_PAYMENTS: 3,
} as const
const paymentStates = { PENDING: 0, RECEIVED: 1, FREE_TRIAL: 2 } as const

/** `getSubscriptionDetail`. A grace period looks like an active one with a later expiry, a hold like a pause without a resume time. */
export function toSubscriptionDetail(subscription: Subscription, format: OneStoreSubscriptionFormat): object {
  const { acknowledgedAt, startedAt, accessUntil, linkedToken, situation, currency, lines } = subscription
  const price = lines[0]?.priceMicros ?? '0'
  const fields = applySituation(situation === null ? {} : { situation }, {
    acknowledgementState: acknowledgedAt === null ? 0 : 1,
    ...toRenewalFields(subscription),
    startTimeMillis: startedAt,
    expiryTimeMillis: accessUntil,
    lastPurchaseId: subscription.periods.at(-1)?.id,
    ...(linkedToken === null ? {} : { linkedPurchaseToken: linkedToken }),
    paymentState: paymentStateOf(subscription),
    priceAmount: formatAmount(BigInt(price)),
    priceAmountMicros: Number(price),
    priceCurrencyCode: currency,
    ...toPriceFields(subscription),
  })
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [format.fieldNames[name] ?? name, value]),
  )
}

function toRenewalFields({ willRenew, pause, state, cancellation }: Subscription): object {
  return {
    autoRenewing: willRenew,
    recurringState: willRenew ? 0 : 1,
    ...(state === 'PAUSED' && pause?.resumesAt != null ? { autoResumeTimeMillis: pause.resumesAt } : {}),
    ...(willRenew || cancellation === null
      ? {}
      : {
          cancelReason: cancelReasons[cancellation.by],
          ...(cancellation.by === 'USER' ? { userCancellationTimeMillis: cancellation.at } : {}),
        }),
  }
}

function paymentStateOf({ state, periods }: Subscription): number {
  if (state === 'ON_HOLD') return paymentStates.PENDING
  return periods.at(-1)?.phase === 'TRIAL' ? paymentStates.FREE_TRIAL : paymentStates.RECEIVED
}

function toPriceFields({ priceChange, periods, currency }: Subscription): object {
  const last = periods.at(-1)
  return {
    ...(priceChange === null
      ? {}
      : {
          priceChange: {
            newPrice: formatAmount(BigInt(priceChange.priceMicros)),
            priceCurrencyCode: currency,
            state: priceChange.state === 'OUTSTANDING' ? 0 : 1,
          },
        }),
    ...(last?.offer == null ? {} : { promotionPrice: formatAmount(BigInt(last.priceMicros)) }),
  }
}
