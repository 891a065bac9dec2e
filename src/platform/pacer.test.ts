import { expect, test } from 'vitest'
import { createPacer } from './pacer.ts'

test('calls that begin at once are spread over the interval, and the first one does not wait', async () => {
  const pace = createPacer(200)
  const startedAt = performance.now()
  const waits = await Promise.all(
    Array.from({ length: 5 }, async () => {
      await pace()
      return performance.now() - startedAt
    }),
  )
  expect(waits[0]).toBeLessThan(waits[1] ?? 0)
  // A timer may fire up to a millisecond early.
  for (const [index, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(index * 5 - 2)
})
