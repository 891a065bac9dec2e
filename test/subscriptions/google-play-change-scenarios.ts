import { readChains, verify } from './subscription-fixture.ts'
import { createBuyer } from '../support/purchase-client.ts'
import { deliveryModes } from './delivery-modes.ts'
import { newestOf } from './scenario-course.ts'
import { expect, type Scenario } from './scenario-fixture.ts'

const vipProduct = 'com.example.arcade.vip'
const gold = { productId: 'com.example.arcade.vip_gold', basePlanId: 'monthly', amount: '19.99' }
const goldProduct = gold.productId

/** Other plans, other purchases and prices of Google Play. */
export const googlePlayChangeScenarios: readonly Scenario[] = [
  {
    title: 'Scenario 9: a subscription that is bought again in the Play app keeps its owner',
    options: {},
    happen: async ({ act, passPeriod, pass, submit }) => {
      await act('cancel')
      await passPeriod(3)
      await act('resubscribe', { fromStore: true })
      await pass(0.5)
      await submit()
      await pass(4)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false, cancel_reason: 'USER' },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'AUTO_RENEW_OFF(USER)', 'EXPIRED(USER)'],
      },
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(RESUBSCRIBED)'],
      },
    ],
    fleeting: ['AUTO_RENEW_OFF(USER)'],
    entitlements: ['vip_access'],
    check: ({ chains: [, chain] }) =>
      expect(chain?.payments).toMatchObject([{ acknowledgement_status: 'ACKNOWLEDGED' }]),
  },
  {
    title:
      'Scenario 10: a subscription that is bought again in the Play app is not given to the user who opens the app',
    options: {},
    happen: async ({ act, passPeriod, pass, participants, server, sql, waitUntilProcessed }) => {
      await act('cancel')
      await passPeriod(3)
      await act('resubscribe', { fromStore: true })
      for (const { atStore } of participants) {
        const other = await createBuyer(server)
        expect(await verify(other, newestOf(atStore))).toMatchObject({
          problem: { code: 'RECEIPT_USER_MISMATCH' },
        })
        expect(await readChains(sql, other)).toEqual([])
      }
      await waitUntilProcessed()
      await pass(4)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false, cancel_reason: 'USER' },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'AUTO_RENEW_OFF(USER)', 'EXPIRED(USER)'],
      },
      {
        row: { status: 'ACTIVE', will_renew: true },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: ['STARTED(RESUBSCRIBED)'],
      },
    ],
    fleeting: ['AUTO_RENEW_OFF(USER)'],
    entitlements: ['vip_access'],
  },
  {
    title:
      'Scenario 11: an upgrade never leaves two active subscriptions, whatever its old token is notified of',
    options: {},
    happen: async ({ act, pass, submit }) => {
      await pass(10)
      await act('change-plan', { ...gold, mode: 'WITH_TIME_PRORATION' })
      await submit()
      await pass(3)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, store_product_id: goldProduct },
        periods: ['INITIAL NORMAL COMPLETED', 'CHANGE PRORATION COMPLETED'],
        events: ['STARTED(NEW)', 'CHANGED(PRODUCT)'],
      },
    ],
    entitlements: ['gold_access', 'vip_access'],
    check: ({ chains: [chain] }) =>
      expect(chain?.payments).toMatchObject([{ is_replaced: true }, { is_replaced: false, replaces: 0 }]),
  },
  {
    title: 'Scenario 12: a deferred change of the plan is not granted before the renewal',
    options: {},
    happen: async ({ act, pass, passPeriod, submit, expectChains }) => {
      await pass(5)
      await act('change-plan', { ...gold, mode: 'DEFERRED' })
      await submit()
      await expectChains(
        [{ status: 'ACTIVE', store_product_id: vipProduct, pending_product_id: goldProduct }],
        deliveryModes,
      )
      await passPeriod(2)
    },
    chains: [
      {
        row: { status: 'ACTIVE', store_product_id: goldProduct, pending_product_id: null },
        periods: ['INITIAL NORMAL COMPLETED', 'CHANGE PRORATION COMPLETED', 'CHANGE NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'CHANGE_SCHEDULED', 'CHANGED(PRODUCT)'],
      },
    ],
    entitlements: ['gold_access', 'vip_access'],
    check: ({ chains: [chain] }) =>
      expect(chain?.payments.map((each) => each['price_micros'])).toEqual(['9990000', '0', '19990000']),
  },
  {
    title: 'Scenario 13: a deferred change of the plan that is undone is never granted',
    options: {},
    happen: async ({ act, pass, passPeriod, submit }) => {
      await pass(5)
      await act('change-plan', { ...gold, mode: 'DEFERRED' })
      await submit()
      await pass(1)
      await act('undo-change')
      await passPeriod(2)
    },
    chains: [
      {
        row: { status: 'ACTIVE', store_product_id: vipProduct, pending_product_id: null },
        periods: ['INITIAL NORMAL COMPLETED', 'CHANGE PRORATION COMPLETED', 'RENEWAL NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'CHANGE_SCHEDULED', 'CHANGE_UNDONE', 'RENEWED'],
      },
    ],
    entitlements: ['vip_access'],
  },
  {
    title: 'Scenario 14: each add-on has an access of its own after a hold',
    options: { graceDays: 0, holdDays: 10, addOns: [{ ...gold, graceDays: 0 }] },
    happen: async ({ act, passPeriod, pass, expectChains }) => {
      await act('decline-payments', { productIds: [goldProduct] })
      await passPeriod(3)
      await expectChains([{ status: 'ON_HOLD' }], deliveryModes)
      await pass(10)
    },
    chains: [
      {
        row: { status: 'ACTIVE', will_renew: true, store_product_id: vipProduct },
        periods: ['INITIAL NORMAL COMPLETED', 'INITIAL NORMAL COMPLETED', 'RECOVERY NORMAL COMPLETED'],
        events: ['STARTED(NEW)', 'HOLD_STARTED', 'RENEWED(HOLD)', 'CHANGED(LINES)'],
      },
    ],
    entitlements: ['vip_access'],
    check: ({ chains: [chain] }) =>
      expect(chain?.lines).toMatchObject([
        { store_product_id: vipProduct, gives_access: true },
        { store_product_id: goldProduct, gives_access: true, will_renew: false },
      ]),
  },
  {
    title:
      'Scenario 17: a price increase that the customer ignores ends the subscription at its announced deadline',
    options: {},
    happen: async ({ act, pass, passPeriod, expectChains }) => {
      await act('change-price', { amount: '14.99', mode: 'OPT_IN' })
      await pass(1)
      await expectChains([
        { status: 'ACTIVE', price_change_status: 'OUTSTANDING', consent_by: expect.anything() },
      ])
      await passPeriod(2)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false, cancel_reason: 'PRICE_NOT_AGREED' },
        periods: ['INITIAL NORMAL COMPLETED'],
        events: [
          'STARTED(NEW)',
          'PRICE_CHANGED(OUTSTANDING)',
          'EXPIRED(PRICE_NOT_AGREED)',
          'PRICE_CHANGED(CANCELED)',
        ],
      },
    ],
    fleeting: ['PRICE_CHANGED(OUTSTANDING)'],
    entitlements: [],
  },
  {
    title:
      'Scenario 17: a step to the full price in Korea to which the customer does not agree ends the subscription',
    options: {
      offers: [{ kind: 'TRIAL', period: 'P1W' }],
      requestsConsent: true,
      regionCode: 'KR',
      currencyCode: 'KRW',
      amount: '9900',
    },
    happen: async ({ passPeriod, expectChains }) => {
      await expectChains(
        [{ status: 'ACTIVE', price_change_status: 'OUTSTANDING', consent_by: expect.anything() }],
        deliveryModes,
      )
      await passPeriod(2)
    },
    chains: [
      {
        row: { status: 'EXPIRED', will_renew: false, cancel_reason: 'PRICE_NOT_AGREED' },
        periods: ['INITIAL TRIAL COMPLETED'],
        events: ['STARTED(NEW)', 'PRICE_CHANGED(OUTSTANDING)', 'EXPIRED(PRICE_NOT_AGREED)'],
      },
    ],
    entitlements: [],
  },
]
