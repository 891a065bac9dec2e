import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { StoreNotification } from '../contract/notification.ts'
import { parsePush } from './notification.ts'

const purchaseToken = 'a-token'
const sale = {
  key: purchaseToken,
  details: '{"purchaseToken":"a-token"}',
  price: null,
  accountToken: null,
}

function push(content: unknown, message: Record<string, unknown> = {}): string {
  const data = Buffer.from(JSON.stringify(content)).toString('base64')
  return JSON.stringify({
    message: { data, messageId: '1', ...message },
    subscription: 'projects/p/subscriptions/s',
  })
}

function read(
  part: Record<string, unknown>,
  message?: Record<string, unknown>,
): StoreNotification | undefined {
  return parsePush(push({ packageName: 'com.example.arcade', ...part }, message))?.notification
}

/** Every type that Google documents, and numbers that it does not use. */
const subscriptionTypes = {
  1: 'RECOVERED',
  2: 'RENEWED',
  3: 'CANCELED',
  4: 'PURCHASED',
  5: 'ON_HOLD',
  6: 'IN_GRACE_PERIOD',
  7: 'RESTARTED',
  8: 'PRICE_CHANGE_CONFIRMED',
  9: 'DEFERRED',
  10: 'PAUSED',
  11: 'PAUSE_SCHEDULE_CHANGED',
  12: 'REVOKED',
  13: 'EXPIRED',
  14: '14',
  17: 'ITEMS_CHANGED',
  18: 'CANCELLATION_SCHEDULED',
  19: 'PRICE_CHANGE_UPDATED',
  20: 'PENDING_PURCHASE_CANCELED',
  21: '21',
  22: 'PRICE_STEP_UP_CONSENT_UPDATED',
  999: '999',
}

const review = { pendingRefundToken: 'a-token', orderId: 'GPA.1234-5678-9012-34567' }

describe('a developer notification', () => {
  const oneTime = (notificationType: unknown) => ({
    oneTimeProductNotification: { notificationType, purchaseToken },
  })
  const subscription = (notificationType: number) => ({
    subscriptionNotification: { notificationType, purchaseToken },
  })
  const voided = (fields: object) => ({
    voidedPurchaseNotification: { purchaseToken, orderId: 'GPA.1', ...fields },
  })

  test.each([
    ['ONE_TIME_PRODUCT_PURCHASED', [sale], oneTime(1)],
    ['ONE_TIME_PRODUCT_CANCELED', [sale], oneTime(2)],
    ['ONE_TIME_PRODUCT_99', [sale], oneTime(99)],
    ['VOIDED_PURCHASE', [sale], voided({ productType: 2, refundType: 1 })],
    ['VOIDED_PURCHASE', [sale], voided({})],
    ['PENDING_REFUND_REVIEW', [], { pendingRefundReviewNotification: { orderId: 'GPA.1', refundReason: 7 } }],
    ['PENDING_REFUND_REVIEW', [], { pendingRefundReviewNotification: { ...review, orderId: '..' } }],
    ['TEST', [], { testNotification: { version: '1.0' } }],
    ['TEST', [], { testNotification: {} }],
    ['UNKNOWN', [], { aFutureKind: { purchaseToken } }],
    ['UNKNOWN', [], {}],
  ])('a message becomes a %s with the sales %j', (type, sales, part) => {
    expect(read(part)).toEqual({
      storeNotificationId: '1',
      type,
      sentAt: null,
      environment: null,
      sales,
      subscriptions: [],
      refundReview: null,
    })
  })

  test.each(Object.entries(subscriptionTypes))(
    'the subscription notification %s is a %s that names its token, and no sale',
    (number, name) => {
      expect(read(subscription(Number(number)))).toMatchObject({
        type: `SUBSCRIPTION_${name}`,
        sales: [],
        subscriptions: [sale].map(({ key, details }) => ({ key, details })),
      })
    },
  )

  test('a voided subscription names its token with the order of the refunded period', () => {
    const orderId = 'GPA.1234-5678-9012-34567..3'
    expect(read(voided({ productType: 1, refundType: 1, orderId }))).toMatchObject({
      type: 'VOIDED_PURCHASE',
      sales: [],
      subscriptions: [{ key: purchaseToken, details: JSON.stringify({ purchaseToken, orderId }) }],
    })
  })

  test.each([undefined, '..', 7])('a voided subscription with the order %j names its token', (orderId) => {
    expect(read(voided({ productType: 1, orderId }))).toMatchObject({
      subscriptions: [{ key: purchaseToken, details: JSON.stringify({ purchaseToken }) }],
    })
  })

  test.each([undefined, '', 5])('a subscription notification with the token %j names nothing', (token) => {
    const part = { subscriptionNotification: { notificationType: 4, purchaseToken: token } }
    expect(read(part)).toMatchObject({ type: 'SUBSCRIPTION_PURCHASED', sales: [], subscriptions: [] })
  })

  test.each([
    [7, 'CHARGEBACK'],
    [8, '8'],
    ['seven', null],
    [undefined, null],
  ])(
    'a message about a refund under review for the reason %j contains what the answer needs',
    (refundReason, reason) => {
      expect(read({ pendingRefundReviewNotification: { ...review, refundReason } })).toMatchObject({
        type: 'PENDING_REFUND_REVIEW',
        sales: [],
        refundReview: {
          key: review.pendingRefundToken,
          request: JSON.stringify(review),
          storeOrderId: review.orderId,
          storeTransactionId: null,
          reason,
          answerWithinMs: 24 * 60 * 60_000,
          consentRequired: false,
        },
      })
    },
  )

  test.each([
    ['1767323045678', new Date(1767323045678)],
    [1767323045678, new Date(1767323045678)],
    ['yesterday', null],
    [1e300, null],
    ['9'.repeat(400), null],
    [null, null],
    [{}, null],
  ])('the time %j is read as %s', (eventTimeMillis, sentAt) => {
    expect(read({ eventTimeMillis, ...oneTime(1) })?.sentAt).toEqual(sentAt)
  })

  test('a push names its subscription and its app', () => {
    expect(parsePush(push({ packageName: 'com.example.other' }))).toMatchObject({
      subscription: 'projects/p/subscriptions/s',
      packageName: 'com.example.other',
    })
  })

  test('the id comes from either member and has a maximum length', () => {
    expect(read({}, { messageId: undefined, message_id: '2' })?.storeNotificationId).toBe('2')
    expect(read({}, { messageId: '3', message_id: '2' })?.storeNotificationId).toBe('3')
    expect(read({}, { messageId: 'x'.repeat(500) })?.storeNotificationId).toHaveLength(200)
  })

  test.each([
    push({}),
    push(null),
    push([]),
    push({ packageName: 7 }),
    push({ packageName: 'p', ...oneTime('one') }),
    push({ packageName: 'p', oneTimeProductNotification: { notificationType: 1 } }),
    push({ packageName: 'p', voidedPurchaseNotification: { purchaseToken: '..' } }),
    push({ packageName: 'p' }, { messageId: undefined }),
    push({ packageName: 'p' }, { messageId: '' }),
    push({ packageName: 'p' }, { data: undefined }),
    push({ packageName: 'p' }, { data: 'e30' }),
    push({ packageName: 'p' }, { data: '{"packageName":"p"}' }),
    '{"message":null,"subscription":"s"}',
    '{"message":{"data":"eyJwYWNrYWdlTmFtZSI6InAifQ==","messageId":"1"}}',
  ])('the body %s is rejected', (body) => {
    expect(parsePush(body)).toBeNull()
  })

  test('every body is read or rejected without an exception', () => {
    const content = fc.oneof(
      fc.jsonValue(),
      fc.record({ packageName: fc.string(), eventTimeMillis: fc.jsonValue() }),
    )
    const body = fc.oneof(
      fc.string(),
      fc.json(),
      content.map((each) => push(each)),
    )
    fc.assert(
      fc.property(body, (each) => {
        const found = parsePush(each)
        if (found === null) return
        expect(found.notification.type.length).toBeLessThanOrEqual(100)
        expect(found.notification.storeNotificationId).not.toBe('')
      }),
    )
  })
})
