import { control, type EmulatorAddress } from '../support/emulator-control.ts'
import { createBuyer, type Buyer } from '../support/purchase-client.ts'
import { act as actAtStore, getAtStore, verify, type StoreSubscription } from './subscription-fixture.ts'
import { deliveryModes } from './delivery-modes.ts'
import { findGaps } from './find-gaps.ts'
import { newestOf, type Course } from './scenario-course.ts'
import { expect, type Scenario } from './scenario-fixture.ts'

const store = 'APP_STORE'
const vip = ['vip_access']
const gold = { productId: 'com.example.arcade.vip_gold', amount: '19.99' }
const months = 12

export const appStoreScenarios: readonly Scenario[] = [
  {
    title: 'Scenario 18: a payment in the grace period of the App Store leaves the dates unbroken',
    options: { store, graceDays: 16 },
    happen: async ({ act, pass, passPeriod, expectChains }) => {
      await act('decline-payments')
      await passPeriod(10)
      await expectChains(
        [{ status: 'IN_GRACE_PERIOD', grace_period_ends_at: expect.anything() }],
        deliveryModes,
      )
      await act('accept-payments')
      await pass(1)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, grace_period_ends_at: null },
        periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'GRACE_STARTED', 'RENEWED(GRACE)'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) => expect(findGaps(chain?.payments ?? [])).toEqual([0]),
  },
  {
    title: 'Scenario 19: a payment after twenty days of retries of the App Store sells none of them',
    options: { store },
    happen: async ({ act, pass, passPeriod, expectChains }) => {
      await act('decline-payments')
      await passPeriod(20)
      await expectChains([{ status: 'ON_HOLD' }], deliveryModes)
      await act('accept-payments')
      await pass(1)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED', 'RECOVERY NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'HOLD_STARTED', 'RENEWED(HOLD)'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) => expect(findGaps(chain?.payments ?? [])).toEqual([20 * 24]),
  },
  {
    title: 'Scenario 20: an upgrade at the App Store is neither a loss nor an end',
    options: { store },
    happen: async ({ act, pass, submit }) => {
      await pass(10)
      await act('change-in-group', { ...gold, change: 'UPGRADE' })
      await submit()
      await pass(2)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, store_product_id: gold.productId },
        periods: ['INITIAL NORMAL COMPLETED', 'CHANGE NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'CHANGED(PRODUCT)'],
        paymentEvents: ['PAYMENT_PARTIALLY_REFUNDED'],
      },
    ],
    entitlements: ['gold_access', 'vip_access'],
    check: ({ chains: [chain] }) =>
      expect(chain?.payments).toMatchObject([{ is_replaced: true }, { is_replaced: false, replaces: 0 }]),
  },
  {
    title: 'A pending downgrade at the App Store is not granted at once',
    options: { store, itemId: 'vip_gold' },
    happen: async ({ act, pass, passPeriod, expectChains }) => {
      await pass(10)
      const change = { productId: 'com.example.arcade.vip', amount: '9.99', change: 'DOWNGRADE' }
      await act('change-in-group', change)
      await expectChains([{ store_product_id: gold.productId, pending_product_id: 'com.example.arcade.vip' }])
      await passPeriod(2)
    },
    chains: [
      {
        row: { status: 'ACTIVE', store_product_id: 'com.example.arcade.vip', pending_product_id: null },
        periods: ['INITIAL NORMAL COMPLETED', 'CHANGE NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'CHANGE_SCHEDULED', 'CHANGED(PRODUCT)'],
      },
    ],
    fleeting: ['CHANGE_SCHEDULED'],
    entitlements: vip,
  },
  {
    title: 'Scenario 21: a refund of one period does not end the whole subscription',
    options: { store },
    happen: async ({ act, pass, passPeriod }) => {
      await passPeriod(3)
      const firstPeriod = ({ periods }: { periods: readonly { id: string }[] }) => ({
        periodId: periods[0]?.id,
      })
      await act('refund', firstPeriod)
      await pass(1)
      await act('reverse-refund', firstPeriod)
      await pass(1)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'RENEWED'],
        paymentEvents: ['PAYMENT_REFUNDED', 'PAYMENT_REFUND_REVERSED'],
      },
    ],
    fleeting: ['PAYMENT_REFUNDED', 'PAYMENT_REFUND_REVERSED'],
    entitlements: vip,
  },
  {
    title: 'Scenario 22: a family member loses the subscription with the sharing, and the owner does not',
    options: { store },
    happen: async ({ participants, server, emulator, pass, passPeriod, waitUntilProcessed }) => {
      for (const { atStore, members } of participants) {
        const member = await createBuyer(server)
        members.push(member)
        atStore.push(await share(emulator, newestOf(atStore), member))
        expect(await verify(member, newestOf(atStore))).toMatchObject({ problem: null })
      }
      await waitUntilProcessed()
      await passPeriod(3)
      for (const { atStore } of participants) await actAtStore(emulator, atStore[0]?.id ?? '', 'stop-sharing')
      await waitUntilProcessed()
      await pass(1)
      await passPeriod(1)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, ownership: 'BOUGHT' },
        periods: ['INITIAL NORMAL COMPLETED', ...Array<string>(2).fill('RENEWAL NORMAL COMPLETED')],
        events: ['STARTED(NEW)', 'RENEWED', 'RENEWED'],
      },
      {
        row: { status: 'REVOKED', will_renew: false, ownership: 'SHARED', cancel_reason: 'STORE' },
        periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL REFUNDED'],
        events: ['STARTED(NEW)', 'RENEWED', 'REVOKED(STORE)'],
        paymentEvents: ['PAYMENT_REFUNDED'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [, member] }) =>
      expect(member?.payments).toMatchObject([{ price_micros: '0' }, { price_micros: '0' }]),
  },
  {
    title: 'Scenario 23: a canceled commitment goes on for its months, also after one that was declined',
    options: { store, planType: 'COMMITMENT', commitmentPayments: months },
    happen: async (course) => {
      const { act, pass, passPeriod, expectChains } = course
      for (let month = 1; month < 3; month += 1) await passPeriod(0)
      await act('cancel')
      await expectChains([
        { status: 'ACTIVE', will_renew: false, commitment_paid: 3, commitment_total: months },
      ])
      for (let month = 3; month < 6; month += 1) await passPeriod(0)
      await act('decline-payments')
      await passPeriod(40)
      await expectChains([{ status: 'ON_HOLD' }], deliveryModes)
      await act('accept-payments')
      await pass(1)
      await expectChains([{ status: 'ACTIVE', will_renew: false }])
      while (await hasMonthsLeft(course)) await passPeriod(0)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false, cancel_reason: 'USER', commitment_paid: months },
        periods: [
          'INITIAL NORMAL COMPLETED',
          ...Array<string>(5).fill('RENEWAL NORMAL COMPLETED'),
          'RECOVERY NORMAL COMPLETED',
          ...Array<string>(5).fill('RENEWAL NORMAL COMPLETED'),
        ],
        events: [
          'STARTED(NEW)',
          'RENEWED',
          'RENEWED',
          'AUTO_RENEW_OFF(USER)',
          ...Array<string>(3).fill('RENEWED'),
          'HOLD_STARTED',
          'RENEWED(HOLD)',
          ...Array<string>(5).fill('RENEWED'),
          'EXPIRED(USER)',
        ],
      },
    ],
    fleeting: ['AUTO_RENEW_OFF(USER)'],
    entitlements: [],
  },
]

async function share(
  emulator: EmulatorAddress,
  { id }: StoreSubscription,
  { userId }: Buyer,
): Promise<StoreSubscription> {
  const path = `/control/subscriptions/${id}/share`
  return (await control(emulator, 'POST', path, { customer: userId })) as StoreSubscription
}

async function hasMonthsLeft({ emulator, participants }: Course): Promise<boolean> {
  const { state } = await getAtStore(emulator, newestOf(participants[0]?.atStore ?? []).id)
  return state === 'ACTIVE'
}
