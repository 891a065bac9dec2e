import { expectField } from '../support/purchase-client.ts'
import { deliveryModes, modesInTime, type DeliveryMode } from './delivery-modes.ts'
import { readEndState, type EndOfChain, type EndState } from './read-end-state.ts'
import { endCourse, startCourse, type Course } from './scenario-course.ts'
import { expect, subscriptionTest, type SubscriptionOptions } from './subscription-fixture.ts'

export { expect } from './subscription-fixture.ts'

export type ExpectedChain = {
  /** Columns of the subscription. */
  readonly row: object
  readonly periods: readonly string[]
  readonly events: readonly string[]
  /** Of refunds and late acknowledgements, sorted; none if it is left out. */
  readonly paymentEvents?: readonly string[]
}

export type Scenario = {
  readonly title: string
  readonly options: SubscriptionOptions
  readonly happen: (course: Course) => Promise<void>
  /** The end, which is the same for all modes of delivery; the oldest subscription first, and those of family members last. */
  readonly chains: readonly ExpectedChain[]
  /** What only a reading sees that takes place in time: a state that came and went has no events later. */
  readonly fleeting?: readonly string[]
  /** The store states only the end of a period: a period that follows a gap begins when it is read. */
  readonly hasUnknownStarts?: boolean
  /** The entitlements that give access at the end. */
  readonly entitlements: readonly string[]
  /** What else is true of the end. */
  readonly check?: (end: EndState, mode: DeliveryMode) => void
}

/** A scenario waits many times until everything is processed. */
const fastJobs = { EVENT_POLL_INTERVAL_MS: '20', JOB_RECOVERY_INTERVAL_MS: '50' }

/** Each item gives an entitlement, and both levels of the membership give `vip_access`. */
const entitlementItems = {
  vip_access: ['vip', 'vip_gold'],
  gold_access: ['vip_gold'],
  coins_access: ['monthly_coins'],
} as const

export const scenarioTest = subscriptionTest
  .extend('serverOptions', { scope: 'file' }, { notifications: true, environment: fastJobs })
  .extend('entitled', { scope: 'file' }, async ({ admin, sold: _ }) => {
    for (const [key, itemIds] of Object.entries(entitlementItems)) {
      expectField(await admin.mutate('upsertEntitlement', { key, itemIds: [...itemIds] }), 'entitlement')
    }
    const settings = { acknowledgeOn: 'PAID', familySharingPolicy: 'ALLOW' } as const
    expectField(await admin.mutate('updateAppKey', settings), 'appKey')
    return Object.keys(entitlementItems)
  })
  .extend(
    'course',
    async ({ server, emulator, services, sql, notifications, faults, admin, entitled: _ }, { onCleanup }) => {
      onCleanup(() => endCourse({ emulator, sql }))
      return (options: SubscriptionOptions) =>
        startCourse({ server, emulator, services, sql, notifications, faults, admin }, options)
    },
  )

/** Lets the scenario happen, and asserts that every mode of delivery ends in the state that is expected. */
export async function runScenario(
  start: (options: SubscriptionOptions) => Promise<Course>,
  scenario: Scenario,
): Promise<void> {
  const course = await start(scenario.options)
  await scenario.happen(course)
  await course.finish()
  const ends = new Map<DeliveryMode, EndState>()
  const now = course.services.clock()
  const reading = course.participants.map(async ({ mode, buyer, members }) => {
    const userIds = [buyer, ...members].map(({ userId }) => userId)
    ends.set(mode, await readEndState(course.sql, userIds, now))
  })
  await Promise.all(reading)
  const delivered = endOf(ends, 'DELIVERED')
  expectEnd(delivered, scenario)
  for (const mode of deliveryModes) expectSameEnd(endOf(ends, mode), { delivered, mode, scenario })
}

function endOf(ends: ReadonlyMap<DeliveryMode, EndState>, mode: DeliveryMode): EndState {
  const end = ends.get(mode)
  if (end === undefined) throw new Error(`nobody takes part as ${mode}`)
  return end
}

function expectEnd({ chains, entitlements }: EndState, scenario: Scenario): void {
  expect(chains.map(({ row }) => row)).toMatchObject(scenario.chains.map(({ row }) => row))
  expect(chains.map(({ periods }) => periods)).toEqual(scenario.chains.map(({ periods }) => periods))
  expect(chains.map(({ events }) => events)).toEqual(scenario.chains.map(({ events }) => events))
  const payments = scenario.chains.map((chain) => chain.paymentEvents ?? [])
  expect(chains.map(({ paymentEvents }) => paymentEvents)).toEqual(payments)
  const active = entitlements.filter((each) => each['is_active'] === true).map(({ key }) => key)
  expect(active).toEqual(scenario.entitlements)
}

function expectSameEnd(
  end: EndState,
  {
    delivered,
    mode,
    scenario,
  }: { readonly delivered: EndState; readonly mode: DeliveryMode; readonly scenario: Scenario },
): void {
  const fleeting = modesInTime.includes(mode) ? [] : (scenario.fleeting ?? [])
  const toComparable = ({ chains, entitlements }: EndState) => ({
    chains: chains.map(({ events, paymentEvents, payments, ...chain }) => ({
      ...chain,
      payments: scenario.hasUnknownStarts === true ? payments.map(withoutStart) : payments,
      events: events.filter((event) => !fleeting.includes(event)),
      paymentEvents: paymentEvents.filter((event) => !fleeting.includes(event)),
    })),
    entitlements,
  })
  expect(toComparable(end), mode).toEqual(toComparable(delivered))
  scenario.check?.(end, mode)
}

function withoutStart(payment: EndOfChain['payments'][number]): object {
  const { paid_at: _paid, period_starts_at: _start, ...rest } = payment
  return rest
}
