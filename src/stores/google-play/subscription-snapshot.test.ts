import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  accountToken,
  orderId,
  purchaseToken,
} from '../../../test/fixtures/google-play/google-play-samples.ts'
import {
  passId,
  subscriptionBody,
  subscriptionItem,
  subscriptionOrderBody,
  subscriptionOrderLine,
} from '../../../test/fixtures/google-play/google-play-subscription-samples.ts'
import { oddFields } from '../../../test/fixtures/odd-values.ts'
import type { SubscriptionSnapshot } from '../contract/subscription.ts'
import { orderSchema } from './api-types.ts'
import { googlePlayDefaults } from './config.ts'
import { toSubscriptionSnapshot } from './subscription-snapshot.ts'
import { subscriptionPurchaseSchema } from './subscription-types.ts'

type Body = Record<string, unknown>

const expiry = new Date('2026-02-01T00:00:00Z')
const beforeEnd = new Date('2026-01-10T00:00:00Z')
const afterEnd = new Date('2026-02-01T01:00:00Z')
const monthMs = 31 * 24 * 60 * 60_000
const hourMs = 60 * 60_000

function read(
  purchase: Body = {},
  orders: readonly (Body | null)[] = [subscriptionOrderBody()],
  readAt = beforeEnd,
): SubscriptionSnapshot {
  const body = JSON.stringify(subscriptionBody(purchase))
  return toSubscriptionSnapshot({
    purchaseToken,
    purchase: { value: subscriptionPurchaseSchema.parse(JSON.parse(body)), body },
    orders: new Map(
      orders.map((order) => {
        if (order === null) return [orderId, null]
        return [String(order['orderId']), { value: orderSchema.parse(order), body: JSON.stringify(order) }]
      }),
    ),
    knownOrderIds: new Set(),
    settings: googlePlayDefaults,
    readAt,
  })
}

const stateNames = [
  'PENDING',
  'ACTIVE',
  'IN_GRACE_PERIOD',
  'ON_HOLD',
  'PAUSED',
  'CANCELED',
  'EXPIRED',
  'PENDING_PURCHASE_CANCELED',
  'UNSPECIFIED',
  'A_FUTURE_STATE',
]
const inState = (name: string) => ({ subscriptionState: `SUBSCRIPTION_STATE_${name}` })

describe('the state', () => {
  test.each([
    ['PENDING', 'PENDING', beforeEnd, false],
    ['ACTIVE', 'ACTIVE', beforeEnd, true],
    ['ACTIVE', 'ACTIVE', afterEnd, true],
    ['CANCELED', 'ACTIVE', beforeEnd, true],
    ['CANCELED', 'EXPIRED', afterEnd, false],
    ['IN_GRACE_PERIOD', 'IN_GRACE_PERIOD', beforeEnd, true],
    ['ON_HOLD', 'ON_HOLD', beforeEnd, false],
    ['PAUSED', 'PAUSED', beforeEnd, false],
    ['EXPIRED', 'EXPIRED', afterEnd, false],
    ['PENDING_PURCHASE_CANCELED', 'EXPIRED', beforeEnd, false],
    ['A_FUTURE_STATE', 'ACTIVE', beforeEnd, true],
    ['A_FUTURE_STATE', 'EXPIRED', afterEnd, false],
  ])('Google’s %s is %s at %s', (name, state, readAt, givesAccess) => {
    expect(read(inState(name), undefined, readAt)).toMatchObject({ state, lines: [{ givesAccess }] })
  })

  test('an end before that of the paid period is a revocation, unless the subscription was replaced', () => {
    const item = subscriptionItem({ expiryTime: '2026-01-09T00:00:00Z' })
    const ended = { ...inState('EXPIRED'), lineItems: [item] }
    expect(read(ended)).toMatchObject({ state: 'REVOKED', cancelReason: 'STORE' })
    const replaced = { ...ended, canceledStateContext: { replacementCancellation: {} } }
    expect(read(replaced)).toMatchObject({ state: 'EXPIRED', cancelReason: 'REPLACED', isReplaced: true })
  })

  test('a pending change of the plan does not replace the former subscription yet', () => {
    const linked = { linkedPurchaseToken: 'the-former' }
    for (const name of ['PENDING', 'PENDING_PURCHASE_CANCELED']) {
      expect(read({ ...inState(name), ...linked })).toMatchObject({
        replaces: [],
        accessUntil: null,
        periods: [],
      })
    }
    expect(read(linked)).toMatchObject({ replaces: ['the-former'] })
  })

  test.each([
    ['USER', { userInitiatedCancellation: { cancelTime: '2026-01-05T00:00:00Z' } }],
    ['DEVELOPER', { developerInitiatedCancellation: {} }],
    ['BILLING', { systemInitiatedCancellation: {} }],
    ['OTHER', { aFutureCancellation: {} }],
  ])('a cancellation has the reason %s', (cancelReason, canceledStateContext) => {
    const canceled = { ...inState('CANCELED'), canceledStateContext }
    expect(read(canceled)).toMatchObject({ cancelReason, willRenew: false })
  })
})

describe('the periods', () => {
  test('the exact charge of an order is kept for every amount', () => {
    const units = fc.bigInt({ min: 0n, max: 999_999_999_999n })
    const micros = fc.bigInt({ min: 0n, max: 999_999n })
    fc.assert(
      fc.property(units, micros, (whole, part) => {
        const total = { currencyCode: 'KRW', units: String(whole), nanos: Number(part) * 1_000 }
        const line = { ...subscriptionOrderLine(passId), total }
        const [period] = read({}, [subscriptionOrderBody({ lineItems: [line] })]).periods
        expect(period?.price).toEqual({ amountMicros: whole * 1_000_000n + part, currencyCode: 'KRW' })
      }),
    )
  })

  test.each([
    ['TRIAL', { freeTrialDetails: {} }],
    ['INTRODUCTORY', { introductoryPriceDetails: {} }],
    ['PRORATION', { prorationPeriodDetails: { originalOfferPhase: 'FREE_TRIAL' } }],
    ['NORMAL', { baseDetails: {} }],
  ])('a period has the phase %s', (phase, offerPhaseDetails) => {
    expect(read({}, [subscriptionOrderBody({}, { offerPhaseDetails })]).periods).toMatchObject([{ phase }])
  })

  test('an order that Google does not have, or of another token, leaves a period without a price, or none', () => {
    expect(read({}, [null]).periods).toMatchObject([
      { periodId: orderId, price: null, endsAt: expiry, phase: 'NORMAL', kind: 'INITIAL' },
    ])
    expect(read({}, [subscriptionOrderBody({ purchaseToken: 'another' })]).periods).toEqual([])
    expect(read({}, [subscriptionOrderBody({ state: 'PENDING' })]).periods).toEqual([])
  })

  test.each([
    [
      'REFUNDED',
      { refundEvent: { eventTime: '2026-01-05T00:00:00Z', refundReason: 'CHARGEBACK' } },
      { full: true, reason: 'CHARGEBACK', amountMicros: 9_990_000n, quantity: 1 },
    ],
    [
      'PARTIALLY_REFUNDED',
      {
        partialRefundEvents: [
          {
            processTime: '2026-01-05T00:00:00Z',
            state: 'PROCESSED_SUCCESSFULLY',
            refundDetails: { total: { currencyCode: 'USD', units: '5' } },
          },
        ],
      },
      { full: false, reason: null, amountMicros: 5_000_000n, quantity: 0 },
    ],
    ['PENDING_REFUND', {}, null],
    ['A_FUTURE_STATE', {}, null],
  ])('the order %s has its refund', (state, orderHistory, refund) => {
    const refundedAt = new Date('2026-01-05T00:00:00Z')
    const [period] = read({}, [subscriptionOrderBody({ state, orderHistory })]).periods
    expect(period?.refund).toEqual(refund === null ? null : { ...refund, refundedAt })
  })
})

describe('the rest of the snapshot', () => {
  test.each([
    [monthMs, {}, 3 * 24 * hourMs],
    [4 * 24 * hourMs, {}, 2 * 24 * hourMs],
    [hourMs, {}, hourMs / 2],
    [monthMs, { testPurchase: {} }, 5 * 60_000],
  ])('a prepaid plan of %i ms is acknowledged in time: %j', (lengthMs, changes, withinMs) => {
    const start = Date.parse('2026-01-01T00:00:00Z')
    const end = new Date(start + lengthMs).toISOString()
    const item = subscriptionItem({ autoRenewingPlan: undefined, prepaidPlan: {}, expiryTime: end })
    const order = subscriptionOrderBody({}, { servicePeriodEndTime: end })
    const { acknowledgement, environment, willRenew } = read({ lineItems: [item], ...changes }, [order])
    const deadlineAt = new Date(start + withinMs)
    expect(acknowledgement).toEqual({ acknowledged: false, consumed: false, deadlineAt })
    expect(environment).toBe('testPurchase' in changes ? 'SANDBOX' : 'PRODUCTION')
    expect(willRenew).toBe(false)
  })

  test('the owner and the former owner are named', () => {
    const externalAccountIdentifiers = { obfuscatedExternalAccountId: accountToken.toUpperCase() }
    const outOfAppPurchaseContext = {
      expiredPurchaseToken: 'the-expired',
      expiredExternalAccountIdentifiers: externalAccountIdentifiers,
    }
    expect(read({ externalAccountIdentifiers, outOfAppPurchaseContext })).toMatchObject({
      accountToken,
      former: { key: 'the-expired', accountToken },
      countryCode: 'US',
    })
  })

  test('a base plan that replaces another of the same product waits with a key of its own', () => {
    const item = subscriptionItem({ deferredItemReplacement: { productId: passId } })
    const next = subscriptionItem({ offerDetails: { basePlanId: 'yearly' }, expiryTime: undefined })
    const { lines, pendingChange } = read({ lineItems: [next, item] })
    expect(lines).toMatchObject([
      { lineKey: `${passId}:yearly`, givesAccess: false },
      { lineKey: passId, givesAccess: true },
    ])
    expect(pendingChange).toEqual({ storeProductId: passId, basePlanId: 'yearly', at: expiry })
  })

  const optionalFields = [
    'linkedPurchaseToken',
    'canceledStateContext',
    'outOfAppPurchaseContext',
    'pausedStateContext',
    'externalAccountIdentifiers',
    'testPurchase',
  ]
  const optionalItemFields = [
    'prepaidPlan',
    'itemReplacement',
    'deferredItemReplacement',
    'deferredItemRemoval',
    'signupPromotion',
  ]
  const orderFields = ['lineItems', 'orderHistory', 'total', 'createTime', 'purchaseToken', 'state']

  test('no value of Google makes a reading fail, and none gives access beyond the end that Google states', () => {
    const purchases = oddFields([...Object.keys(subscriptionBody()), ...optionalFields])
    const items = oddFields([...Object.keys(subscriptionItem()), ...optionalItemFields])
    const orders = oddFields(orderFields)
    fc.assert(
      fc.property(purchases, items, orders, fc.constantFrom(...stateNames), (purchase, item, order, name) => {
        const lineItems = [subscriptionItem({ ...item, productId: passId })]
        const snapshot = read({ ...purchase, ...inState(name), lineItems }, [
          subscriptionOrderBody({ ...order, orderId }),
        ])
        const [line] = snapshot.lines
        expect([null, expiry.getTime()]).toContain(line?.accessUntil?.getTime() ?? null)
        expect(line?.givesAccess === true && line.accessUntil === null).toBe(false)
        const isOver = snapshot.state === 'EXPIRED' || snapshot.state === 'REVOKED'
        expect(isOver && snapshot.willRenew).toBe(false)
        for (const period of snapshot.periods) {
          expect(period.endsAt.getTime()).toBeGreaterThanOrEqual(period.startsAt.getTime())
        }
        expect(JSON.parse(snapshot.raw)).toHaveProperty('orders')
      }),
    )
  })
})
