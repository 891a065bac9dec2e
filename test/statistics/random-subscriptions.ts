import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { StoredPeriod, StoredSubscription } from './subscription-rows.ts'

const dayMs = 24 * 60 * 60_000

/** A period as drawn: it follows the one before, in days. */
const periodPlan = fc.record({
  days: fc.constantFrom(7, 10, 28, 31, 61, 91, 184, 365),
  earlyHours: fc.constantFrom(0, 0, 0, 40),
  kind: fc.constantFrom('RENEWAL', 'RENEWAL', 'RECOVERY', 'CHANGE', 'TOP_UP', 'INITIAL'),
  phase: fc.constantFrom('NORMAL', 'NORMAL', 'TRIAL', 'PREPAID', 'PRORATION', 'INTRODUCTORY'),
  price: fc.constantFrom(0n, 990_000n, 9_990_000n, 14_900_000_000n, 59_999_999n),
  currency: fc.constantFrom('USD', 'KRW', 'USD', null),
  refund: fc.constantFrom('NONE', 'NONE', 'NONE', 'HALF', 'FULL'),
  replaces: fc.boolean(),
  isReplaced: fc.constantFrom(false, false, false, true),
  isOtherItem: fc.constantFrom(false, false, true),
} as const)

const subscriptionPlan = fc.record({
  user: fc.nat(5),
  item: fc.nat(1),
  store: fc.constantFrom('GOOGLE_PLAY', 'APP_STORE', 'ONE_STORE'),
  environment: fc.constantFrom('PRODUCTION', 'PRODUCTION', 'PRODUCTION', 'SANDBOX'),
  status: fc.constantFrom(
    'ACTIVE',
    'ACTIVE',
    'ACTIVE',
    'IN_GRACE_PERIOD',
    'ON_HOLD',
    'PAUSED',
    'PENDING',
    'EXPIRED',
    'REVOKED',
  ),
  willRenew: fc.boolean(),
  ownership: fc.constantFrom('BOUGHT', 'BOUGHT', 'SHARED'),
  cancelReason: fc.constantFrom('USER', 'BILLING', 'PRICE_NOT_AGREED', 'REPLACED', 'STORE', null),
  startedDaysAgo: fc.integer({ min: 1, max: 120 }),
  endedDaysAgo: fc.integer({ min: 0, max: 60 }),
  periods: fc.array(periodPlan, { maxLength: 4 }),
} as const)

type Owners = { readonly userIds: readonly string[]; readonly itemIds: readonly string[] }

/** Subscriptions in every state and with every kind of period, the same at each run. */
export function drawSubscriptions(
  { userIds, itemIds }: Owners,
  { count, now }: { readonly count: number; readonly now: Date },
): StoredSubscription[] {
  const plans = fc.sample(subscriptionPlan, { numRuns: count, seed: 16 })
  return plans.map((plan) => {
    const startedAt = now.getTime() - plan.startedDaysAgo * dayMs
    const itemId = itemIds[plan.item] ?? ''
    const otherItemId = itemIds[1 - plan.item] ?? ''
    let end = startedAt
    const periods: StoredPeriod[] = []
    for (const [index, period] of plan.periods.entries()) {
      const startsAt = end
      end += period.days * dayMs
      const priceMicros = period.currency === null ? null : period.price
      const refunds = { NONE: null, HALF: (priceMicros ?? 0n) / 2n, FULL: priceMicros }
      periods.push({
        id: randomUUID(),
        itemId: period.isOtherItem ? otherItemId : itemId,
        startsAt: new Date(startsAt),
        endsAt: new Date(end),
        paidAt: new Date(startsAt - period.earlyHours * 60 * 60_000),
        kind: index === 0 ? 'INITIAL' : period.kind,
        phase: period.phase,
        priceMicros,
        currencyCode: period.currency,
        refundedMicros: priceMicros === null || priceMicros === 0n ? null : refunds[period.refund],
        replaces: period.replaces && period.kind === 'CHANGE' ? (periods.at(-1)?.id ?? null) : null,
        isReplaced: period.isReplaced,
      })
    }
    const isEnded = plan.status === 'EXPIRED' || plan.status === 'REVOKED'
    return {
      id: randomUUID(),
      userId: userIds[plan.user] ?? '',
      itemId,
      store: plan.store,
      environment: plan.environment,
      status: plan.status,
      phase: periods.at(-1)?.phase ?? 'NORMAL',
      willRenew: plan.willRenew,
      ownership: plan.ownership,
      cancelReason: plan.cancelReason,
      endedAt: isEnded ? new Date(now.getTime() - plan.endedDaysAgo * dayMs) : null,
      periods,
    }
  })
}
