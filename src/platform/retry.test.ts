import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { backoffMs, jitteredDelayMs, retry, startDeadline } from './retry.ts'

function failing(times: number): { call: () => Promise<number>; calls: () => number } {
  let calls = 0
  return {
    calls: () => calls,
    async call() {
      calls += 1
      if (calls <= times) throw new Error(`failure ${calls}`)
      return await Promise.resolve(calls)
    },
  }
}

describe('retry', () => {
  const policy = { maxRetries: 2, deadline: startDeadline(5_000), delayMs: () => 1 }

  test('the result is that of the first successful attempt', async () => {
    expect(await retry(failing(2).call, policy)).toBe(3)
  })

  test('the last error is thrown after the last retry', async () => {
    const work = failing(9)
    await expect(retry(work.call, policy)).rejects.toThrow('failure 3')
    expect(work.calls()).toBe(3)
  })

  test('an error that the policy does not retry is thrown at once', async () => {
    const work = failing(9)
    await expect(retry(work.call, { ...policy, delayMs: () => null })).rejects.toThrow('failure 1')
  })

  test('a long wait is not started even if it would end before the deadline', async () => {
    const work = failing(9)
    await expect(retry(work.call, { ...policy, delayMs: () => 1_501 })).rejects.toThrow('failure 1')
    expect(work.calls()).toBe(1)
  })

  test('a wait that would end after the deadline is not started', async () => {
    const start = performance.now()
    const slow = { ...policy, deadline: startDeadline(100), delayMs: () => 200 }
    await expect(retry(failing(9).call, slow)).rejects.toThrow('failure 1')
    expect(performance.now() - start).toBeLessThan(90)
  })
})

test('a jittered delay doubles with each attempt and stays between half and whole', () => {
  fc.assert(
    fc.property(fc.nat(8), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const delay = jitteredDelayMs(attempt, 100, () => random)
      expect(delay).toBeGreaterThanOrEqual(50 * 2 ** attempt)
      expect(delay).toBeLessThanOrEqual(100 * 2 ** attempt)
    }),
  )
})

test('a backoff stays between half and whole, also at its maximum', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempt, random) => {
        const ceiling = Math.min(1_000, 100 * 2 ** (attempt - 1))
        expect(backoffMs(attempt, 100, 1_000, () => random)).toBeCloseTo(
          ceiling / 2 + (ceiling / 2) * random,
          6,
        )
      },
    ),
  )
})
