import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
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

function take(payment: RefundablePayment, { to }: RefundStep): RefundablePayment {
  const status = to.full ? 'REFUNDED' : payment.status === 'REFUNDED' ? 'PAID' : payment.status
  return { ...payment, status, refundedQuantity: to.quantity, refundedMicros: to.amountMicros }
}

function follow(payment: RefundablePayment, store: Parameters<typeof planRefund>[1]) {
  const steps: RefundStep[] = []
  let current = payment
  for (let step = planRefund(current, store); step !== null && steps.length < 5;) {
    steps.push(step)
    current = take(current, step)
    step = planRefund(current, store)
  }
  return { steps, current }
}

describe('following what the store says of refunds', () => {
  it('ends, after two steps at the most, where the store is', () => {
    fc.assert(
      fc.property(payments, totals, (payment, store) => {
        const { steps, current } = follow(payment, store)
        expect(steps.length).toBeLessThanOrEqual(2)
        expect(current.status === 'REFUNDED').toBe(store?.full ?? false)
        if (store?.full !== true) expect(current.refundedQuantity).toBe(store?.quantity ?? 0)
      }),
    )
  })

  it('never takes back less than nothing', () => {
    fc.assert(
      fc.property(payments, totals, (payment, store) => {
        for (const { entry, kind } of follow(payment, store).steps) {
          expect(entry === null).toBe(kind === 'REFUND_REVERSED')
          expect(entry?.quantity ?? 0).toBeGreaterThanOrEqual(0)
          expect((entry?.amountMicros ?? 0n) >= 0n).toBe(true)
        }
      }),
    )
  })

  it('says nothing twice', () => {
    fc.assert(
      fc.property(payments, totals, (payment, store) => {
        expect(planRefund(follow(payment, store).current, store)).toBeNull()
      }),
    )
  })

  it('counts all pieces and the whole price as taken back by a full refund that names no sum', () => {
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
