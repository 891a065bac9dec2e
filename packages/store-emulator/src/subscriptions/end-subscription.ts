import type { Change, ChangeContext } from './change.ts'
import { cutLastPeriod } from './charge.ts'
import type { EndReason, Subscription, SubscriptionPeriod } from './subscription.ts'

/** The subscription expires. After a hold Google Play also cancels it. */
export function endSubscription(subscription: Subscription, reason: EndReason, at: number): Change {
  const isBilling = reason === 'BILLING'
  const { paidUntil, accessUntil } = subscription
  return {
    subscription: {
      ...subscription,
      state: 'EXPIRED',
      willRenew: false,
      cancellation: subscription.cancellation ?? { at, by: isBilling ? 'SYSTEM' : 'USER' },
      endReason: reason,
      accessUntil: Math.min(accessUntil ?? at, at),
      paidUntil: Math.min(paidUntil ?? at, at),
      retry: null,
      pause: null,
    },
    happenings: [
      ...(isBilling && subscription.cancellation === null ? ([{ type: 'CANCELED' }] as const) : []),
      { type: 'EXPIRED' },
    ],
  }
}

/** The access ends now. */
export function revoke(subscription: Subscription, at: number): Subscription {
  return {
    ...cutLastPeriod(subscription, at),
    state: 'REVOKED',
    willRenew: false,
    cancellation: subscription.cancellation ?? { at, by: 'SYSTEM' },
    endReason: 'OTHER',
    accessUntil: Math.min(subscription.accessUntil ?? at, at),
    retry: null,
    pause: null,
  }
}

/**
 * The store takes back a purchase that the developer did not acknowledge in time. With a top-up it takes the time that it was added to, and
 * the money for that.
 */
export function revokeUnacknowledged(subscription: Subscription, ctx: ChangeContext): Change {
  const refunded = refundUnacknowledged(subscription, ctx, () => true)
  const isTopUp = subscription.periods.at(0)?.kind === 'TOP_UP'
  const isRunning = ({ endsAt }: SubscriptionPeriod) => endsAt > ctx.now
  return {
    subscription: revoke(refunded.subscription, ctx.now),
    happenings: [...refunded.happenings, { type: 'REVOKED' }],
    ...(isTopUp ? { former: (former) => refundUnacknowledged(former, ctx, isRunning) } : {}),
  }
}

function refundUnacknowledged(
  subscription: Subscription,
  ctx: ChangeContext,
  isTakenBack: (period: SubscriptionPeriod) => boolean,
): Change {
  const refund = {
    at: ctx.now,
    percentage: 100,
    by: 'STORE',
    reason: 'UNACKNOWLEDGED',
    keepsAccess: false,
  } as const
  const returned = subscription.periods.filter((period) => period.refund === null && isTakenBack(period))
  const periods = subscription.periods.map((period) =>
    returned.includes(period) ? { ...period, refund } : period,
  )
  return {
    subscription: { ...subscription, periods },
    happenings: returned.map(({ id }) => ({ type: 'REFUNDED', periodId: id })),
  }
}

export function withPeriod(
  subscription: Subscription,
  id: string,
  change: (period: SubscriptionPeriod) => SubscriptionPeriod,
): Subscription {
  const periods = subscription.periods.map((period) => (period.id === id ? change(period) : period))
  return { ...subscription, periods }
}
