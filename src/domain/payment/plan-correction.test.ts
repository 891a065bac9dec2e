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
const refundedByCorrection: Payment = {
  ...paid,
  status: 'REFUNDED',
  refundedAt: before,
  refundedQuantity: 3,
  refundedMicros: 6_000_000n,
  refundDetectedBy: 'CORRECTION',
}
const refundedByStore: Payment = { ...refundedByCorrection, refundDetectedBy: 'NOTIFICATION' }
const notConsumable: Payment = { ...paid, consumable: false }

const plan = (
  payment: Payment,
  request: Partial<CorrectionRequest>,
  context: Partial<CorrectionContext> = {},
) =>
  planCorrection(
    payment,
    { status: null, price: null, ...request },
    { isConsumed: false, refunds: [], now, ...context },
  )

describe('correcting the status', () => {
  test.each([
    ['a PAID payment', paid, 'CONSUMED', null],
    ['a CONSUMED payment', consumed, 'COMPLETED', now],
    ['a COMPLETED payment that was not delivered', completed, 'CONSUMED', null],
    ['a payment that cannot be consumed', notConsumable, 'COMPLETED', now],
  ] as const)(
    'the status of %s can be corrected, and no other field changes',
    (_, payment, status, completedAt) => {
      expect(plan(payment, { status })).toEqual({ ...payment, status, completedAt, deliveryReference: null })
    },
  )

  test.each([
    ['CONSUMED', 'PAID', consumed],
    ['COMPLETED', 'PAID', completed],
    ['PAID and not consumed', 'COMPLETED', paid],
    ['PAID and not consumable', 'CONSUMED', notConsumable],
    ['COMPLETED and not consumable', 'CONSUMED', { ...completed, consumable: false }],
    ['REFUNDED by the store', 'PAID', refundedByStore],
    ['REFUNDED from PAID by a correction', 'CONSUMED', refundedByCorrection],
  ] as const)('a payment that is %s cannot be corrected to %s', (_, status, payment) => {
    expect(plan(payment, { status })).toMatchObject({ code: 'INVALID_INPUT', field: ['status'] })
  })

  test.each([paid, consumed, completed, refundedByCorrection, refundedByStore])(
    'a payment that is $status is not changed by a correction to $status',
    (payment) => {
      expect(plan(payment, { status: payment.status })).toEqual(payment)
    },
  )
})

describe('correcting a refund outside of the store', () => {
  test.each([paid, consumed, completed, notConsumable])(
    'a correction refunds all of a payment that is $status',
    (payment) => {
      expect(plan(payment, { status: 'REFUNDED' })).toEqual({
        ...payment,
        status: 'REFUNDED',
        refundedAt: now,
        refundedQuantity: 3,
        refundedMicros: 6_000_000n,
        refundDetectedBy: 'CORRECTION',
      })
    },
  )

  test.each([
    ['PAID', refundedByCorrection, false],
    ['CONSUMED', refundedByCorrection, true],
    ['COMPLETED', { ...refundedByCorrection, completedAt: before }, true],
  ] as const)('a reversed correction restores the status %s', (status, payment, isConsumed) => {
    expect(plan(payment, { status }, { isConsumed })).toMatchObject({
      status,
      refundedAt: null,
      refundedQuantity: 0,
      refundedMicros: null,
      refundDetectedBy: null,
    })
  })

  test('a reversed correction keeps the partial refunds that the store had reported before', () => {
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
    expect(plan(refundedByCorrection, { status: 'PAID' }, { refunds })).toMatchObject({
      status: 'PAID',
      refundedAt: before,
      refundedQuantity: 2,
      refundedMicros: 3_500_000n,
      refundReason: 'half',
      refundDetectedBy: 'NOTIFICATION',
    })
  })
})

describe('correcting the price', () => {
  const price = { amountMicros: 1_000_000n, currencyCode: 'KRW' }
  const unpriced: Payment = { ...paid, priceMicros: null, currencyCode: null }

  test('I4: only a price that the store did not report can be corrected', () => {
    expect(plan(unpriced, { price })).toEqual({ ...paid, priceMicros: 1_000_000n, currencyCode: 'KRW' })
    expect(plan(paid, { price })).toMatchObject({ code: 'INVALID_INPUT', field: ['price'] })
  })

  test('a correction to the same price changes nothing', () => {
    expect(plan(paid, { price: { amountMicros: 6_000_000n, currencyCode: 'USD' } })).toEqual(paid)
  })

  test('a refund that is corrected together with the price has that price as its amount', () => {
    const refunded = plan(unpriced, { price, status: 'REFUNDED' })
    expect(refunded).toMatchObject({ priceMicros: 1_000_000n, refundedMicros: 1_000_000n })
  })
})
