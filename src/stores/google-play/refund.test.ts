import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  lineItem,
  orderBody,
  productId,
  purchaseBody,
} from '../../../test/fixtures/google-play/google-play-samples.ts'
import type { StoreRefund } from '../contract/sale.ts'
import { orderSchema, productPurchaseSchema } from './api-types.ts'
import { googlePlayDefaults } from './config.ts'
import { toStoreTransaction } from './mapper.ts'

const paidAt = new Date('2026-01-02T03:04:05Z')
const refundEvent = { eventTime: '2026-01-05T00:00:00Z' }
const lastEventTime = '2026-01-06T00:00:00Z'
const canceled = { purchaseStateContext: { purchaseState: 'CANCELLED' } }
const withLine = (offer: Record<string, unknown>) => ({ productLineItem: [lineItem(offer)] })
const unknownQuantity = withLine({ refundableQuantity: undefined })
const usd = (micros: bigint) => ({
  currencyCode: 'USD',
  ...(micros < 1_000_000n ? {} : { units: String(micros / 1_000_000n) }),
  nanos: Number(micros % 1_000_000n) * 1000,
})

/** The order cost 1.99 USD. */
function refundOf(
  purchase: Record<string, unknown>,
  order: Record<string, unknown> | null,
): StoreRefund | null {
  const parsed = productPurchaseSchema.parse(purchaseBody(purchase))
  const found = parsed.productLineItem.find((each) => each.productId === productId)
  if (found === undefined) throw new Error('no such line')
  return toStoreTransaction({
    purchase: parsed,
    order: order === null ? null : orderSchema.parse(orderBody(order)),
    line: found,
    purchaseToken: 'a-token',
    paidAt,
    acknowledgementWindows: googlePlayDefaults,
    raw: '{}',
  }).refund
}

const partial = (total: object | undefined, changes: Record<string, unknown> = {}) => ({
  createTime: '2026-01-03T00:00:00Z',
  processTime: '2026-01-04T00:00:00Z',
  state: 'PROCESSED_SUCCESSFULLY',
  refundDetails: { total },
  ...changes,
})

const partiallyRefunded = (...partialRefundEvents: object[]) => ({
  state: 'PARTIALLY_REFUNDED',
  lastEventTime,
  orderHistory: { partialRefundEvents },
})

describe('a full refund', () => {
  test.each([
    [refundEvent.eventTime, {}, { state: 'REFUNDED', orderHistory: { refundEvent } }],
    [lastEventTime, {}, { state: 'REFUNDED', lastEventTime, orderHistory: undefined }],
    [lastEventTime, canceled, { state: 'PROCESSED', lastEventTime }],
    [lastEventTime, unknownQuantity, { state: 'PARTIALLY_REFUNDED', lastEventTime }],
    [paidAt.toISOString(), canceled, null],
    [paidAt.toISOString(), withLine({ refundableQuantity: 0 }), null],
  ])('a sale is refunded in full at %s: %j, %j', (time, purchase, order) => {
    expect(refundOf(purchase, order)).toMatchObject({ full: true, refundedAt: new Date(time), quantity: 1 })
  })

  test.each(['OTHER', 'CHARGEBACK', 'A_FUTURE_REASON'])(
    'a refund has the amount and the reason %s',
    (refundReason) => {
      const event = { ...refundEvent, refundReason, refundDetails: { total: usd(1_990_000n) } }
      const order = { state: 'REFUNDED', orderHistory: { refundEvent: event } }
      expect(refundOf(withLine({ quantity: 3, refundableQuantity: undefined }), order)).toEqual({
        full: true,
        refundedAt: new Date(refundEvent.eventTime),
        quantity: 3,
        amountMicros: 1_990_000n,
        reason: refundReason,
      })
    },
  )

  test.each([
    ['is absent', undefined, undefined],
    ['is in another currency', { currencyCode: 'EUR', units: '1' }, undefined],
    ['cannot be read', { currencyCode: 'USD', units: 'many' }, undefined],
    ['covers several lines', usd(1_990_000n), [lineItem(), lineItem({}, 'other')]],
  ])('a refund has no amount when the total %s', (_title, total, productLineItem = [lineItem()]) => {
    const event = { ...refundEvent, refundDetails: { total } }
    const order = { state: 'REFUNDED', orderHistory: { refundEvent: event } }
    expect(refundOf({ productLineItem }, order)).toMatchObject({
      full: true,
      amountMicros: null,
      reason: null,
    })
  })

  test('a line without remaining quantity is refunded in full', () => {
    const productLineItem = [lineItem({ quantity: 2, refundableQuantity: undefined }), lineItem({}, 'other')]
    expect(refundOf({ productLineItem }, partiallyRefunded())).toMatchObject({
      full: true,
      quantity: 2,
      amountMicros: null,
    })
  })
})

describe('a partial refund', () => {
  test('a partial refund has the missing quantity and the sum of all refunds', () => {
    const quantities = fc
      .integer({ min: 2, max: 50 })
      .chain((quantity) => fc.tuple(fc.constant(quantity), fc.integer({ min: 1, max: quantity })))
    const sums = fc.array(fc.bigInt({ min: 1n, max: 300_000n }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(quantities, sums, ([quantity, refundableQuantity], amounts) => {
        const order = partiallyRefunded(...amounts.map((micros) => partial(usd(micros))))
        expect(refundOf(withLine({ quantity, refundableQuantity }), order)).toEqual({
          full: false,
          refundedAt: new Date('2026-01-04T00:00:00Z'),
          quantity: quantity - refundableQuantity,
          amountMicros: amounts.reduce((total, micros) => total + micros, 0n),
          reason: null,
        })
      }),
    )
  })

  test('a refunded quantity is known without an order, or before the order states it', () => {
    const purchase = withLine({ quantity: 5, refundableQuantity: 3 })
    const refund = { full: false, quantity: 2, amountMicros: null }
    expect(refundOf(purchase, null)).toMatchObject({ ...refund, refundedAt: paidAt })
    expect(refundOf(purchase, { lastEventTime })).toMatchObject({
      ...refund,
      refundedAt: new Date(lastEventTime),
    })
  })

  test('a refund of money does not reduce the quantity, and is not full when the quantity is absent', () => {
    const order = partiallyRefunded(partial(usd(400_000n)))
    const refund = { full: false, quantity: 0, amountMicros: 400_000n }
    for (const purchase of [{}, unknownQuantity, { productLineItem: [{ productId }] }]) {
      expect(refundOf(purchase, order)).toMatchObject(refund)
    }
    const wholePrice = partiallyRefunded(partial(usd(1_000_000n)), partial(usd(990_000n)))
    expect(refundOf(unknownQuantity, wholePrice)).toMatchObject({ full: true, amountMicros: 1_990_000n })
  })

  test('only processed refunds count, at the time of the last', () => {
    const later = partial(usd(200_000n), { processTime: '2026-01-07T00:00:00Z' })
    const pending = partial(usd(900_000n), { state: 'PENDING', processTime: undefined })
    expect(refundOf({}, partiallyRefunded(later, pending, partial(usd(100_000n))))).toMatchObject({
      amountMicros: 300_000n,
      refundedAt: new Date('2026-01-07T00:00:00Z'),
    })
    expect(refundOf({}, partiallyRefunded(pending))).toMatchObject({ amountMicros: null, quantity: 0 })
  })

  test.each([undefined, { currencyCode: 'EUR', units: '1' }, { currencyCode: 'USD', units: '-1' }])(
    'a partial refund has no amount when one of them is %j',
    (total) => {
      const order = partiallyRefunded(partial(usd(100_000n)), partial(total))
      expect(refundOf({}, order)).toMatchObject({ full: false, amountMicros: null })
    },
  )

  test('a line with its whole quantity is not refunded when there are several lines', () => {
    const productLineItem = [lineItem(), lineItem({}, 'other')]
    expect(refundOf({ productLineItem }, partiallyRefunded(partial(usd(100_000n))))).toBeNull()
  })
})

describe('no refund', () => {
  test.each([
    [{}, { state: 'PROCESSED' }],
    [{}, { state: 'PENDING_REFUND' }],
    [{}, { state: undefined }],
    [unknownQuantity, { state: 'PROCESSED' }],
    [unknownQuantity, null],
    [{ productLineItem: [{ productId }] }, null],
    [withLine({ quantity: 2, refundableQuantity: 2 }), null],
    [withLine({ quantity: undefined, refundableQuantity: 1 }), {}],
    [withLine({ quantity: 1, refundableQuantity: 4 }), {}],
  ])('a sale is not refunded: %j, %j', (purchase, order) => {
    expect(refundOf(purchase, order)).toBeNull()
  })
})
