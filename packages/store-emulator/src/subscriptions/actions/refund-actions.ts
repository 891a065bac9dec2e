import { EmulatorError } from '../../emulator-error.ts'
import { assertState, invalidState } from '../change.ts'
import type { Change, ChangeContext, Happening } from '../change.ts'
import { revoke, withPeriod } from '../end-subscription.ts'
import { rulesOf } from '../store-rules.ts'
import type { Subscription, SubscriptionPeriod } from '../subscription.ts'

export type PeriodRefundInput = {
  /** Default: the last period. */
  periodId?: string
  percentage: number
  /** Ends the access, which only the refund of the last period can. */
  revoke: boolean
  by: 'CUSTOMER' | 'DEVELOPER' | 'STORE'
}

export function getPeriod(subscription: Subscription, periodId: string | undefined): SubscriptionPeriod {
  const found =
    periodId === undefined
      ? subscription.periods.at(-1)
      : subscription.periods.find(({ id }) => id === periodId)
  if (found === undefined)
    throw new EmulatorError(404, 'PERIOD_NOT_FOUND', 'the subscription has no such period')
  return found
}

/** Returns the money of one period. The subscription goes on unless it is the last one and revoked. */
export function refundPeriod(
  subscription: Subscription,
  input: PeriodRefundInput,
  ctx: ChangeContext,
): Change {
  const period = getPeriod(subscription, input.periodId)
  if (period.refund !== null) throw invalidState(subscription, 'refunded: the period has been refunded')
  const { percentage, by } = input
  const isLast = period === subscription.periods.at(-1)
  const endsAccess = input.revoke && isLast && percentage === 100 && isOpen(subscription)
  const refund = { at: ctx.now, percentage, by, reason: 'REFUND' as const, keepsAccess: !input.revoke }
  const refunded = withPeriod(subscription, period.id, (each) => ({ ...each, refund }))
  const happenings: Happening[] = [{ type: 'REFUNDED', periodId: period.id }]
  if (!endsAccess) return { subscription: refunded, happenings }
  return {
    subscription: revoke(refunded, ctx.now),
    happenings: subscription.store === 'APP_STORE' ? happenings : [...happenings, { type: 'REVOKED' }],
  }
}

function isOpen({ state }: Subscription): boolean {
  return ['ACTIVE', 'IN_GRACE', 'ON_HOLD', 'PAUSED'].includes(state)
}

/** The store takes the money again. A subscription that the refund ended is active for the rest of its time. */
export function reversePeriodRefund(
  subscription: Subscription,
  periodId: string | undefined,
  ctx: ChangeContext,
): Change {
  const refunded = subscription.periods.findLast(({ refund }) => refund !== null)
  const period = periodId === undefined ? refunded : getPeriod(subscription, periodId)
  if (period?.refund == null) throw invalidState(subscription, 'restored: it has no refund')
  const happenings: Happening[] = [{ type: 'REFUND_REVERSED', periodId: period.id }]
  const { endsAt } = period
  const isRestored =
    subscription.replacedById === null &&
    subscription.state === 'REVOKED' &&
    period === subscription.periods.at(-1) &&
    endsAt > ctx.now
  const restored = withPeriod(subscription, period.id, (each) => ({
    ...each,
    refund: null,
    cutAt: isRestored ? null : each.cutAt,
  }))
  if (!isRestored) return { subscription: restored, happenings }
  return {
    subscription: { ...restored, state: 'ACTIVE', paidUntil: endsAt, accessUntil: endsAt, endReason: null },
    happenings,
  }
}

/** Ends the access now, with all of the money of the last period, the part that is left, or none. */
export function revokeNow(
  subscription: Subscription,
  input: { refund: 'FULL' | 'PRORATED' | 'NONE'; by: 'DEVELOPER' | 'STORE' },
  ctx: ChangeContext,
): Change {
  assertState(subscription, ['ACTIVE', 'IN_GRACE', 'ON_HOLD', 'PAUSED'], 'revoked')
  const period = getPeriod(subscription, undefined)
  const percentage = input.refund === 'PRORATED' ? unusedPercentage(period, ctx.now) : 100
  const isRefunded = input.refund !== 'NONE' && percentage > 0 && period.refund === null
  const refund = {
    at: ctx.now,
    percentage,
    by: input.by,
    reason: 'REFUND' as const,
    keepsAccess: false,
  }
  const refunded = isRefunded
    ? withPeriod(subscription, period.id, (each) => ({ ...each, refund }))
    : subscription
  return {
    subscription: revoke(refunded, ctx.now),
    happenings: [
      ...(isRefunded && rulesOf(subscription).createsTokens
        ? ([{ type: 'REFUNDED', periodId: period.id }] as const)
        : []),
      { type: 'REVOKED', periodId: period.id },
    ],
  }
}

/** Whole percent of a period that is still ahead. */
export function unusedPercentage({ startsAt, endsAt }: SubscriptionPeriod, now: number): number {
  const unused = (endsAt - Math.min(Math.max(now, startsAt), endsAt)) / (endsAt - startsAt)
  return Math.floor(unused * 100)
}

/** Google Play: one of several items ends now, with its part of the money. */
export function revokeItem(subscription: Subscription, productId: string, ctx: ChangeContext): Change {
  assertState(subscription, ['ACTIVE', 'IN_GRACE'], 'revoked')
  const open = subscription.lines.filter(({ state }) => state === 'ACTIVE')
  if (open.length < 2 || !open.some((line) => line.productId === productId))
    throw invalidState(subscription, 'revoked in part: it has no other item than this product')
  const period = getPeriod(subscription, undefined)
  const price = period.items.find((item) => item.productId === productId)?.priceMicros ?? '0'
  const share = period.priceMicros === '0' ? 0 : Number((BigInt(price) * 100n) / BigInt(period.priceMicros))
  const refund = {
    at: ctx.now,
    percentage: share,
    by: 'DEVELOPER',
    reason: 'REFUND',
    keepsAccess: true,
  } as const
  const refunded =
    share > 0 && period.refund === null
      ? withPeriod(subscription, period.id, (each) => ({ ...each, refund }))
      : subscription
  const lines = refunded.lines.map((line) =>
    line.productId === productId ? { ...line, state: 'EXPIRED' as const, endedAt: ctx.now } : line,
  )
  return { subscription: { ...refunded, lines }, happenings: [{ type: 'ITEMS_CHANGED' }] }
}
