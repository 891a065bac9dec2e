import { describe, expect, test } from 'vitest'
import { planCorrection, type CorrectionContext, type CorrectionRequest } from './plan-correction.ts'

const now = new Date('2026-03-01T00:00:00Z')
const before = new Date('2026-02-01T00:00:00Z')

type Payment = Parameters<typeof planCorrection>[0]

const paid: Payment = {
  status: 'PAID',
  consumable: true,
  quantity: 3,
  completedAt: null,
  deliveryReference: null,
  priceMicros: 6_000_000n,
  currencyCode: 'USD',
  refundedAt: null,
  refundedQuantity: 0,
  refundedMicros: null,
  refundReason: null,
  refundDetectedBy: null,
}
const consumed: Payment = { ...paid, status: 'CONSUMED' }
const completed: Payment = {
  ...paid,
  status: 'COMPLETED',
  completedAt: before,
  deliveryReference: 'parcel 7',
}
const corrected: Payment = {
  ...paid,
  status: 'REFUNDED',
  refundedAt: before,
  refundedQuantity: 3,
  refundedMicros: 6_000_000n,
  refundDetectedBy: 'CORRECTION',
}
const ofStore: Payment = { ...corrected, refundDetectedBy: 'NOTIFICATION' }
const lasting: Payment = { ...paid, consumable: false }

const plan = (payment: Payment, wish: Partial<CorrectionRequest>, facts: Partial<CorrectionContext> = {}) =>
  planCorrection(
    payment,
    { status: null, price: null, ...wish },
    { isConsumed: false, refunds: [], now, ...facts },
  )

describe('the status', () => {
  test.each([
    ['a consumable that is PAID', paid, 'CONSUMED', null],
    ['a consumable that is CONSUMED', consumed, 'COMPLETED', now],
    ['a consumable that was not delivered after all', completed, 'CONSUMED', null],
    ['what cannot be consumed', lasting, 'COMPLETED', now],
  ] as const)('of %s can be corrected, and nothing else changes', (_, payment, status, completedAt) => {
    expect(plan(payment, { status })).toEqual({ ...payment, status, completedAt, deliveryReference: null })
  })

  test.each([
    ['CONSUMED', consumed, 'PAID'],
    ['COMPLETED', completed, 'PAID'],
    ['PAID and not consumed', paid, 'COMPLETED'],
    ['PAID and nothing to consume', lasting, 'CONSUMED'],
    ['COMPLETED without anything to consume', { ...completed, consumable: false }, 'CONSUMED'],
    ["REFUNDED by the store's word", ofStore, 'PAID'],
    ['REFUNDED by a correction, from PAID', corrected, 'CONSUMED'],
  ] as const)('of what is %s is not corrected to %s', (_, payment, status) => {
    expect(plan(payment, { status })).toMatchObject({ code: 'INVALID_INPUT', field: ['status'] })
  })

  test.each([paid, consumed, completed, corrected, ofStore])('that is so already stays', (payment) => {
    expect(plan(payment, { status: payment.status })).toEqual(payment)
  })
})

describe('money that went back outside of the store', () => {
  test.each([paid, consumed, completed, lasting])('makes a payment REFUNDED, all of it', (payment) => {
    expect(plan(payment, { status: 'REFUNDED' })).toEqual({
      ...payment,
      status: 'REFUNDED',
      refundedAt: now,
      refundedQuantity: 3,
      refundedMicros: 6_000_000n,
      refundDetectedBy: 'CORRECTION',
    })
  })

  test.each([
    ['PAID', corrected, false],
    ['CONSUMED', corrected, true],
    ['COMPLETED', { ...corrected, completedAt: before }, true],
  ] as const)('and did not after all leads back to %s', (status, payment, isConsumed) => {
    expect(plan(payment, { status }, { isConsumed })).toMatchObject({
      status,
      refundedAt: null,
      refundedQuantity: 0,
      refundedMicros: null,
      refundDetectedBy: null,
    })
  })

  test('and did not after all leaves what the store had taken back before', () => {
    const entry = {
      reason: 'half',
      detectedBy: 'NOTIFICATION',
      refundedAt: before,
      reversedAt: null,
    } as const
    const refunds = [
      { ...entry, quantity: 1, amountMicros: 2_000_000n, detectedBy: 'CORRECTION', refundedAt: now },
      { ...entry, quantity: 1, amountMicros: 2_000_000n },
      { ...entry, quantity: 1, amountMicros: 1_500_000n, reason: 'older' },
      { ...entry, quantity: 2, amountMicros: 9_000_000n, reversedAt: before },
    ] as const
    expect(plan(corrected, { status: 'PAID' }, { refunds })).toMatchObject({
      status: 'PAID',
      refundedAt: before,
      refundedQuantity: 2,
      refundedMicros: 3_500_000n,
      refundReason: 'half',
      refundDetectedBy: 'NOTIFICATION',
    })
  })
})

describe('the price', () => {
  const price = { amountMicros: 1_000_000n, currencyCode: 'KRW' }
  const unpriced: Payment = { ...paid, priceMicros: null, currencyCode: null }

  test('I4: is corrected only where the store told none', () => {
    expect(plan(unpriced, { price })).toEqual({ ...paid, priceMicros: 1_000_000n, currencyCode: 'KRW' })
    expect(plan(paid, { price })).toMatchObject({ code: 'INVALID_INPUT', field: ['price'] })
  })

  test('that is known to be that already stays', () => {
    expect(plan(paid, { price: { amountMicros: 6_000_000n, currencyCode: 'USD' } })).toEqual(paid)
  })

  test('is known to a refund that is noted with it', () => {
    const refunded = plan(unpriced, { price, status: 'REFUNDED' })
    expect(refunded).toMatchObject({ priceMicros: 1_000_000n, refundedMicros: 1_000_000n })
  })
})
