import { EmulatorError, invalidInput } from '../../emulator-error.ts'
import { assertState, invalidState } from '../change.ts'
import type { Change, ChangeContext } from '../change.ts'
import { charge, cutLastPeriod } from '../charge.ts'
import { endSubscription } from '../end-subscription.ts'
import { activate, newSubscription, withDeadlines } from '../new-subscription.ts'
import type { PlanInput } from '../new-subscription.ts'
import { lastPeriodId } from '../passing-time.ts'
import type { Subscription, SubscriptionDraft } from '../subscription.ts'

/** Acknowledgement comes first: until then the customer can neither change the plan nor subscribe again. */
export function assertAcknowledged({ acknowledgedAt, acknowledgeBy }: Subscription): void {
  if (acknowledgeBy !== null && acknowledgedAt === null)
    throw new EmulatorError(409, 'NOT_ACKNOWLEDGED', 'the purchase has not been acknowledged yet')
}

/** A new subscription of the same customer with another plan, before anything is charged. */
export function successorOf(
  subscription: Subscription,
  plans: readonly PlanInput[],
  ctx: ChangeContext,
): SubscriptionDraft {
  const { holdDays, commitment, ...fields } = subscription
  return newSubscription(
    {
      store: fields.store,
      environment: fields.environment,
      appId: fields.appId,
      customerId: fields.customerId,
      accountToken: fields.accountToken,
      regionCode: fields.regionCode,
      marketCode: fields.marketCode,
      currency: fields.currency,
      group: fields.group,
      planType: fields.planType,
      clock: fields.clock,
      chargesEarlyMs: fields.chargesEarlyMs,
      plans,
      holdDays,
      ...(commitment === null ? {} : { commitmentPayments: commitment.total }),
    },
    ctx,
  )
}

/** The old purchase token of a plan change ends at once. */
export function replaceBy(
  subscription: Subscription,
  successor: SubscriptionDraft,
  now: number,
): Subscription {
  const { subscription: ended } = endSubscription(cutLastPeriod(subscription, now), 'CANCELED', now)
  return { ...ended, cancellation: { at: now, by: 'REPLACEMENT' }, replacedById: successor.id }
}

/** The same plans, without offers. */
function plansOf({ lines }: Subscription): PlanInput[] {
  return lines
    .filter(({ state }) => state !== 'WAITING')
    .map(({ productId, basePlanId, period, priceMicros, graceDays }) => ({
      productId,
      basePlanId,
      period,
      priceMicros,
      graceDays,
      phases: [],
    }))
}

/**
 * The customer subscribes again: before the end inside the app, or after it. From the store's own app the new purchase
 * knows neither the account nor the old token, and only names the former owner.
 */
export function resubscribe(subscription: Subscription, fromStore: boolean, ctx: ChangeContext): Change {
  const isCanceled = subscription.state === 'ACTIVE' && !subscription.willRenew && subscription.retry === null
  if (!isCanceled) assertState(subscription, ['EXPIRED', 'REVOKED'], 'bought again')
  if (subscription.replacedById !== null) throw invalidState(subscription, 'bought again: it was replaced')
  if (subscription.store === 'APP_STORE') return resubscribeInChain(subscription, isCanceled, ctx)
  if (fromStore && isCanceled)
    throw invalidState(subscription, 'bought again in the store: it can be restarted')
  if (isCanceled) assertAcknowledged(subscription)
  const draft = successorOf(subscription, plansOf(subscription), ctx)
  const { token, accountToken } = subscription
  const linked: SubscriptionDraft = {
    ...draft,
    ...(fromStore ? { accountToken: null, outOfAppFormer: { token, accountToken } } : {}),
    ...(isCanceled ? { linkedToken: token } : {}),
  }
  const paid = activate(linked, ctx)
  return {
    subscription: isCanceled
      ? replaceBy(subscription, paid, ctx.now)
      : { ...subscription, replacedById: paid.id },
    happenings: [],
    created: { draft: paid, happenings: [{ type: 'PURCHASED', periodId: lastPeriodId(paid) }] },
  }
}

function resubscribeInChain(subscription: Subscription, isCanceled: boolean, ctx: ChangeContext): Change {
  if (isCanceled) throw invalidState(subscription, 'bought again: it can be restarted')
  const open: Subscription = {
    ...subscription,
    willRenew: true,
    cancellation: null,
    priceChange: null,
    pendingChange: null,
    paymentDeclined: false,
    commitment: subscription.commitment === null ? null : { ...subscription.commitment, paid: 0 },
    lines: subscription.lines.map((line) => ({ ...line, phases: [] })),
  }
  const paid = charge(open, { kind: 'INITIAL', startsAt: ctx.now }, ctx)
  return { subscription: paid, happenings: [{ type: 'RESUBSCRIBED', periodId: lastPeriodId(paid) }] }
}

/** A prepaid plan is topped up: the new token begins with the time that is left. */
export function topUp(subscription: Subscription, ctx: ChangeContext): Change {
  if (subscription.planType !== 'PREPAID')
    throw invalidInput('only a prepaid plan can be topped up', 'planType')
  assertState(subscription, ['ACTIVE'], 'topped up')
  assertAcknowledged(subscription)
  const draft = { ...successorOf(subscription, plansOf(subscription), ctx), linkedToken: subscription.token }
  const paid = charge(draft, { kind: 'TOP_UP', startsAt: subscription.paidUntil ?? ctx.now }, ctx)
  const created = withDeadlines({ ...paid, startedAt: subscription.startedAt }, ctx.now)
  // The old period keeps its length: the new one begins behind it.
  const { subscription: ended } = endSubscription(subscription, 'CANCELED', ctx.now)
  return {
    subscription: { ...ended, cancellation: { at: ctx.now, by: 'REPLACEMENT' }, replacedById: created.id },
    happenings: [],
    created: { draft: created, happenings: [{ type: 'PURCHASED', periodId: lastPeriodId(created) }] },
  }
}
