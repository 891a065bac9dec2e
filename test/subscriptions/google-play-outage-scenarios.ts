import { selectUnacknowledgedCounts } from '../../src/db/queries/open-payment-counts.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { expectField } from '../support/purchase-client.ts'
import { deliveryModes } from './delivery-modes.ts'
import type { Course } from './scenario-course.ts'
import { expect, type Scenario } from './scenario-fixture.ts'

const hour = 1 / 24

/** Calls of Google Play that fail while something happens. */
export const googlePlayOutageScenarios: readonly Scenario[] = [
  topUpWithoutAcknowledgement({ period: 'P1W', deadlineDays: 3 }),
  topUpWithoutAcknowledgement({ period: 'P3D', deadlineDays: 1.5 }),
  {
    title:
      'Scenario 25: the clock alone does not end a subscription whose store cannot be read for five hours',
    options: {},
    happen: async (course) => {
      await failReads(course)
      await course.passPeriod(5 * hour)
      await course.expectChains([{ status: 'ACTIVE', is_stale: true }], deliveryModes)
      await expectAccess(course, { isActive: true, isStale: true })
      await endFaults(course)
      await course.pass(2 * hour)
      await course.expectChains([{ status: 'ACTIVE', is_stale: false }], deliveryModes)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, is_stale: false },
        periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'RENEWED'],
      },
    ],
    entitlements: ['vip_access'],
  },
  {
    title: 'Scenario 25: a store that cannot be read for thirty hours gives access for the leeway alone',
    options: {},
    happen: async (course) => {
      await course.act('cancel')
      await failReads(course)
      await course.passPeriod(23 * hour)
      await expectAccess(course, { isActive: true, isStale: true })
      await course.pass(7 * hour)
      // The leeway is over, and still only the store says that the subscription has ended.
      await expectAccess(course, { isActive: false })
      await course.expectChains([{ status: 'ACTIVE', is_stale: true }], deliveryModes)
      await endFaults(course)
      await course.pass(2 * hour)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false, cancel_reason: 'USER', is_stale: false },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'AUTO_RENEW_OFF(USER)', 'EXPIRED(USER)'],
      },
    ],
    fleeting: ['AUTO_RENEW_OFF(USER)'],
    entitlements: [],
  },
]

/** Half of the plan is the time within which Google Play expects the acknowledgement, if that is less than three days. */
function topUpWithoutAcknowledgement({
  period,
  deadlineDays,
}: {
  readonly period: 'P1W' | 'P3D'
  readonly deadlineDays: number
}): Scenario {
  return {
    title: `Scenario 16: a top-up (${period}) that is never acknowledged raises an alert before half of the plan`,
    options: { planType: 'PREPAID', period },
    happen: async (course) => {
      const { act, submit, pass, faults, services } = course
      await faults.inject({
        store: 'GOOGLE_PLAY',
        endpoint: 'purchases.subscriptions.acknowledge',
        status: 403,
      })
      await act('top-up')
      await submit()
      await pass(0.6 * deadlineDays)
      await pass(0.4 * deadlineDays - 3 * hour)
      // The alert CoinslotAcknowledgementOverdue fires when the metric of these counts is above zero.
      expect(await selectUnacknowledgedCounts(services.db, services.clock())).toEqual([
        { store: 'GOOGLE_PLAY', timeLeft: 'under_6h', count: deliveryModes.length },
      ])
      await course.expectChains([{ status: 'ACTIVE' }], deliveryModes)
      await pass(4 * hour)
      await endFaults(course)
    },
    chains: [
      {
        row: { status: 'REVOKED', will_renew: false, cancel_reason: 'STORE' },
        periods: ['INITIAL PREPAID REFUNDED', 'TOP_UP PREPAID REFUNDED'],
        events: ['STARTED(NEW)', 'RENEWED(TOP_UP)', 'REVOKED(STORE)'],
        paymentEvents: [
          'PAYMENT_ACKNOWLEDGEMENT_CRITICAL',
          'PAYMENT_ACKNOWLEDGEMENT_WARNING',
          'PAYMENT_REFUNDED',
          'PAYMENT_REFUNDED',
        ],
      },
    ],
    entitlements: [],
  }
}

async function failReads({ faults }: Course): Promise<void> {
  await faults.inject({ store: 'GOOGLE_PLAY', endpoint: 'purchases.subscriptionsv2.get', status: 503 })
}

/** The new connection has a closed circuit breaker, which uses the clock of the machine and not the virtual one. */
async function endFaults({ faults, emulator, admin }: Course): Promise<void> {
  await faults.clear()
  await faults.disableNotifications('GOOGLE_PLAY')
  const { googlePlay } = emulatorConnectionInputs(emulator)
  expectField(await admin.mutate('disconnectStore', { store: 'GOOGLE_PLAY' }), 'storeConnection')
  expectField(await admin.mutate('connectStore', { googlePlay }), 'storeConnection')
}

async function expectAccess({ participants }: Course, entitlement: object): Promise<void> {
  for (const { mode, buyer } of participants) {
    const { entitlements } = await buyer.client.query('{ entitlements { key isActive isStale } }')
    expect(entitlements, mode).toMatchObject([entitlement])
  }
}
