import { lastPeriodOf } from '../../subscriptions/charge.ts'
import { continues } from '../../subscriptions/passing-time.ts'
import type { Subscription } from '../../subscriptions/subscription.ts'
import { toEnvironmentName } from '../transaction-payload.ts'
import { discountTypeOf, offerTypeNumber } from './period-transaction.ts'

const expirationIntents = { CANCELED: 1, BILLING: 2, PRICE: 3, PRODUCT: 4, OTHER: 5 } as const

/** The payload of the renewal info: what happens at the next renewal, and the end of a grace period. */
export function toRenewalInfo(subscription: Subscription, signedDate: number): object {
  const { token, environment, accountToken, customerId, currency, pendingChange, paidUntil } = subscription
  const [line] = subscription.lines
  return {
    originalTransactionId: token,
    autoRenewProductId: pendingChange?.productId ?? line?.productId,
    productId: line?.productId,
    autoRenewStatus: continues(subscription) ? 1 : 0,
    ...toRetryFields(subscription),
    ...toPriceFields(subscription),
    ...toOfferFields(subscription),
    signedDate,
    environment: toEnvironmentName(environment),
    recentSubscriptionStartDate: recentStartOf(subscription),
    ...(paidUntil === null ? {} : { renewalDate: paidUntil }),
    currency,
    renewalPrice: renewalPriceOf(subscription),
    ...(accountToken === null ? {} : { appAccountToken: accountToken }),
    appTransactionId: customerId,
    ...toCommitmentFields(subscription),
  }
}

function toRetryFields(subscription: Subscription): object {
  const { state, accessUntil, endReason } = subscription
  if (state === 'IN_GRACE') {
    // After a trial the App Store was seen to report no retry during the grace period.
    const isInBillingRetryPeriod = lastPeriodOf(subscription)?.phase !== 'TRIAL'
    return { expirationIntent: 2, isInBillingRetryPeriod, gracePeriodExpiresDate: accessUntil }
  }
  if (state === 'ON_HOLD') return { expirationIntent: 2, isInBillingRetryPeriod: true }
  if (state === 'EXPIRED')
    return { expirationIntent: expirationIntents[endReason ?? 'OTHER'], isInBillingRetryPeriod: false }
  return {}
}

/** 0: the customer has not agreed yet. */
function toPriceFields({ priceChange }: Subscription): object {
  if (priceChange === null || priceChange.mode === 'DECREASE' || priceChange.state === 'APPLIED') return {}
  return { priceIncreaseStatus: priceChange.state === 'CONFIRMED' ? 1 : 0 }
}

function toOfferFields({ lines, pendingChange }: Subscription): object {
  const next = pendingChange === null ? lines[0]?.phases[0] : undefined
  if (next === undefined) return {}
  return {
    offerType: offerTypeNumber(next.offerType),
    ...(next.offerId === null ? {} : { offerIdentifier: next.offerId }),
    offerDiscountType: discountTypeOf(next.kind),
    offerPeriod: next.period,
  }
}

function recentStartOf({ periods }: Subscription): number | undefined {
  return periods.findLast(({ kind }) => kind === 'INITIAL')?.startsAt ?? periods[0]?.startsAt
}

function renewalPriceOf({ pendingChange, priceChange, lines, familyOwnerId }: Subscription): number {
  if (familyOwnerId !== null) return 0
  const isConfirmed = priceChange?.state === 'CONFIRMED'
  const [line] = lines
  const micros =
    pendingChange?.priceMicros ??
    line?.phases[0]?.priceMicros ??
    (isConfirmed ? priceChange.priceMicros : line?.priceMicros) ??
    '0'
  return Number(BigInt(micros) / 1000n)
}

function toCommitmentFields(subscription: Subscription): object {
  const { commitment, willRenew, lines, pendingChange } = subscription
  if (commitment === null) return {}
  return {
    renewalBillingPlanType: 'MONTHLY',
    commitmentInfo: {
      commitmentAutoRenewProductId: pendingChange?.productId ?? lines[0]?.productId,
      commitmentAutoRenewStatus: willRenew ? 1 : 0,
      commitmentRenewalBillingPlanType: 'MONTHLY',
      commitmentRenewalPrice: renewalPriceOf(subscription) * commitment.total,
    },
  }
}
