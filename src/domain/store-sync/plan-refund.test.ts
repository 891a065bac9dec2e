import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planRefund, refundTotal, type RefundablePayment, type RefundStep } from './plan-refund.ts'

const price = 3_000_000n
const amounts = fc.option(fc.bigInt({ min: 1n, max: price }), { nil: null })

const payments: fc.Arbitrary<RefundablePayment> = fc.record({
  status: fc.constantFrom('PAID' as const, 'CONSUMED' as const, 'COMPLETED' as const, 'REFUNDED' as const),
  quantity: fc.constant(3),
  priceMicros: fc.constantFrom(price, null),
  refundedQuantity: fc.integer({ min: 0, max: 3 }),
  refundedMicros: amounts,
})

const totals = fc.option(
  fc.record({ full: fc.boolean(), quantity: fc.integer({ min: 0, max: 3 }), amountMicros: amounts }),
  { nil: null },
)

function applyStep(payment: RefundablePayment, { to }: RefundStep): RefundablePayment {
  const status = to.full ? 'REFUNDED' : payment.status === 'REFUNDED' ? 'PAID' : payment.status
  return { ...payment, status, refundedQuantity: to.quantity, refundedMicros: to.amountMicros }
}

function applyAllSteps(payment: RefundablePayment, reported: Parameters<typeof planRefund>[1]) {
  const steps: RefundStep[] = []
  let current = payment
  for (let step = planRefund(current, reported); step !== null && steps.length < 5;) {
    steps.push(step)
    current = applyStep(current, step)
    step = planRefund(current, reported)
  }
  return { steps, current }
}

describe('planning the refunds that a store reports', () => {
  test('at most two steps lead to the refunds that the store reports', () => {
    fc.assert(
      fc.property(payments, totals, (payment, reported) => {
        const { steps, current } = applyAllSteps(payment, reported)
        expect(steps.length).toBeLessThanOrEqual(2)
        expect(current.status === 'REFUNDED').toBe(reported?.full ?? false)
        if (reported?.full !== true) expect(current.refundedQuantity).toBe(reported?.quantity ?? 0)
      }),
    )
  })

  test('no step refunds a negative quantity or amount', () => {
    fc.assert(
      fc.property(payments, totals, (payment, reported) => {
        for (const { entry, kind } of applyAllSteps(payment, reported).steps) {
          expect(entry === null).toBe(kind === 'REFUND_REVERSED')
          expect(entry?.quantity ?? 0).toBeGreaterThanOrEqual(0)
          expect((entry?.amountMicros ?? 0n) >= 0n).toBe(true)
        }
      }),
    )
  })

  test('no step is planned once the payment agrees with the store', () => {
    fc.assert(
      fc.property(payments, totals, (payment, reported) => {
        expect(planRefund(applyAllSteps(payment, reported).current, reported)).toBeNull()
      }),
    )
  })

  test('a full refund without an amount refunds the whole quantity and the whole price', () => {
    const payment = {
      status: 'PAID',
      quantity: 3,
      priceMicros: price,
      refundedQuantity: 1,
      refundedMicros: 1_000_000n,
    } as const
    const step = planRefund(payment, { full: true, quantity: 3, amountMicros: null })
    expect(step).toMatchObject({
      kind: 'REFUNDED',
      from: refundTotal(payment),
      to: { full: true, quantity: 3, amountMicros: price },
      entry: { quantity: 2, amountMicros: 2_000_000n },
    })
  })
})
