import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countInWindow, toRateLimitResult } from '../../src/coordination/sliding-window.ts'
import type { WindowState } from '../../src/coordination/sliding-window.ts'

const fresh = (): WindowState => ({ index: 0, current: 0, previous: 0 })

test('a rejected cost is allowed after the returned time, and not much earlier', () => {
  const steps = fc.array(
    fc.record({ pause: fc.integer({ min: 0, max: 900 }), cost: fc.integer({ min: 1, max: 5 }) }),
  )
  fc.assert(
    fc.property(steps, fc.integer({ min: 5, max: 20 }), (sequence, limit) => {
      const state = fresh()
      let now = 1_000_000
      for (const { pause, cost } of sequence) {
        now += pause
        const options = { windowMs: 1000, limit, cost }
        const count = toRateLimitResult(countInWindow(state, options, now), options)
        if (count.allowed) continue
        expect(countInWindow({ ...state }, options, now + count.retryAfterMs).allowed).toBe(true)
        expect(countInWindow({ ...state }, options, now + count.retryAfterMs - 2).allowed).toBe(false)
      }
    }),
  )
})

test('a steady load gets the limit per window, and not more', () => {
  const state = fresh()
  let allowed = 0
  for (let now = 0; now < 100_000; now += 10) {
    if (countInWindow(state, { windowMs: 1000, limit: 10 }, now).allowed) allowed++
  }
  expect(allowed).toBeGreaterThan(800)
  expect(allowed).toBeLessThanOrEqual(1010)
})
