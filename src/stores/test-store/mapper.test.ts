import { describe, expect, it } from 'vitest'

import { testPurchaseSchema } from './api-types.ts'
import type { TestPurchase } from './api-types.ts'
import { parseSaleReference, toSaleReference, toStoreTransaction } from './mapper.ts'

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
  it('that is refunded tells of all its money', () => {
    const refunded = purchase({ state: 'REFUNDED', refundedAt: purchasedAt + 5 })
    expect(toStoreTransaction(refunded, '').refund).toEqual({
      full: true,
      refundedAt: new Date(purchasedAt + 5),
      quantity: 2,
      amountMicros: 3_980_000n,
      reason: null,
    })
  })

  it.each([
    [false, false, {}],
    [false, false, { acknowledged: false, consumed: null }],
    [true, false, { acknowledged: true }],
    [true, true, { consumed: true }],
  ])('is acknowledged (%j) and consumed (%j) for %j, and has no deadline', (acknowledged, consumed, told) => {
    const { acknowledgement } = toStoreTransaction(purchase(told), '')
    expect(acknowledgement).toEqual({ acknowledged, consumed, deadline: null })
  })
})

describe('a reference', () => {
  it('leads back to its purchase', () => {
    expect(parseSaleReference(toSaleReference(purchase()).details)).toBe('TT1')
  })

  it.each(['', '{}', '{"transactionId":"../admin"}'])(
    'that is %j is not one, and is not repeated',
    (text) => {
      expect(() => parseSaleReference(text)).toThrow(/^The reference of a Test store sale cannot be read$/)
    },
  )
})
