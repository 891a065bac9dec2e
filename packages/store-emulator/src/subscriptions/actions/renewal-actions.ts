import { dayMs } from '../../durations.ts'
import { invalidInput } from '../../emulator-error.ts'
import { assertState, invalidState } from '../change.ts'
import type { Change, ChangeContext } from '../change.ts'
import { endSubscription } from '../end-subscription.ts'
import { activate } from '../new-subscription.ts'
import { chargeNext, continues, lastPeriodId, resume } from '../passing-time.ts'
import { rulesOf } from '../store-rules.ts'
import type { Canceler, Subscription } from '../subscription.ts'

const openStates = ['ACTIVE', 'IN_GRACE', 'ON_HOLD', 'PAUSED'] as const

export function completePending(subscription: Subscription, ctx: ChangeContext): Change {
  assertState(subscription, ['PENDING'], 'completed')
  const paid = activate(subscription, ctx)
  return { subscription: paid, happenings: [{ type: 'PURCHASED', periodId: lastPeriodId(paid) }] }
}

export function cancelPending(subscription: Subscription): Change {
  assertState(subscription, ['PENDING'], 'given up')
  return {
    subscription: { ...subscription, state: 'PENDING_CANCELED', willRenew: false },
    happenings: [{ type: 'PENDING_CANCELED' }],
  }
}

/** Turns the renewal off. In a hold or a pause nothing is left to use, so the subscription ends at once. */
export function cancel(subscription: Subscription, by: Canceler, ctx: ChangeContext): Change {
  assertState(subscription, openStates, 'canceled')
  if (!subscription.willRenew) throw invalidState(subscription, 'canceled: it does not renew')
  const canceled: Subscription = {
    ...subscription,
    willRenew: false,
    cancellation: { at: ctx.now, by },
    pause: subscription.state === 'ACTIVE' ? null : subscription.pause,
    lines: subscription.lines.filter(({ state }) => state !== 'WAITING'),
  }
  if (continues(canceled)) return { subscription: canceled, happenings: [{ type: 'CANCELLATION_SCHEDULED' }] }
  const isStopped = subscription.state === 'ON_HOLD' || subscription.state === 'PAUSED'
  // The App Store keeps trying to charge, and the subscription stays in its billing retry.
  if (!isStopped || subscription.store === 'APP_STORE')
    return { subscription: canceled, happenings: [{ type: 'CANCELED' }] }
  const ended = endSubscription(canceled, 'CANCELED', ctx.now)
  return { ...ended, happenings: [{ type: 'CANCELED' }, ...ended.happenings] }
}

/** Turns the renewal on again before the subscription has expired. */
export function restart(subscription: Subscription): Change {
  assertState(subscription, ['ACTIVE', 'IN_GRACE', 'ON_HOLD'], 'restarted')
  const { cancellation, planType } = subscription
  if (subscription.willRenew || planType === 'PREPAID' || cancellation?.by === 'DEVELOPER_STOP_PAYMENTS')
    throw invalidState(subscription, 'restarted')
  return {
    subscription: { ...subscription, willRenew: true, cancellation: null, endReason: null },
    happenings: [{ type: 'RESTARTED' }],
  }
}

/** From now on payments are declined: of all items, or of these products only. */
export function declinePayments(subscription: Subscription, productIds: readonly string[]): Change {
  const known = subscription.lines.map(({ productId }) => productId)
  if (!productIds.every((id) => known.includes(id)))
    throw invalidInput('the subscription has no such product', 'productIds')
  return {
    subscription: {
      ...subscription,
      paymentDeclined: productIds.length === 0,
      lines: subscription.lines.map((line) => ({ ...line, isFailing: productIds.includes(line.productId) })),
    },
    happenings: [],
  }
}

/** The customer repairs the payment method; a renewal that waits for it is charged at once. */
export function acceptPayments(subscription: Subscription, ctx: ChangeContext): Change {
  const repaired: Subscription = {
    ...subscription,
    paymentDeclined: false,
    lines: subscription.lines.map((line) => ({ ...line, isFailing: false })),
  }
  const { retry } = repaired
  if (retry === null) return { subscription: repaired, happenings: [] }
  // In a grace period no day is lost; after it the period begins when it is paid.
  const startsAt = retry.kind === 'HOLD' ? ctx.now : retry.startedAt
  const type = retry.kind === 'HOLD' || subscription.store === 'APP_STORE' ? 'RECOVERED' : 'RENEWED'
  return chargeNext(repaired, { kind: 'RECOVERY', startsAt, type }, ctx)
}

export function schedulePause(subscription: Subscription, months: number): Change {
  assertState(subscription, ['ACTIVE'], 'paused')
  const { period } = subscription.lines[0] ?? {}
  const isUnavailable =
    !rulesOf(subscription).hasPauses || period === 'P1Y' || subscription.planType !== 'AUTO_RENEWING'
  if (isUnavailable || !subscription.willRenew || subscription.retry !== null)
    throw invalidState(subscription, 'paused')
  return {
    subscription: { ...subscription, pause: { months, resumesAt: null } },
    happenings: [{ type: 'PAUSE_CHANGED' }],
  }
}

/** Takes a planned pause back, or ends a running one early. */
export function endPause(subscription: Subscription, ctx: ChangeContext): Change {
  if (subscription.pause === null) throw invalidState(subscription, 'resumed: it has no pause')
  if (subscription.state === 'PAUSED') return resume(subscription, ctx)
  return { subscription: { ...subscription, pause: null }, happenings: [{ type: 'PAUSE_CHANGED' }] }
}

/** The developer or the store gives time without a charge. */
export function extend(subscription: Subscription, ms: number): Change {
  assertState(subscription, ['ACTIVE'], 'extended')
  const { maxExtensionMs } = rulesOf(subscription)
  const isTooLong = ms < dayMs || ms > maxExtensionMs
  if (isTooLong) throw invalidInput(`1 to ${String(maxExtensionMs / dayMs)} days`, 'days')
  if (subscription.retry !== null) throw invalidState(subscription, 'extended: a payment is outstanding')
  const paidUntil = (subscription.paidUntil ?? 0) + ms
  return {
    subscription: { ...subscription, paidUntil, accessUntil: paidUntil },
    happenings: [{ type: 'EXTENDED' }],
  }
}
