import { dayMs } from '../durations.ts'
import { charge } from './charge.ts'
import type { ChangeContext } from './change.ts'
import { rulesOf } from './store-rules.ts'
import type { Subscription, SubscriptionDraft, SubscriptionLine } from './subscription.ts'
import { periodEnd } from './test-clock.ts'

const appStoreCommitmentRetryDays = 90

export type PlanInput = Pick<
  SubscriptionLine,
  'productId' | 'basePlanId' | 'period' | 'priceMicros' | 'phases'
> & {
  graceDays?: number
}

export type NewSubscription = Pick<
  Subscription,
  | 'store'
  | 'environment'
  | 'appId'
  | 'customerId'
  | 'accountToken'
  | 'regionCode'
  | 'marketCode'
  | 'currency'
  | 'group'
  | 'planType'
  | 'clock'
  | 'chargesEarlyMs'
> & {
  plans: readonly PlanInput[]
  holdDays?: number
  commitmentPayments?: number
  requestsConsent?: boolean
}

export function toLine(plan: PlanInput, defaultGraceDays: number): SubscriptionLine {
  return {
    ...plan,
    graceDays: plan.graceDays ?? defaultGraceDays,
    state: 'ACTIVE',
    endedAt: null,
    phase: null,
    latestPeriodId: null,
    isFailing: false,
    isRemovedAtRenewal: false,
    replacement: null,
  }
}

/** A subscription whose first payment is pending. */
export function newSubscription(input: NewSubscription, ctx: ChangeContext): SubscriptionDraft {
  const { plans, holdDays, commitmentPayments, requestsConsent, ...fields } = input
  const rules = rulesOf(input)
  const lines = plans.map((plan) => toLine(plan, rules.defaultGraceDays))
  const graceDays = lines[0]?.graceDays ?? 0
  const isLongRetry = input.store === 'APP_STORE' && input.planType === 'COMMITMENT'
  return {
    ...fields,
    ...ctx.newIds(),
    lines,
    holdDays:
      holdDays ?? Math.max((isLongRetry ? appStoreCommitmentRetryDays : rules.retryDays) - graceDays, 0),
    state: 'PENDING',
    createdAt: ctx.now,
    startedAt: null,
    paidUntil: null,
    accessUntil: null,
    periods: [],
    renewalCount: 0,
    willRenew: input.planType !== 'PREPAID',
    cancellation: null,
    endReason: null,
    paymentDeclined: false,
    retry: null,
    pause: null,
    pendingChange: null,
    priceChange: null,
    consent: requestsConsent === true ? { deadlineAt: 0, state: 'PENDING' } : null,
    commitment: input.planType === 'COMMITMENT' ? { total: commitmentPayments ?? 12, paid: 0 } : null,
    acknowledgedAt: null,
    acknowledgeBy: null,
    developerPayload: null,
    linkedToken: null,
    replacedById: null,
    outOfAppFormer: null,
    familyOwnerId: null,
    situation: null,
  }
}

/** The payment arrives: the first period begins. */
export function activate<Sold extends SubscriptionDraft>(subscription: Sold, ctx: ChangeContext): Sold {
  const paid = charge(subscription, { kind: 'INITIAL', startsAt: ctx.now }, ctx)
  return withDeadlines(paid, ctx.now)
}

/** The deadlines that begin with a new purchase token. */
export function withDeadlines<Sold extends SubscriptionDraft>(subscription: Sold, now: number): Sold {
  return {
    ...subscription,
    acknowledgedAt: null,
    acknowledgeBy: acknowledgeBy(subscription, now),
    consent: withConsentDeadline(subscription, now),
    token: subscription.token === '' ? (subscription.periods[0]?.id ?? '') : subscription.token,
  }
}

/** Google Play asks in the last days of the offer. */
function withConsentDeadline(
  { consent, clock, paidUntil }: SubscriptionDraft,
  now: number,
): Subscription['consent'] {
  if (consent === null || paidUntil === null || consent.deadlineAt !== 0) return consent
  return {
    ...consent,
    deadlineAt: clock.consentMs === null ? paidUntil : Math.min(paidUntil, now + clock.consentMs),
  }
}

/** A prepaid plan shorter than a week has to be acknowledged within half of its length. */
function acknowledgeBy(subscription: SubscriptionDraft, now: number): number | null {
  const { clock, planType, lines } = subscription
  const { acknowledgementMs } = rulesOf(subscription)
  if (acknowledgementMs === null) return null
  if (clock.acknowledgementMs !== null) return now + clock.acknowledgementMs
  const [main] = lines
  if (planType === 'PREPAID' && main !== undefined) {
    const lengthMs = periodEnd(clock, now, main.period, false) - now
    if (lengthMs < 7 * dayMs) return now + lengthMs / 2
  }
  return now + acknowledgementMs
}
