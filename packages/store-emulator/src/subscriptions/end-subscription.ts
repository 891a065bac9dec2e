import type { Change, ChangeContext, Happening } from './change.ts'
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

/** The store takes back a purchase that the developer did not acknowledge in time. */
export function revokeUnacknowledged(subscription: Subscription, ctx: ChangeContext): Change {
  const refund = {
    at: ctx.now,
    percentage: 100,
    by: 'STORE',
    reason: 'UNACKNOWLEDGED',
    keepsAccess: false,
  } as const
  const periods = subscription.periods.map((period) =>
    period.refund === null ? { ...period, refund } : period,
  )
  const happenings: Happening[] = periods.map(({ id }) => ({ type: 'REFUNDED', periodId: id }))
  return {
    subscription: revoke({ ...subscription, periods }, ctx.now),
    happenings: [...happenings, { type: 'REVOKED' }],
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
