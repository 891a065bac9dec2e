import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildConsumptionRecord, type ReviewedPayment } from './consumption-record.ts'

const rules = { acknowledgeOn: 'CONSUMED' } as const
const reportsDeliveries = { acknowledgeOn: 'COMPLETED' } as const

function toPayment(change: Partial<ReviewedPayment>): ReviewedPayment {
  return {
    status: 'PAID',
    consumable: true,
    priceMicros: 1_990_000n,
    currencyCode: 'USD',
    quantity: 1,
    ...change,
  }
}

test('an item that was not consumed is undelivered, and the refund should be granted', () => {
  expect(buildConsumptionRecord(rules, [toPayment({})])).toEqual({
    delivered: false,
    consumptionMilliunits: 0,
    suggestedAnswer: 'GRANT',
    isFinal: false,
  })
})

test.each(['CONSUMED', 'COMPLETED'] as const)(
  'an item whose payment is %s is delivered and consumed, and the refund should be declined',
  (status) => {
    expect(buildConsumptionRecord(rules, [toPayment({ status })])).toEqual({
      delivered: true,
      consumptionMilliunits: 100_000,
      suggestedAnswer: 'DECLINE',
      isFinal: true,
    })
  },
)

test('a consumed item is not delivered yet where the project reports deliveries, and the store decides', () => {
  expect(buildConsumptionRecord(reportsDeliveries, [toPayment({ status: 'CONSUMED' })])).toEqual({
    delivered: false,
    consumptionMilliunits: 0,
    suggestedAnswer: 'NEUTRAL',
    isFinal: false,
  })
  const completed = [toPayment({ status: 'COMPLETED' })]
  expect(buildConsumptionRecord(reportsDeliveries, completed)).toMatchObject({ suggestedAnswer: 'DECLINE' })
})

test('the use of an item that cannot be consumed is unknown, and the store decides', () => {
  expect(buildConsumptionRecord(rules, [toPayment({ consumable: false })])).toEqual({
    delivered: true,
    consumptionMilliunits: null,
    suggestedAnswer: 'NEUTRAL',
    isFinal: true,
  })
})

test('the consumed share of several items is that of their price', () => {
  const payments = [
    toPayment({ status: 'CONSUMED', priceMicros: 3_000_000n }),
    toPayment({ priceMicros: 1_000_000n, quantity: 5 }),
  ]
  expect(buildConsumptionRecord(rules, payments)).toMatchObject({
    consumptionMilliunits: 75_000,
    suggestedAnswer: 'NEUTRAL',
  })
})

test('the consumed share of items without a price is that of their quantity', () => {
  const payments = [
    toPayment({ status: 'CONSUMED', priceMicros: null, currencyCode: null, quantity: 1 }),
    toPayment({ quantity: 3 }),
  ]
  expect(buildConsumptionRecord(rules, payments)).toMatchObject({ consumptionMilliunits: 25_000 })
})

test('refunded payments have no record', () => {
  expect(buildConsumptionRecord(rules, [])).toBeNull()
  expect(buildConsumptionRecord(rules, [toPayment({ status: 'REFUNDED' })])).toBeNull()
})

const paymentArbitrary: fc.Arbitrary<ReviewedPayment> = fc
  .record({
    status: fc.constantFrom('PAID', 'CONSUMED', 'COMPLETED', 'REFUNDED'),
    consumable: fc.boolean(),
    price: fc.option(fc.bigInt(0n, 10n ** 15n)),
    currencyCode: fc.constantFrom('USD', 'KRW'),
    quantity: fc.integer({ min: 1, max: 100 }),
  })
  .map(({ price, currencyCode, ...rest }) => ({
    ...rest,
    priceMicros: price,
    currencyCode: price === null ? null : currencyCode,
  }))

test('the share is within the range of the stores, and nothing undelivered is reported as fully consumed', () => {
  fc.assert(
    fc.property(
      fc.array(paymentArbitrary),
      fc.constantFrom(rules, reportsDeliveries),
      (payments, settings) => {
        const record = buildConsumptionRecord(settings, payments)
        if (record?.consumptionMilliunits == null) return
        expect(Number.isInteger(record.consumptionMilliunits)).toBe(true)
        expect(record.consumptionMilliunits).toBeGreaterThanOrEqual(0)
        expect(record.consumptionMilliunits).toBeLessThanOrEqual(100_000)
        if (record.suggestedAnswer === 'DECLINE') expect(record.consumptionMilliunits).toBe(100_000)
        if (record.suggestedAnswer === 'GRANT') expect(record.consumptionMilliunits).toBe(0)
      },
    ),
  )
})
