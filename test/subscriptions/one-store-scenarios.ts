import { deliveryModes } from './delivery-modes.ts'
import { expect, type Scenario } from './scenario-fixture.ts'

const options = { store: 'ONE_STORE', currencyCode: 'KRW', amount: '9900' } as const
const vip = ['vip_access']

export const oneStoreScenarios: readonly Scenario[] = [
  {
    title: 'Scenario 1 at ONE store: each charged period is a payment, and only the first is acknowledged',
    options,
    happen: ({ passPeriod }) => passPeriod(2),
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'RENEWED'],
      },
    ],
    entitlements: vip,
    check: ({ chains: [chain] }) =>
      expect(chain?.payments).toMatchObject([
        { price_micros: '9900000000', acknowledgement_status: 'ACKNOWLEDGED' },
        { price_micros: '9900000000', acknowledgement_status: 'NOT_REQUIRED' },
      ]),
  },
  {
    title: 'Scenarios 4 and 5 at ONE store: a renewal after a hold is not lost',
    options: { ...options, graceDays: 5 },
    happen: async ({ act, pass, passPeriod, expectChains }) => {
      await act('decline-payments')
      await passPeriod(2)
      // ONE store answers in the grace period as it does before it, with a later end.
      await expectChains([{ status: expect.stringMatching(/^(ACTIVE|IN_GRACE_PERIOD)$/) as string }])
      await pass(6)
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
    hasUnknownStarts: true,
    entitlements: vip,
  },
  {
    title:
      'Access that ONE store takes back in the middle of a year ends within eight days, with and without a notification',
    options: { ...options, period: 'P1Y' },
    happen: async ({ act, pass }) => {
      await pass(100)
      await act('revoke', { refund: 'NONE' })
      await pass(8)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false },
        periods: ['INITIAL NORMAL COMPLETED'],
        // ONE store states the end, and not whose decision it was (decision 102).
        events: ['STARTED(NEW)', 'EXPIRED(BILLING)'],
      },
    ],
    entitlements: [],
  },
  {
    title: 'Scenario 8 at ONE store: a cancellation that is taken back on the same day changes nothing',
    options,
    happen: async ({ act, pass, expectChains }) => {
      await act('cancel')
      await expectChains([{ status: 'ACTIVE', will_renew: false }])
      await pass(1 / 24)
      await act('restart')
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'AUTO_RENEW_OFF(USER)', 'AUTO_RENEW_ON'],
      },
    ],
    fleeting: ['AUTO_RENEW_OFF(USER)', 'AUTO_RENEW_ON'],
    entitlements: vip,
  },
]
