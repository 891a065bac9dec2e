import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

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
const untold = withLine({ refundableQuantity: undefined })
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
  const read = productPurchaseSchema.parse(purchaseBody(purchase))
  const found = read.productLineItem.find((each) => each.productId === productId)
  if (found === undefined) throw new Error('no such line')
  return toStoreTransaction({
    purchase: read,
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

const partly = (...partialRefundEvents: object[]) => ({
  state: 'PARTIALLY_REFUNDED',
  lastEventTime,
  orderHistory: { partialRefundEvents },
})

describe('what is taken back in full', () => {
  it.each([
    [refundEvent.eventTime, {}, { state: 'REFUNDED', orderHistory: { refundEvent } }],
    [lastEventTime, {}, { state: 'REFUNDED', lastEventTime, orderHistory: undefined }],
    [lastEventTime, canceled, { state: 'PROCESSED', lastEventTime }],
    [lastEventTime, untold, { state: 'PARTIALLY_REFUNDED', lastEventTime }],
    [paidAt.toISOString(), canceled, null],
    [paidAt.toISOString(), withLine({ refundableQuantity: 0 }), null],
  ])('was so at %s: %j, %j', (time, purchase, order) => {
    expect(refundOf(purchase, order)).toMatchObject({ full: true, refundedAt: new Date(time), quantity: 1 })
  })

  it.each(['OTHER', 'CHARGEBACK', 'A_WORD_TO_COME'])(
    'is told with the sum and the reason %s',
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

  it.each([
    ['is not told', undefined, undefined],
    ['is of another currency', { currencyCode: 'EUR', units: '1' }, undefined],
    ['cannot be read', { currencyCode: 'USD', units: 'many' }, undefined],
    ['is of several lines', usd(1_990_000n), [lineItem(), lineItem({}, 'other')]],
  ])('has no sum where it %s', (_title, total, productLineItem = [lineItem()]) => {
    const event = { ...refundEvent, refundDetails: { total } }
    const order = { state: 'REFUNDED', orderHistory: { refundEvent: event } }
    expect(refundOf({ productLineItem }, order)).toMatchObject({
      full: true,
      amountMicros: null,
      reason: null,
    })
  })

  it('of several lines is the line of which nothing is left', () => {
    const productLineItem = [lineItem({ quantity: 2, refundableQuantity: undefined }), lineItem({}, 'other')]
    expect(refundOf({ productLineItem }, partly())).toMatchObject({
      full: true,
      quantity: 2,
      amountMicros: null,
    })
  })
})

describe('what is taken back in part', () => {
  it('is every piece that is gone and every sum that was given back', () => {
    const pieces = fc
      .integer({ min: 2, max: 50 })
      .chain((quantity) => fc.tuple(fc.constant(quantity), fc.integer({ min: 1, max: quantity })))
    const sums = fc.array(fc.bigInt({ min: 1n, max: 300_000n }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(pieces, sums, ([quantity, refundableQuantity], amounts) => {
        const order = partly(...amounts.map((micros) => partial(usd(micros))))
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

  it('by pieces is told without an order, or before the order tells', () => {
    const purchase = withLine({ quantity: 5, refundableQuantity: 3 })
    const refund = { full: false, quantity: 2, amountMicros: null }
    expect(refundOf(purchase, null)).toMatchObject({ ...refund, refundedAt: paidAt })
    expect(refundOf(purchase, { lastEventTime })).toMatchObject({
      ...refund,
      refundedAt: new Date(lastEventTime),
    })
  })

  it('by money leaves the pieces, and is no full refund where Google does not tell them', () => {
    const order = partly(partial(usd(400_000n)))
    const refund = { full: false, quantity: 0, amountMicros: 400_000n }
    for (const purchase of [{}, untold, { productLineItem: [{ productId }] }]) {
      expect(refundOf(purchase, order)).toMatchObject(refund)
    }
    const whole = partly(partial(usd(1_000_000n)), partial(usd(990_000n)))
    expect(refundOf(untold, whole)).toMatchObject({ full: true, amountMicros: 1_990_000n })
  })

  it('counts only what has arrived, at the time of the last', () => {
    const later = partial(usd(200_000n), { processTime: '2026-01-07T00:00:00Z' })
    const pending = partial(usd(900_000n), { state: 'PENDING', processTime: undefined })
    expect(refundOf({}, partly(later, pending, partial(usd(100_000n))))).toMatchObject({
      amountMicros: 300_000n,
      refundedAt: new Date('2026-01-07T00:00:00Z'),
    })
    expect(refundOf({}, partly(pending))).toMatchObject({ amountMicros: null, quantity: 0 })
  })

  it.each([undefined, { currencyCode: 'EUR', units: '1' }, { currencyCode: 'USD', units: '-1' }])(
    'has no sum where one of them is %j',
    (total) => {
      const order = partly(partial(usd(100_000n)), partial(total))
      expect(refundOf({}, order)).toMatchObject({ full: false, amountMicros: null })
    },
  )

  it('of several lines is not told of a line that is all there', () => {
    const productLineItem = [lineItem(), lineItem({}, 'other')]
    expect(refundOf({ productLineItem }, partly(partial(usd(100_000n))))).toBeNull()
  })
})

describe('nothing is taken back', () => {
  it.each([
    [{}, { state: 'PROCESSED' }],
    [{}, { state: 'PENDING_REFUND' }],
    [{}, { state: undefined }],
    [untold, { state: 'PROCESSED' }],
    [untold, null],
    [{ productLineItem: [{ productId }] }, null],
    [withLine({ quantity: 2, refundableQuantity: 2 }), null],
    [withLine({ quantity: undefined, refundableQuantity: 1 }), {}],
    [withLine({ quantity: 1, refundableQuantity: 4 }), {}],
  ])('by %j, %j', (purchase, order) => {
    expect(refundOf(purchase, order)).toBeNull()
  })
})
