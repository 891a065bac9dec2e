import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMicros } from '../../platform/money.ts'
import { isAboveLimit, refundAmount } from './needs-approval.ts'

const payment = { priceMicros: 5_000_000n, currencyCode: 'USD', refundedMicros: null, refundedQuantity: 0 }
const limit = (amount: string, currencyCode = 'USD') => ({ refundApprovalLimits: [{ amount, currencyCode }] })

test('without limits no refund needs an approval', () => {
  expect(isAboveLimit({ refundApprovalLimits: [] }, payment)).toBe(false)
  expect(isAboveLimit({ refundApprovalLimits: [] }, { ...payment, priceMicros: null })).toBe(false)
})

test('with limits a refund in another currency, or of an unknown amount, needs an approval', () => {
  expect(isAboveLimit(limit('1000', 'KRW'), payment)).toBe(true)
  expect(isAboveLimit(limit('1000'), { ...payment, priceMicros: null })).toBe(true)
})

test('only what a refund still returns counts', () => {
  const partlyRefunded = { ...payment, refundedMicros: 3_000_000n }
  expect(refundAmount(partlyRefunded)).toBe(2_000_000n)
  expect(isAboveLimit(limit('2'), partlyRefunded)).toBe(false)
  expect(isAboveLimit(limit('1.999999'), partlyRefunded)).toBe(true)
})

test('an amount needs an approval exactly if it is larger than the limit, to the last micro', () => {
  const micros = fc.bigInt({ min: 0n, max: 10n ** 17n })
  fc.assert(
    fc.property(micros, fc.integer({ min: -1, max: 1 }), (limitMicros, step) => {
      const priceMicros = limitMicros + BigInt(step)
      fc.pre(priceMicros >= 0n)
      expect(isAboveLimit(limit(formatMicros(limitMicros)), { ...payment, priceMicros })).toBe(step === 1)
    }),
  )
})
