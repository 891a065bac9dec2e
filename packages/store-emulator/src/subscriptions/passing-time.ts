import { dayMs } from '../durations.ts'
import { charge, maxPeriods } from './charge.ts'
import type { Change, ChangeContext, Happening } from './change.ts'
import { addMonths } from './plan-period.ts'
import { applyPendingChanges, refusesPrice } from './pending-changes.ts'
import { endSubscription, revokeUnacknowledged } from './end-subscription.ts'
import type { Subscription } from './subscription.ts'

/** Time of the next change that happens by itself; undefined when there is none. */
export function nextEventAt(subscription: Subscription): number | undefined {
  const { familyOwnerId, acknowledgeBy, acknowledgedAt, consent, state } = subscription
  // The subscription of a family member follows that of its owner.
  if (familyOwnerId !== null) return undefined
  const isOpen = ['ACTIVE', 'IN_GRACE', 'ON_HOLD', 'PAUSED'].includes(state)
  if (!isOpen) return undefined
  const times = [
    stateEventAt(subscription),
    ...(acknowledgedAt === null && acknowledgeBy !== null ? [acknowledgeBy] : []),
    ...(consent?.state === 'PENDING' && subscription.willRenew ? [consent.deadlineAt] : []),
  ]
  return Math.min(...times)
}

function stateEventAt(subscription: Subscription): number {
  const { state, retry, pause, paidUntil, lines } = subscription
  if (retry !== null) return retry.endsAt
  if (state === 'PAUSED') return pause?.resumesAt ?? Infinity
  const end = paidUntil ?? Infinity
  const isDeclined = subscription.paymentDeclined || lines.some(({ isFailing }) => isFailing)
  const canChargeEarly = continues(subscription) && !isDeclined && pause === null
  // Not before the middle of the period, which is short on the clocks of tests.
  const middle = Math.round(((subscription.periods.at(-1)?.startsAt ?? 0) + end) / 2)
  return canChargeEarly ? Math.max(end - subscription.chargesEarlyMs, middle) : end
}

/** Whether the store charges another period: also after a cancellation, while payments of a commitment remain. */
export function continues({ willRenew, commitment, planType }: Subscription): boolean {
  if (planType === 'PREPAID') return false
  return willRenew || (commitment !== null && commitment.paid < commitment.total)
}

/** Applies the change that is due at `ctx.now`. */
export function applyDueChange(subscription: Subscription, ctx: ChangeContext): Change {
  const { acknowledgeBy, acknowledgedAt, consent, state, retry, pause } = subscription
  if (acknowledgedAt === null && acknowledgeBy !== null && acknowledgeBy <= ctx.now)
    return revokeUnacknowledged(subscription, ctx)
  if (consent?.state === 'PENDING' && subscription.willRenew && consent.deadlineAt <= ctx.now) {
    const cancellation = { at: ctx.now, by: 'SYSTEM' } as const
    return {
      subscription: { ...subscription, willRenew: false, cancellation, endReason: 'PRICE' },
      happenings: [{ type: 'CANCELED' }],
    }
  }
  if (retry !== null) return endRetry(subscription, retry.kind, ctx)
  if (state === 'PAUSED') return resume(subscription, ctx)
  if (pause !== null) return beginPause(subscription, pause.months, ctx)
  return renewOrExpire(subscription, ctx)
}

function renewOrExpire(subscription: Subscription, ctx: ChangeContext): Change {
  const { clock, renewalCount, paymentDeclined } = subscription
  if (!continues(subscription)) {
    return endSubscription(subscription, subscription.endReason ?? 'CANCELED', ctx.now)
  }
  const isLimitReached =
    (clock.maxRenewals !== null && renewalCount >= clock.maxRenewals) ||
    subscription.periods.length >= maxPeriods
  if (isLimitReached) return stopRenewing(subscription, 'OTHER', ctx)
  if (refusesPrice(subscription)) return stopRenewing(subscription, 'PRICE', ctx)
  const isFailing = paymentDeclined || subscription.lines.some((line) => line.isFailing)
  if (isFailing && !isFree(subscription)) return decline(subscription, ctx)
  return renew(subscription, ctx)
}

/** A free period is not charged, so it cannot be declined. */
function isFree({ lines }: Subscription): boolean {
  return lines.every((line) => (line.phases[0]?.priceMicros ?? line.priceMicros) === '0')
}

function renew(subscription: Subscription, ctx: ChangeContext): Change {
  const startsAt = subscription.paidUntil ?? ctx.now
  return chargeNext(subscription, { kind: 'RENEWAL', startsAt, type: 'RENEWED' }, ctx)
}

type NextCharge = {
  kind: 'RENEWAL' | 'RECOVERY'
  startsAt: number
  type: 'RENEWED' | 'RECOVERED' | 'RESUMED'
}

/** Charges the period after the last one, with the changes that wait for it: also if it is paid late, or after a pause. */
export function chargeNext(
  subscription: Subscription,
  { kind, startsAt, type }: NextCharge,
  ctx: ChangeContext,
): Change {
  if (refusesPrice(subscription)) return stopRenewing(subscription, 'PRICE', ctx)
  const { subscription: changed, happenings } = applyPendingChanges(subscription)
  const { commitment } = changed
  const isNextCommitment = commitment !== null && commitment.paid >= commitment.total
  const restarted = isNextCommitment ? { ...changed, commitment: { ...commitment, paid: 0 } } : changed
  const charged = charge(restarted, { kind, startsAt }, ctx)
  return {
    subscription: charged,
    happenings: [{ type, periodId: lastPeriodId(charged) }, ...happenings],
  }
}

function stopRenewing(subscription: Subscription, reason: 'OTHER' | 'PRICE', ctx: ChangeContext): Change {
  const canceled: Subscription = {
    ...subscription,
    willRenew: false,
    commitment: null,
    cancellation: { at: ctx.now, by: 'SYSTEM' },
    endReason: reason,
    priceChange:
      reason === 'PRICE' && subscription.priceChange !== null
        ? { ...subscription.priceChange, state: 'CANCELED' }
        : subscription.priceChange,
  }
  const happenings: Happening[] = [{ type: 'CANCELED' }]
  if (ctx.now < (canceled.paidUntil ?? 0)) return { subscription: canceled, happenings }
  const ended = endSubscription(canceled, reason, ctx.now)
  return { ...ended, happenings: [...happenings, ...ended.happenings] }
}

/** The store could not charge the renewal. */
function decline(subscription: Subscription, ctx: ChangeContext): Change {
  const graceMs = graceMsOf(subscription)
  const startedAt = subscription.paidUntil ?? ctx.now
  if (graceMs > 0) {
    const endsAt = startedAt + graceMs
    return {
      subscription: {
        ...subscription,
        state: 'IN_GRACE',
        accessUntil: endsAt,
        retry: { kind: 'GRACE', startedAt, endsAt },
      },
      happenings: [{ type: 'GRACE_STARTED' }],
    }
  }
  if (subscription.store === 'GOOGLE_PLAY') {
    const endsAt = startedAt + (subscription.clock.graceMs ?? dayMs)
    const retry = { kind: 'SILENT', startedAt, endsAt } as const
    return { subscription: { ...subscription, accessUntil: endsAt, retry }, happenings: [] }
  }
  return beginHold(subscription, startedAt, ctx)
}

/** The failing line with the shortest grace period decides; a commitment of the App Store has none. */
function graceMsOf({ lines, clock, store, commitment, paymentDeclined }: Subscription): number {
  if (store === 'APP_STORE' && commitment !== null) return 0
  const failing = lines.filter((line) => line.state === 'ACTIVE' && (paymentDeclined || line.isFailing))
  const days = Math.min(...failing.map(({ graceDays }) => graceDays))
  return days === 0 || !Number.isFinite(days) ? 0 : (clock.graceMs ?? days * dayMs)
}

function beginHold(subscription: Subscription, startedAt: number, ctx: ChangeContext): Change {
  const holdMs = subscription.clock.holdMs ?? subscription.holdDays * dayMs
  if (holdMs === 0) return endSubscription(subscription, 'BILLING', ctx.now)
  return {
    subscription: {
      ...subscription,
      state: 'ON_HOLD',
      accessUntil: Math.min(subscription.accessUntil ?? startedAt, ctx.now),
      pause: null,
      retry: { kind: 'HOLD', startedAt, endsAt: ctx.now + holdMs },
    },
    happenings: [{ type: 'HOLD_STARTED' }],
  }
}

function endRetry(subscription: Subscription, kind: 'SILENT' | 'GRACE' | 'HOLD', ctx: ChangeContext): Change {
  if (kind === 'HOLD') return endHold(subscription, ctx)
  if (!continues(subscription)) return endSubscription(subscription, 'BILLING', ctx.now)
  const held = beginHold(subscription, subscription.paidUntil ?? ctx.now, ctx)
  return kind === 'GRACE' ? { ...held, happenings: [{ type: 'GRACE_ENDED' }, ...held.happenings] } : held
}

/** Lines whose payment was declined end; the others continue if there are any. */
function endHold(subscription: Subscription, ctx: ChangeContext): Change {
  const open = subscription.lines.filter(({ state }) => state === 'ACTIVE')
  const failing = open.filter(({ isFailing }) => isFailing)
  if (subscription.paymentDeclined || failing.length === 0 || failing.length === open.length)
    return endSubscription(subscription, 'BILLING', ctx.now)
  const lines = subscription.lines.map((line) =>
    failing.includes(line)
      ? { ...line, state: 'EXPIRED' as const, endedAt: subscription.accessUntil, isFailing: false }
      : line,
  )
  const recovered = charge({ ...subscription, lines }, { kind: 'RECOVERY', startsAt: ctx.now }, ctx)
  return {
    subscription: recovered,
    happenings: [{ type: 'RECOVERED', periodId: lastPeriodId(recovered) }, { type: 'ITEMS_CHANGED' }],
  }
}

function beginPause(subscription: Subscription, months: number, ctx: ChangeContext): Change {
  const { clock, paidUntil } = subscription
  const start = paidUntil ?? ctx.now
  const resumesAt =
    clock.pausePerMonthMs === null ? addMonths(start, months) : start + months * clock.pausePerMonthMs
  return {
    subscription: { ...subscription, state: 'PAUSED', pause: { months, resumesAt } },
    happenings: [{ type: 'PAUSED' }],
  }
}

/** The pause ends and the store charges the next period, which moves the billing day when it happens early. */
export function resume(subscription: Subscription, ctx: ChangeContext): Change {
  if (subscription.paymentDeclined) return beginHold(subscription, ctx.now, ctx)
  return chargeNext(subscription, { kind: 'RENEWAL', startsAt: ctx.now, type: 'RESUMED' }, ctx)
}

export function lastPeriodId({ periods }: Pick<Subscription, 'periods'>): string {
  return periods.at(-1)?.id ?? ''
}
