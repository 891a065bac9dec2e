import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  findMissedOrders,
  formatOrderNumber,
  parseOrderNumber,
  toOrderId,
  toPeriodId,
} from './order-number.ts'

const base = 'GPA.1234-5678-9012-34567'
const numbers = fc.integer({ min: -1, max: 80 })
const toId = (number: number) => formatOrderNumber({ base, number })

describe('the number of an order', () => {
  test('an order id is the same after it was parsed and formatted', () => {
    fc.assert(
      fc.property(numbers, (number) => {
        expect(parseOrderNumber(toId(number))).toEqual({ base, number })
      }),
    )
    expect([toId(-1), toId(0), toId(12)]).toEqual([base, `${base}..0`, `${base}..12`])
  })

  test('the period of an item names its order', () => {
    expect(toPeriodId(base, 'gold', 1)).toBe(base)
    expect(toOrderId(base)).toBe(base)
    expect(toOrderId(toPeriodId(`${base}..3`, 'gold', 2))).toBe(`${base}..3`)
  })

  test('readings that continue find every renewal between the first known one and the latest, and no other', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(numbers),
        numbers,
        fc.integer({ min: 1, max: 40 }),
        (known, latest, limit) => {
          const found = new Set(known.map(toId))
          for (let reading = 0; reading <= 82; reading += 1) {
            const missed = findMissedOrders(toId(latest), found, limit)
            expect(missed.length).toBeLessThanOrEqual(limit)
            if (missed.length === 0) break
            for (const id of missed) {
              expect(found).not.toContain(id)
              found.add(id)
            }
          }
          const first = known.length === 0 ? -1 : Math.min(...known)
          const expected = Array.from({ length: Math.max(latest - first, 0) }, (_, index) =>
            toId(first + index),
          )
          expect(found).toEqual(new Set([...known.map(toId), ...expected]))
        },
      ),
    )
  })

  test('orders of another numbering are not counted', () => {
    expect(findMissedOrders(`${base}..1`, ['GPA.9999-9999-9999-99999..0'], 40)).toEqual([base, `${base}..0`])
  })
})
