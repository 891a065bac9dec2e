import { expectField, toConsumeInput } from '../support/purchase-client.ts'
import { deliveryModes } from './delivery-modes.ts'
import { findGaps } from './find-gaps.ts'
import type { Course } from './scenario-course.ts'
import { expect, type Scenario } from './scenario-fixture.ts'

const vip = ['vip_access']
/** Of a day. */
const hour = 1 / 24

/** Renewals of Google Play: charged, declined, paused and canceled. Months have up to 31 days. */
export const googlePlayRenewalScenarios: readonly Scenario[] = [
  {
    title: 'Scenario 1: a trial that converts is a free period and a charged one',
    options: { offers: [{ kind: 'TRIAL', period: 'P1W' }] },
    happen: ({ pass }) => pass(9),
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, phase: 'NORMAL' },
        periods: ['INITIAL TRIAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'RENEWED(CONVERTED)'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) =>
      expect(chain?.payments).toMatchObject([
        { price_micros: '0', acknowledgement_status: 'ACKNOWLEDGED' },
        { price_micros: '9990000', acknowledgement_status: 'NOT_REQUIRED' },
      ]),
  },
  {
    title: 'Scenario 2: renewals that happen while the server is down leave no gap',
    options: {},
    happen: async ({ pass, passWithoutServer }) => {
      await passWithoutServer(75)
      await pass(20)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED', ...Array<string>(3).fill('RENEWAL NORMAL COMPLETED')],
        events: ['STARTED(NEW)', 'RENEWED', 'RENEWED', 'RENEWED'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) => {
      expect(findGaps(chain?.payments ?? [])).toEqual([0, 0, 0])
      expect(chain?.payments.at(-1)?.['period_ends_at']).toBe(chain?.row['access_until'])
    },
  },
  {
    title: 'Scenario 3: a renewal that is charged 40 hours early ends nothing in between',
    options: { chargesEarlyHours: 40 },
    happen: ({ pass }) => pass(33),
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'RENEWED'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) => expect(findGaps(chain?.payments ?? [])).toEqual([0]),
  },
  {
    title:
      'Scenario 4: a declined payment is no cancellation, and one in the grace period keeps the billing day',
    options: { graceDays: 7 },
    happen: async ({ act, pass, expectChains }) => {
      await act('decline-payments')
      await pass(32)
      await expectChains([{ status: 'IN_GRACE_PERIOD', will_renew: true }])
      await pass(3)
      await act('accept-payments')
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, grace_period_ends_at: null },
        periods: ['INITIAL NORMAL COMPLETED', 'RECOVERY NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'GRACE_STARTED', 'RENEWED(GRACE)'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) => expect(findGaps(chain?.payments ?? [])).toEqual([0]),
  },
  {
    title: 'Scenario 5: a renewal after a hold is not lost',
    options: { graceDays: 3 },
    happen: async ({ act, pass, expectChains }) => {
      await act('decline-payments')
      await pass(84)
      await expectChains([{ status: 'ON_HOLD', will_renew: true }])
      await act('accept-payments')
      await pass(2)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED', 'RECOVERY NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'GRACE_STARTED', 'HOLD_STARTED', 'RENEWED(HOLD)'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) => expect(findGaps(chain?.payments ?? [])[0]).toBeGreaterThan(50 * 24),
  },
  {
    title: 'Scenario 6: a hold that runs out is not reported as the request of the customer',
    options: { graceDays: 3, holdDays: 20 },
    happen: async ({ act, pass, participants, sql }) => {
      await act('decline-payments')
      await pass(125)
      const userIds = participants.map(({ buyer }) => buyer.userId)
      const checked = await sql`
        select s.id from subscriptions s join users u on u.app_id = s.app_id and u.id = s.user_id
        where u.external_id in ${sql(userIds)} and s.next_check_at is not null`
      expect(checked).toHaveLength(0)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false, cancel_reason: 'BILLING' },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'GRACE_STARTED', 'HOLD_STARTED', 'EXPIRED(BILLING)'],
      },
    ],
    entitlements: [],
  },
  {
    title:
      'Scenario 7: a declined renewal without a grace period keeps its access for the day that nothing announces',
    options: { graceDays: 0 },
    happen: async ({ act, passPeriod, pass, expectChains }) => {
      await act('decline-payments')
      await passPeriod(0.5)
      await expectChains([{ status: 'ACTIVE', will_renew: true }], deliveryModes)
      await pass(1)
    },
    chains: [
      {
        row: { status: 'ON_HOLD', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'HOLD_STARTED'],
      },
    ],
    entitlements: [],
  },
  {
    title: 'Scenario 8: a cancellation that is taken back on the same day changes nothing',
    options: {},
    happen: async ({ act, pass, expectChains }) => {
      await act('cancel')
      await expectChains([{ status: 'ACTIVE', will_renew: false, cancel_reason: 'USER' }])
      await pass(hour)
      await act('restart')
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, cancel_reason: null, canceled_at: null },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'AUTO_RENEW_OFF(USER)', 'AUTO_RENEW_ON'],
      },
    ],
    fleeting: ['AUTO_RENEW_OFF(USER)', 'AUTO_RENEW_ON'],
    entitlements: vip,
  },
  {
    title: 'A cancellation does not take the access away before the end of the period',
    options: {},
    happen: async ({ act, pass }) => {
      await act('cancel')
      await pass(33)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false, cancel_reason: 'USER' },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'AUTO_RENEW_OFF(USER)', 'EXPIRED(USER)'],
      },
    ],
    fleeting: ['AUTO_RENEW_OFF(USER)'],
    entitlements: [],
  },
  {
    title: 'Scenario 24: each renewal of a coin pack is consumed once',
    options: { itemId: 'monthly_coins' },
    happen: async (course) => {
      await course.passPeriod(1)
      await course.passPeriod(1)
      await consumeAll(course)
      await course.act('refund')
      await course.pass(1)
    },
    chains: [
      {
        row: { status: 'REVOKED', will_renew: false },
        periods: ['INITIAL NORMAL CONSUMED', 'RENEWAL NORMAL CONSUMED', 'RENEWAL NORMAL REFUNDED'],
        events: ['STARTED(NEW)', 'RENEWED', 'RENEWED', 'REVOKED(STORE)'],
        paymentEvents: ['PAYMENT_REFUNDED'],
      },
    ],
    entitlements: [],
    check: ({ chains: [chain] }) =>
      expect(chain?.payments.map(({ consumes }) => consumes)).toEqual([1, 1, 1]),
  },
]

/** The game server wakes, and consumes each period. */
async function consumeAll({ participants, admin, waitUntilProcessed }: Course): Promise<void> {
  for (const { mode, buyer } of participants) {
    const text = '{ unconsumedPayments { nodes { id purchaseToken } } }'
    const { unconsumedPayments } = await buyer.client.query(text)
    expect(unconsumedPayments.nodes, mode).toHaveLength(3)
    for (const payment of unconsumedPayments.nodes) {
      expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
    }
  }
  await waitUntilProcessed()
}
