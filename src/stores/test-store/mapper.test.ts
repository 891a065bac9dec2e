import { describe, expect, test } from 'vitest'

import { testPurchaseSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'
import { toStoreTransaction } from './mapper.ts'
import { parseSaleReference, toSaleReference } from './sale-reference.ts'

const purchasedAt = Date.UTC(2026, 0, 2)

function purchase(changes: Record<string, unknown> = {}): TestPurchase {
  return testPurchaseSchema.parse({
    transactionId: 'TT1',
    orderId: 'TO1',
    productId: 'coins_100',
    state: 'PAID',
    quantity: 2,
    priceMicros: '3980000',
    currency: 'USD',
    purchasedAt,
    bundleId: 'com.example.arcade',
    ...changes,
  })
}

describe('a purchase', () => {
  test('a refunded purchase has its whole price refunded', () => {
    const refunded = purchase({ state: 'REFUNDED', refundedAt: purchasedAt + 5 })
    expect(toStoreTransaction(refunded, '').refund).toEqual({
      full: true,
      refundedAt: new Date(purchasedAt + 5),
      quantity: 2,
      amountMicros: 3_980_000n,
      reason: null,
    })
  })

  test.each([
    [false, false, {}],
    [false, false, { acknowledged: false, consumed: null }],
    [true, false, { acknowledged: true }],
    [true, true, { consumed: true }],
  ])(
    'a purchase is acknowledged (%j) and consumed (%j) for %j, and has no deadline',
    (acknowledged, consumed, fields) => {
      const { acknowledgement } = toStoreTransaction(purchase(fields), '')
      expect(acknowledgement).toEqual({ acknowledged, consumed, deadlineAt: null })
    },
  )
})

describe('a reference', () => {
  test('a reference names its purchase', () => {
    expect(parseSaleReference(toSaleReference(purchase()).details)).toBe('TT1')
  })

  test.each(['', '{}', '{"transactionId":"../admin"}'])(
    'the unreadable reference %j is rejected without repeating it',
    (text) => {
      expect(() => parseSaleReference(text)).toThrow(/^The reference of a Test store sale cannot be read$/)
    },
  )
})
