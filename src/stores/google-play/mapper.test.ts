import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  lineItem,
  orderBody,
  productId,
  purchaseBody,
} from '../../../test/fixtures/google-play/google-play-samples.ts'
import { expectStorable, oddFields } from '../../../test/fixtures/odd-values.ts'
import { orderSchema, productPurchaseSchema } from './api-types.ts'
import { googlePlayDefaults } from './config.ts'
import { toSaleState, toStoreTransaction } from './mapper.ts'
import { toMicros } from './money.ts'
import type { StoreTransaction } from '../contract/sale.ts'

const paidAt = new Date('2026-01-02T03:04:05Z')

function map(
  purchase: Record<string, unknown> = {},
  order: Record<string, unknown> | null = {},
  id = productId,
): StoreTransaction {
  const parsed = productPurchaseSchema.parse(purchaseBody(purchase))
  const found = parsed.productLineItem.find((each) => each.productId === id)
  if (found === undefined) throw new Error('no such line')
  return toStoreTransaction({
    purchase: parsed,
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
  test('every amount is exact in micros', () => {
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

  test('an amount that is more precise than a micro is absent, not rounded', () => {
    expect(toMicros({ currencyCode: 'USD', units: '1', nanos: 1 })).toBeNull()
  })

  test.each([
    { currencyCode: 'usd', units: '1' },
    { units: '1' },
    { currencyCode: 'USD', units: '-1' },
    { currencyCode: 'USD', units: 1 },
    { currencyCode: 'USD', units: '1', nanos: 1e9 },
    'a text',
  ])('the unreadable amount %j does not prevent a sale', (total) => {
    expect(map({}, { total, lineItems: [{ productId, total }] }).price).toBeNull()
  })

  test('the price of an order with several lines is that of the own line', () => {
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

describe('a response', () => {
  test('a response with unknown or missing optional fields is read', () => {
    const optional = ['regionCode', 'acknowledgementState', 'obfuscatedExternalAccountId', 'kind', 'orderId']
    const unknown = fc.dictionary(
      fc.string().map((key) => `new ${key}`),
      fc.jsonValue(),
    )
    fc.assert(
      fc.property(unknown, fc.subarray(optional), fc.boolean(), (extra, absent, hasOrder) => {
        const missing = Object.fromEntries(absent.map((field) => [field, undefined]))
        const transaction = map({ ...extra, ...missing }, hasOrder ? extra : null)
        expect(transaction).toMatchObject({ storeProductId: productId, quantity: 1, paidAt })
        expect(transaction.storeOrderId === null).toBe(absent.includes('orderId'))
        expect(transaction.price === null).toBe(!hasOrder)
      }),
    )
  })

  test.each([
    { purchaseStateContext: { purchaseState: 'PURCHASE_STATE_UNSPECIFIED' } },
    { purchaseStateContext: undefined },
    { productLineItem: [] },
    { productLineItem: undefined },
  ])('a response with %j is rejected', (changes) => {
    expect(productPurchaseSchema.safeParse(purchaseBody(changes)).success).toBe(false)
  })
})

describe('a transaction', () => {
  test('a transaction without an order is identified by a hash of its token', () => {
    const { storeTransactionId, storeOrderId, price } = map({ orderId: undefined }, null)
    expect(storeTransactionId).toBe('token-sha256:H2B246R7od7QgCX_4G5XryF8FPlAfzP7pQ-ZsccBk4c')
    expect(map({ orderId: '' }, null).storeTransactionId).toBe(storeTransactionId)
    expect([storeOrderId, price]).toEqual([null, null])
  })

  test.each([
    ['7E3FB20B-4CDB-47CC-936D-99D65F608138', '7e3fb20b-4cdb-47cc-936d-99d65f608138'],
    ['a hash of the app', null],
    ['', null],
    [undefined, null],
  ])('the account id %j gives the account token %s', (obfuscatedExternalAccountId, accountToken) => {
    expect(map({ obfuscatedExternalAccountId }).accountToken).toBe(accountToken)
  })

  test.each([
    ['PRODUCTION', undefined],
    ['SANDBOX', {}],
    ['SANDBOX', { fopType: 'TEST' }],
  ])('the environment is %s with the test context %j', (environment, testPurchaseContext) => {
    expect(map({ testPurchaseContext }).environment).toBe(environment)
  })

  test('the quantity is the purchased one, also after a partial refund', () => {
    const productLineItem = [lineItem({ quantity: 3, refundableQuantity: 1 })]
    expect(map({ productLineItem }, { state: 'PARTIALLY_REFUNDED' }).quantity).toBe(3)
  })

  test('the reference is the token, with or without an order', () => {
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

  test.each([
    [{}, false, false, 3 * day],
    [{ acknowledgementState: undefined }, false, false, 3 * day],
    [{ testPurchaseContext: {} }, false, false, 3 * 60_000],
    [acknowledged, true, false, null],
    [{ ...acknowledged, testPurchaseContext: {} }, true, false, null],
    [consumed, true, true, null],
    [canceled, false, false, null],
  ])(
    'the purchase %j is acknowledged %s, consumed %s, due after %s',
    (purchase, isAcknowledged, isConsumed, withinMs) => {
      expect(map(purchase).acknowledgement).toEqual({
        acknowledged: isAcknowledged,
        consumed: isConsumed,
        deadlineAt: withinMs === null ? null : new Date(paidAt.getTime() + withinMs),
      })
    },
  )
})

describe('odd values', () => {
  test.each(['yesterday', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59-14:00', 7, null])(
    'the time of payment %j counts as absent',
    (purchaseCompletionTime) => {
      const parsed = productPurchaseSchema.parse(purchaseBody({ purchaseCompletionTime }))
      expect(parsed.purchaseCompletionTime ?? null).toBeNull()
    },
  )

  test.each([0, -1, 1e21, '2'])('the quantity is 1 for %j', (quantity) => {
    expect(map({ productLineItem: [lineItem({ quantity })] }).quantity).toBe(1)
  })

  test.each(['00000000-0000-0000-0000-000000000000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'])(
    'the account id %s counts as not set',
    (obfuscatedExternalAccountId) => {
      expect(map({ obfuscatedExternalAccountId }).accountToken).toBeNull()
    },
  )

  test('a response with odd values cannot be read or can be stored', () => {
    const purchases = oddFields(Object.keys(purchaseBody()))
    const lines = oddFields(['quantity', 'refundableQuantity', 'consumptionState'])
    const orders = oddFields(Object.keys(orderBody()))
    fc.assert(
      fc.property(purchases, lines, orders, (purchase, line, order) => {
        const parsed = productPurchaseSchema.safeParse(
          purchaseBody({ productLineItem: [lineItem(line)], ...purchase }),
        )
        const parsedOrder = orderSchema.safeParse(orderBody(order))
        if (!parsed.success || !parsedOrder.success) return
        const body = { body: '{}' }
        const found = {
          purchase: { value: parsed.data, ...body },
          order: { value: { ...parsedOrder.data, purchaseToken: null }, ...body },
          purchaseToken: 'a-token',
          acknowledgementWindows: googlePlayDefaults,
          readAt: paidAt,
        }
        for (const each of parsed.data.productLineItem) {
          const state = toSaleState(found, each)
          if (state.kind === 'verified') expectStorable(state.transaction)
        }
      }),
    )
  })

  test('an order with odd amounts and dates does not hide the purchase', () => {
    const history = oddFields(['processedEvent', 'cancellationEvent', 'refundEvent', 'partialRefundEvents'])
    fc.assert(
      fc.property(history, (orderHistory) => {
        expect(orderSchema.safeParse(orderBody({ orderHistory })).success).toBe(true)
        expectStorable(map({}, { orderHistory }))
      }),
    )
  })
})

describe('the offer', () => {
  const anyValue = fc.anything({ withNullPrototype: false })

  test('odd offer details never reject a purchase, and readable ones are kept', () => {
    fc.assert(
      fc.property(anyValue, anyValue, anyValue, (purchaseOptionId, offerId, rentOfferDetails) => {
        const details = { purchaseOptionId, offerId, rentOfferDetails }
        const offer = map({ productLineItem: [lineItem(details)] }).offer ?? null
        const isText = (value: unknown) =>
          typeof value === 'string' && /^[^\p{Cc}\p{Cs}]{1,200}$/u.test(value) && value.length <= 200
        expect(offer?.purchaseOptionId ?? null).toBe(isText(purchaseOptionId) ? purchaseOptionId : null)
        expect(offer?.offerId ?? null).toBe(isText(offerId) ? offerId : null)
      }),
    )
  })

  test.each([
    [{ purchaseOptionId: 'buy' }, 'STANDARD'],
    [{ purchaseOptionId: 'buy', offerId: 'launch' }, 'DISCOUNT'],
    [{ purchaseOptionId: 'rent', rentOfferDetails: {} }, 'RENTAL'],
    [{ preorderOfferDetails: { preorderReleaseTime: '2026-12-24T00:00:00Z' } }, 'PREORDER'],
  ])('the offer details %j are of the kind %s', (details, kind) => {
    expect(map({ productLineItem: [lineItem(details)] }).offer?.kind).toBe(kind)
  })
})
