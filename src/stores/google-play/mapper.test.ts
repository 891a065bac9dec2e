import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  lineItem,
  orderBody,
  productId,
  purchaseBody,
} from '../../../test/fixtures/google-play/google-play-samples.ts'
import { orderSchema, productPurchaseSchema } from './api-types.ts'
import { googlePlayDefaults } from './config.ts'
import { toStoreTransaction } from './mapper.ts'
import { toMicros } from './money.ts'
import type { StoreTransaction } from '../contract/sale.ts'

const paidAt = new Date('2026-01-02T03:04:05Z')

function map(
  purchase: Record<string, unknown> = {},
  order: Record<string, unknown> | null = {},
  id = productId,
): StoreTransaction {
  const read = productPurchaseSchema.parse(purchaseBody(purchase))
  const found = read.productLineItem.find((each) => each.productId === id)
  if (found === undefined) throw new Error('no such line')
  return toStoreTransaction({
    purchase: read,
    order: order === null ? null : orderSchema.parse(orderBody(order)),
    line: found,
    purchaseToken: 'a-token',
    paidAt,
    acknowledgementWindows: googlePlayDefaults,
    raw: '{}',
  })
}

const units = fc.bigInt({ min: 0n, max: 999_999_999_999n })
const micros = fc.bigInt({ min: 0n, max: 999_999n })

describe('money', () => {
  it('is exact in micros', () => {
    fc.assert(
      fc.property(units, micros, (whole, fraction) => {
        const total = {
          currencyCode: 'KRW',
          ...(whole === 0n ? {} : { units: whole.toString() }),
          ...(fraction === 0n ? {} : { nanos: Number(fraction) * 1000 }),
        }
        const { price } = map({}, { lineItems: [{ productId, total }] })
        expect(price).toEqual({ amountMicros: whole * 1_000_000n + fraction, currencyCode: 'KRW' })
      }),
    )
  })

  it('that is finer than a micro is not rounded but not told', () => {
    expect(toMicros({ currencyCode: 'USD', units: '1', nanos: 1 })).toBeNull()
  })

  it.each([
    { currencyCode: 'usd', units: '1' },
    { units: '1' },
    { currencyCode: 'USD', units: '-1' },
    { currencyCode: 'USD', units: 1 },
    { currencyCode: 'USD', units: '1', nanos: 1e9 },
    'a text',
  ])('%j that cannot be read does not stop a sale', (total) => {
    expect(map({}, { total, lineItems: [{ productId, total }] }).price).toBeNull()
  })

  it('of an order of several lines is only the own line’s', () => {
    const purchase = { productLineItem: [lineItem(), lineItem({}, 'other')] }
    const total = { currencyCode: 'USD', units: '5' }
    const own = { currencyCode: 'USD', units: '2' }
    expect(map(purchase, { total, lineItems: [{ productId, total: own }] })).toMatchObject({
      lineItem: productId,
      price: { amountMicros: 2_000_000n },
    })
    expect(map(purchase, { total, lineItems: [] }, 'other')).toMatchObject({ lineItem: 'other', price: null })
    expect(map({}, { total, lineItems: undefined }).price?.amountMicros).toBe(5_000_000n)
  })
})

describe('an answer', () => {
  it('with fields that are not known yet, or left out, is read all the same', () => {
    const optional = ['regionCode', 'acknowledgementState', 'obfuscatedExternalAccountId', 'kind', 'orderId']
    const unknown = fc.dictionary(
      fc.string().map((key) => `new ${key}`),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(unknown, fc.subarray(optional), fc.boolean(), (extra, absent, hasOrder) => {
        const left = Object.fromEntries(absent.map((field) => [field, undefined]))
        const transaction = map({ ...extra, ...left }, hasOrder ? extra : null)
        expect(transaction).toMatchObject({ storeProductId: productId, quantity: 1, paidAt })
        expect(transaction.storeOrderId === null).toBe(absent.includes('orderId'))
        expect(transaction.price === null).toBe(!hasOrder)
      }),
    )
  })

  it.each([
    { purchaseStateContext: { purchaseState: 'PURCHASE_STATE_UNSPECIFIED' } },
    { purchaseStateContext: undefined },
    { productLineItem: [] },
    { productLineItem: undefined },
    { purchaseCompletionTime: 'yesterday' },
    { productLineItem: [lineItem({ quantity: 0 })] },
  ])('with %j is not one', (changes) => {
    expect(productPurchaseSchema.safeParse(purchaseBody(changes)).success).toBe(false)
  })
})

describe('a transaction', () => {
  it('without an order is named by a hash of its token, which is always the same', () => {
    const { storeTransactionId, storeOrderId, price } = map({ orderId: undefined }, null)
    expect(storeTransactionId).toBe('token-sha256:H2B246R7od7QgCX_4G5XryF8FPlAfzP7pQ-ZsccBk4c')
    expect(map({ orderId: '' }, null).storeTransactionId).toBe(storeTransactionId)
    expect([storeOrderId, price]).toEqual([null, null])
  })

  it.each([
    ['7E3FB20B-4CDB-47CC-936D-99D65F608138', '7e3fb20b-4cdb-47cc-936d-99d65f608138'],
    ['a hash of the app’s own', null],
    ['', null],
    [undefined, null],
  ])('of the account id %j has the account token %s', (obfuscatedExternalAccountId, accountToken) => {
    expect(map({ obfuscatedExternalAccountId }).accountToken).toBe(accountToken)
  })

  it.each([
    ['PRODUCTION', undefined],
    ['SANDBOX', {}],
    ['SANDBOX', { fopType: 'TEST' }],
  ])('is of %s with the test context %j', (environment, testPurchaseContext) => {
    expect(map({ testPurchaseContext }).environment).toBe(environment)
  })

  it('has the quantity that was bought, whatever is left of it', () => {
    const productLineItem = [lineItem({ quantity: 3, refundableQuantity: 1 })]
    expect(map({ productLineItem }, { state: 'PARTIALLY_REFUNDED' }).quantity).toBe(3)
  })

  it('is known by its token, with or without an order', () => {
    const reference = { key: 'a-token', details: '{"purchaseToken":"a-token"}' }
    expect(map().reference).toEqual(reference)
    expect(map({ orderId: undefined }, null).reference).toEqual(reference)
  })
})

describe('acknowledgement', () => {
  const day = 24 * 60 * 60_000
  const acknowledged = { acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED' }
  const consumed = { productLineItem: [lineItem({ consumptionState: 'CONSUMPTION_STATE_CONSUMED' })] }
  const canceled = { purchaseStateContext: { purchaseState: 'CANCELLED' } }

  it.each([
    [{}, false, false, 3 * day],
    [{ acknowledgementState: undefined }, false, false, 3 * day],
    [{ testPurchaseContext: {} }, false, false, 3 * 60_000],
    [acknowledged, true, false, null],
    [{ ...acknowledged, testPurchaseContext: {} }, true, false, null],
    [consumed, true, true, null],
    [canceled, false, false, null],
  ])(
    'of %j: acknowledged %s, consumed %s, due after %s',
    (purchase, isAcknowledged, isConsumed, withinMs) => {
      expect(map(purchase).acknowledgement).toEqual({
        acknowledged: isAcknowledged,
        consumed: isConsumed,
        deadline: withinMs === null ? null : new Date(paidAt.getTime() + withinMs),
      })
    },
  )
})
