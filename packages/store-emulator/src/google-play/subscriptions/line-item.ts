import { continues } from '../../subscriptions/passing-time.ts'
import type { Subscription, SubscriptionLine } from '../../subscriptions/subscription.ts'
import { toRfc3339 } from '../google-play-context.ts'
import { toMoney } from '../money.ts'

/** One item of a subscription: its expiry is what gives access. */
export function toLineItem(subscription: Subscription, line: SubscriptionLine): object {
  const expiry = expiryOf(subscription, line)
  const [offer] =
    subscription.periods.at(-1)?.phase === line.phase ? [subscription.periods.at(-1)?.offer] : []
  const replacing = subscription.lines.find(({ state }) => state === 'WAITING')
  return {
    productId: line.productId,
    ...(expiry === null ? {} : { expiryTime: toRfc3339(expiry) }),
    ...(line.latestPeriodId === null ? {} : { latestSuccessfulOrderId: line.latestPeriodId }),
    ...toPlan(subscription, line),
    offerDetails: {
      basePlanId: line.basePlanId,
      ...(offer?.offerId == null ? {} : { offerId: offer.offerId }),
    },
    ...toOfferPhase(line),
    ...(line.replacement === null
      ? {}
      : {
          itemReplacement: {
            productId: line.replacement.productId,
            basePlanId: line.replacement.basePlanId,
            replacementMode: line.replacement.mode,
          },
        }),
    ...(replacing === undefined || line.state !== 'ACTIVE'
      ? {}
      : { deferredItemReplacement: { productId: replacing.productId } }),
    ...(line.isRemovedAtRenewal ? { deferredItemRemoval: {} } : {}),
  }
}

/** An item that waits for the renewal has no expiry yet. */
export function expiryOf({ accessUntil }: Subscription, { state, endedAt }: SubscriptionLine): number | null {
  if (state === 'WAITING') return null
  return state === 'EXPIRED' ? endedAt : accessUntil
}

function toPlan(subscription: Subscription, line: SubscriptionLine): object {
  const { planType, paidUntil, willRenew, commitment, currency } = subscription
  if (planType === 'PREPAID')
    return { prepaidPlan: paidUntil === null ? {} : { allowExtendAfterTime: toRfc3339(paidUntil) } }
  const isMain = subscription.lines[0] === line
  return {
    autoRenewingPlan: {
      ...(continues(subscription) && line.state !== 'EXPIRED' && !line.isRemovedAtRenewal
        ? { autoRenewEnabled: true }
        : {}),
      recurringPrice: toMoney(BigInt(line.priceMicros), currency),
      ...(isMain ? toPriceChange(subscription) : {}),
      ...(isMain ? toConsent(subscription, line) : {}),
      ...(commitment === null
        ? {}
        : {
            installmentDetails: {
              initialCommittedPaymentsCount: commitment.total,
              remainingCommittedPaymentsCount: commitment.total - commitment.paid,
              subsequentCommittedPaymentsCount: commitment.total,
              ...(willRenew ? {} : { pendingCancellation: {} }),
            },
          }),
    },
  }
}

const priceChangeModes = {
  DECREASE: 'PRICE_DECREASE',
  OPT_IN: 'PRICE_INCREASE',
  OPT_OUT: 'OPT_OUT_PRICE_INCREASE',
} as const

function toPriceChange({ priceChange, currency }: Subscription): object {
  if (priceChange === null) return {}
  const { priceMicros, mode, state, appliesAt } = priceChange
  return {
    priceChangeDetails: {
      newPrice: toMoney(BigInt(priceMicros), currency),
      priceChangeMode: priceChangeModes[mode],
      priceChangeState: state,
      expectedNewPriceChargeTime: toRfc3339(appliesAt),
    },
  }
}

function toConsent({ consent, currency }: Subscription, { priceMicros }: SubscriptionLine): object {
  if (consent === null || consent.deadlineAt === 0) return {}
  return {
    priceStepUpConsentDetails: {
      consentDeadlineTime: toRfc3339(consent.deadlineAt),
      newPrice: toMoney(BigInt(priceMicros), currency),
      state: consent.state,
    },
  }
}

function toOfferPhase({ phase }: SubscriptionLine): object {
  switch (phase) {
    case 'TRIAL':
      return { offerPhase: { freeTrial: {} } }
    case 'INTRO':
    case 'OFFER':
      return { offerPhase: { introductoryPrice: {} } }
    case 'PRORATION':
      return { offerPhase: { prorationPeriod: {} } }
    case 'NORMAL':
      return { offerPhase: { basePrice: {} } }
    case 'PREPAID':
    case null:
      return {}
  }
}
