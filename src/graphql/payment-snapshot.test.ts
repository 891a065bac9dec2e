import { expect, test } from 'vitest'
import { mayHaveConsume, selectEventsOf, selectRefundsOf } from './payment-snapshot.ts'

const toEvents = (statuses: readonly string[]) => statuses.map((status) => ({ status }))

test('a payment that is PAID shows no consume, and any other status may have one', () => {
  expect(mayHaveConsume({ status: 'PAID' })).toBe(false)
  for (const status of ['CONSUMED', 'COMPLETED', 'REFUNDED'] as const)
    expect(mayHaveConsume({ status })).toBe(true)
})

test('a full refund in effect is shown only with the status REFUNDED', () => {
  const refunds = [
    { isFull: true, reversedAt: null },
    { isFull: true, reversedAt: new Date(0) },
    { isFull: false, reversedAt: null },
  ]
  expect(selectRefundsOf({ status: 'REFUNDED' }, refunds)).toEqual(refunds)
  expect(selectRefundsOf({ status: 'CONSUMED' }, refunds)).toEqual(refunds.slice(1))
})

test.each([
  ['PAID', ['PAID', 'CONSUMED'], 1],
  ['PAID', ['PAID', 'REFUNDED', 'PAID', 'CONSUMED'], 3],
  ['CONSUMED', ['PAID', 'CONSUMED', 'CONSUMED'], 3],
  ['CONSUMED', ['PAID'], 1],
  ['COMPLETED', [], 0],
] as const)('a payment that is %s shows of the events %j the first %i', (status, statuses, count) => {
  expect(selectEventsOf({ status }, toEvents(statuses))).toEqual(toEvents(statuses.slice(0, count)))
})
