import { expect, test } from 'vitest'
import { planRound } from './plan-round.ts'

const dayMs = 24 * 60 * 60_000
const reconciliation = { overlapMs: dayMs, storeCalls: 500, rereadMs: 1 }
const retention = {
  notificationsMs: 90 * dayMs,
  idempotencyKeysMs: 35 * dayMs,
  purchasesMs: 180 * dayMs,
  reconciliationsMs: 400 * dayMs,
  eventsMs: null,
}
const limits = { reconciliation, retention }

test.each([dayMs, 7 * dayMs, 30 * dayMs, 180 * dayMs])(
  'a window of %d ms stays within what the store looks back on, as long as its pages are walked through',
  (lookbackMs) => {
    for (const source of ['REFUNDS', 'NOTIFICATIONS'] as const) {
      const { reachMs, validMs } = planRound(source, lookbackMs, limits)
      expect(reachMs).toBeGreaterThan(0)
      expect(reachMs + (validMs ?? 0)).toBeLessThanOrEqual(lookbackMs)
    }
  },
)

test('messages that were pruned from the inbox are not looked for in it', () => {
  const { reachMs } = planRound('NOTIFICATIONS', 180 * dayMs, limits)
  expect(reachMs).toBeLessThan(retention.notificationsMs)
  expect(planRound('REFUNDS', 180 * dayMs, limits).reachMs).toBeGreaterThan(179 * dayMs)
})

test('windows overlap by what is configured; each round of the buyers looks at all of them, once a day', () => {
  expect(planRound('REFUNDS', 30 * dayMs, limits)).toMatchObject({ overlapMs: dayMs, everyMs: 0 })
  expect(planRound('CUSTOMER_REFUND_HISTORY', 180 * dayMs, limits)).toEqual({
    reachMs: 180 * dayMs,
    overlapMs: 180 * dayMs,
    everyMs: dayMs,
    validMs: null,
  })
})
