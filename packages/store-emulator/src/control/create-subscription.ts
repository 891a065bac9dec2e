import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { hourMs } from '../durations.ts'
import { invalidInput } from '../emulator-error.ts'
import { hashToDigits } from '../random-id.ts'
import { activate, newSubscription } from '../subscriptions/new-subscription.ts'
import type { NewSubscription } from '../subscriptions/new-subscription.ts'
import { rulesOf } from '../subscriptions/store-rules.ts'
import type { Subscription, SubscriptionStore } from '../subscriptions/subscription.ts'
import { testClockOf } from '../subscriptions/test-clock.ts'
import type { TestClock, TestClockName } from '../subscriptions/test-clock.ts'
import { getStore } from './control-context.ts'
import type { ControlContext } from './control-context.ts'
import { toPlan } from './subscription-actions.ts'
import type { createSubscriptionBody } from './subscription-schemas.ts'

type Input = z.infer<typeof createSubscriptionBody>

/** ONE store documents no clock of its sandbox. */
const sandboxClocks: Record<SubscriptionStore, TestClockName> = {
  GOOGLE_PLAY: 'GOOGLE_LICENSE_TESTER',
  APP_STORE: 'APP_STORE_SANDBOX',
  ONE_STORE: 'REAL',
}

export function createSubscription(ctx: ControlContext, input: Input): Subscription {
  const sale = toNewSubscription(ctx, input)
  assertSupported(sale, input)
  ctx.subscriptions.protocolOf(sale.store).checkNew(sale)
  return ctx.subscriptions.create(sale, (change) => {
    const draft = newSubscription(sale, change)
    if (input.outcome === 'PENDING') return { draft, happenings: [] }
    const paid = activate(draft, change)
    const purchased = { type: 'PURCHASED', periodId: paid.periods[0]?.id ?? '' } as const
    return {
      draft: paid,
      happenings: [purchased, ...(paid.consent === null ? [] : [{ type: 'CONSENT_CHANGED' } as const])],
    }
  })
}

function toNewSubscription(ctx: ControlContext, input: Input): NewSubscription {
  const store = getStore(ctx, input.store)
  const appId = input.bundleId ?? store.appId
  const token = input.accountToken === undefined ? null : store.normalizeAccountToken(input.accountToken)
  const customer = input.customer ?? token?.toLowerCase() ?? randomUUID()
  return {
    store: input.store,
    environment: input.environment,
    appId,
    customerId: store.toCustomerId(customer, input.environment, appId),
    accountToken: token,
    regionCode: input.regionCode ?? null,
    marketCode: input.marketCode ?? null,
    currency: input.currencyCode,
    group: input.group ?? hashToDigits(`${appId}\n${input.productId}`, 8),
    planType: input.planType,
    clock: clockOf(input),
    chargesEarlyMs: input.chargesEarlyHours * hourMs,
    plans: [toPlan(input), ...input.addOns.map(toPlan)],
    ...(input.holdDays === undefined ? {} : { holdDays: input.holdDays }),
    ...(input.commitmentPayments === undefined ? {} : { commitmentPayments: input.commitmentPayments }),
    requestsConsent: input.requestsConsent,
  }
}

function clockOf({ testClock, environment, store }: Input): TestClock {
  if (typeof testClock === 'object') return testClock
  return testClockOf(testClock ?? (environment === 'SANDBOX' ? sandboxClocks[store] : 'REAL'))
}

function assertSupported(
  sale: NewSubscription,
  { addOns, requestsConsent, regionCode, currencyCode }: Input,
): void {
  const rules = rulesOf(sale)
  if (sale.planType === 'PREPAID' && !rules.hasPrepaidPlans)
    throw invalidInput(`${sale.store} has no prepaid plans`, 'planType')
  if (sale.planType === 'COMMITMENT' && sale.store === 'ONE_STORE')
    throw invalidInput('ONE_STORE has no commitments', 'planType')
  const isKorea = regionCode === 'KR' || (regionCode === undefined && currencyCode === 'KRW')
  if (addOns.length > 0 && (!rules.hasAddOns || isKorea || regionCode === 'IN'))
    throw invalidInput('the store has no add-ons here', 'addOns')
  if (requestsConsent && (sale.store !== 'GOOGLE_PLAY' || sale.plans[0]?.phases.length === 0))
    throw invalidInput('Google Play asks for consent at the end of an offer', 'requestsConsent')
}
