import fc from 'fast-check'
import { expect, test } from 'vitest'
import { subscriptionActions, toPlan } from '../control/subscription-actions.ts'
import { dayMs, hourMs } from '../durations.ts'
import type { Change, ChangeContext } from './change.ts'
import { servedUntil } from './charge.ts'
import { activate, newSubscription } from './new-subscription.ts'
import type { NewSubscription } from './new-subscription.ts'
import { applyDueChange, nextEventAt } from './passing-time.ts'
import { planPeriods } from './plan-period.ts'
import { replacementModes, subscriptionSchema, subscriptionStores } from './subscription.ts'
import type { Subscription, SubscriptionDraft, SubscriptionState } from './subscription.ts'
import { testClockOf } from './test-clock.ts'

const start = Date.UTC(2026, 0, 31)

/** The changes of state that the stores document. */
const allowedChanges: Record<SubscriptionState, readonly SubscriptionState[]> = {
  PENDING: ['ACTIVE', 'PENDING_CANCELED'],
  ACTIVE: ['IN_GRACE', 'ON_HOLD', 'PAUSED', 'EXPIRED', 'REVOKED'],
  IN_GRACE: ['ACTIVE', 'ON_HOLD', 'EXPIRED', 'REVOKED'],
  ON_HOLD: ['ACTIVE', 'EXPIRED', 'REVOKED'],
  PAUSED: ['ACTIVE', 'ON_HOLD', 'EXPIRED', 'REVOKED'],
  // Bought again; only the App Store continues the same chain.
  EXPIRED: ['ACTIVE'],
  // A reversed refund, or bought again.
  REVOKED: ['ACTIVE'],
  PENDING_CANCELED: [],
}

type Step = { verb: string; input: object; target: number } | { advanceMs: number }

const plan = fc.record({
  productId: fc.constantFrom('pass', 'gold', 'basic'),
  period: fc.constantFrom(...planPeriods),
  amount: fc.constantFrom('4.99', '9.99', '29.97'),
  graceDays: fc.constantFrom(0, 3, 16),
  offers: fc.array(
    fc.record({
      kind: fc.constantFrom('TRIAL', 'INTRO'),
      period: fc.constantFrom(...planPeriods),
      periods: fc.integer({ min: 1, max: 2 }),
    }),
    { maxLength: 1 },
  ),
})

const verbs = subscriptionActions.map(({ verb }) => verb)
const action = fc
  .record({
    verb: fc.constantFrom(...verbs),
    plan,
    mode: fc.constantFrom(...replacementModes),
    change: fc.constantFrom('UPGRADE', 'DOWNGRADE', 'CROSSGRADE'),
    isFlagged: fc.boolean(),
    target: fc.nat({ max: 3 }),
  })
  .map(({ verb, target, ...rest }): Step => ({ verb, target, input: inputOf(verb, rest) }))
const steps = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: action },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(1, hourMs, 3 * dayMs, 20 * dayMs, 31 * dayMs, 200 * dayMs)
        .map((advanceMs): Step => ({ advanceMs })),
    },
  ),
  { maxLength: 25 },
)

function inputOf(
  verb: string,
  {
    plan: other,
    mode,
    change,
    isFlagged,
  }: { plan: object; mode: string; change: string; isFlagged: boolean },
): object {
  const inputs: Record<string, object> = {
    'change-plan': { ...other, mode },
    'change-in-group': { ...other, change },
    'change-price': { amount: '14.99', mode: isFlagged ? 'OPT_IN' : 'OPT_OUT' },
    'remove-item': { productId: 'extra' },
    'decline-payments': { productIds: isFlagged ? ['extra'] : [] },
    resubscribe: { fromStore: isFlagged },
    refund: { revoke: isFlagged },
    revoke: { refund: isFlagged ? 'FULL' : 'PRORATED' },
    extend: { days: 10 },
  }
  return inputs[verb] ?? {}
}

const sale = fc.record({
  store: fc.constantFrom(...subscriptionStores),
  main: plan,
  hasAddOn: fc.boolean(),
  planType: fc.constantFrom('AUTO_RENEWING', 'AUTO_RENEWING', 'PREPAID', 'COMMITMENT'),
  clock: fc.constantFrom('REAL', 'REAL', 'GOOGLE_LICENSE_TESTER', 'APP_STORE_SANDBOX'),
  chargesEarlyMs: fc.constantFrom(0, 40 * hourMs),
  isPaid: fc.boolean(),
})
type Sale = typeof sale extends fc.Arbitrary<infer Value> ? Value : never

/** A store that holds its subscriptions as the emulator does, without time of its own. */
class Books {
  now = start
  readonly subscriptions: Subscription[] = []
  #count = 0

  add(draft: SubscriptionDraft): void {
    this.subscriptions.push({ ...draft, sequence: this.subscriptions.length, revision: 0 })
  }

  context(now: number): ChangeContext {
    const next = (): string => String((this.#count += 1))
    return {
      now,
      newIds: () => ({ id: `s${next()}`, token: `t${next()}`, orderBase: `b${next()}` }),
      newPeriodIds: () => ({ id: `p${next()}`, orderId: `o${next()}` }),
    }
  }

  take(before: Subscription, change: Change): void {
    const { subscription: after, created } = change
    if (after.state !== before.state)
      expect(allowedChanges[before.state], `${before.state} → ${after.state}`).toContain(after.state)
    if (before.state === 'EXPIRED' && after.state === 'ACTIVE') expect(after.store).toBe('APP_STORE')
    this.subscriptions[this.subscriptions.findIndex(({ id }) => id === after.id)] = after
    if (created !== undefined) this.add(created.draft)
  }

  advance(ms: number): void {
    const end = this.now + ms
    for (;;) {
      const due = this.subscriptions
        .map((subscription) => ({
          subscription,
          at: Math.max(nextEventAt(subscription) ?? Infinity, this.now),
        }))
        .toSorted((a, b) => a.at - b.at)[0]
      if (due === undefined || due.at > end) break
      const change = applyDueChange(due.subscription, this.context(due.at))
      // The next change is later, so that time cannot stand still.
      expect(nextEventAt(change.subscription) ?? Infinity).toBeGreaterThan(nextEventAt(due.subscription) ?? 0)
      this.now = due.at
      this.take(due.subscription, change)
    }
    this.now = end
  }

  perform({ verb, input, target }: Exclude<Step, { advanceMs: number }>): void {
    const subscription = this.subscriptions[target % this.subscriptions.length]
    const found = subscriptionActions.find((each) => each.verb === verb)
    if (subscription === undefined || found === undefined) return
    let change: Change
    try {
      change = found.run(subscription, input, this.context(this.now))
    } catch (error) {
      // Not possible in this state.
      expect(error).toHaveProperty('code')
      return
    }
    this.take(subscription, change)
  }
}

function toSale({ store, main, hasAddOn, planType, clock, chargesEarlyMs }: Sale): NewSubscription {
  const basePlan = { basePlanId: 'monthly', offers: [] }
  const offers = main.offers.map((offer) => ({ ...offer, amount: '0', offerType: 'INTRODUCTORY' as const }))
  const isGoogle = store === 'GOOGLE_PLAY'
  return {
    store,
    environment: 'PRODUCTION',
    appId: 'com.example',
    customerId: 'c1',
    accountToken: null,
    regionCode: 'US',
    marketCode: null,
    currency: 'USD',
    group: '1',
    planType: planType === 'PREPAID' && !isGoogle ? 'AUTO_RENEWING' : planType,
    clock: testClockOf(clock),
    chargesEarlyMs,
    plans: [
      toPlan({ ...main, ...basePlan, offers }),
      ...(hasAddOn && isGoogle ? [toPlan({ ...main, ...basePlan, productId: 'extra' })] : []),
    ],
  }
}

/** What must be true of the books at any time. */
function assertConsistent(subscriptions: readonly Subscription[]): void {
  const periods = subscriptions.flatMap((each) => each.periods)
  expect(new Set(periods.map(({ id }) => id)).size).toBe(periods.length)
  for (const period of periods) {
    const sum = period.items.reduce((total, { priceMicros }) => total + BigInt(priceMicros), 0n)
    if (String(sum) !== period.priceMicros || period.endsAt <= period.startsAt)
      expect.fail(JSON.stringify(period))
  }
  const served = periods
    .filter((period) => servedUntil(period) > period.startsAt)
    .toSorted((a, b) => a.startsAt - b.startsAt || servedUntil(a) - servedUntil(b))
  for (const [index, period] of served.entries()) {
    const next = served[index + 1]
    if (next !== undefined && next.startsAt < servedUntil(period)) expect.fail(JSON.stringify([period, next]))
  }
  const open = subscriptions.filter(({ state }) => ['ACTIVE', 'IN_GRACE'].includes(state))
  expect(open.length).toBeLessThanOrEqual(1)
  for (const { accessUntil, paidUntil } of open) expect(accessUntil).toBeGreaterThanOrEqual(paidUntil ?? 0)
}

test('for any sequence of actions and times, the books of a store are consistent', () => {
  fc.assert(
    fc.property(sale, steps, (sold, all) => {
      const books = new Books()
      const draft = newSubscription(toSale(sold), books.context(start))
      books.add(sold.isPaid ? activate(draft, books.context(start)) : draft)
      for (const step of all) {
        if ('advanceMs' in step) books.advance(step.advanceMs)
        else books.perform(step)
        assertConsistent(books.subscriptions)
      }
      for (const each of books.subscriptions) expect(subscriptionSchema.parse(each)).toEqual(each)
    }),
    { numRuns: 300 },
  )
})
