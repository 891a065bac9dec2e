import { expect, test } from 'vitest'
import { planRun } from './plan-run.ts'

const dayMs = 24 * 60 * 60_000
const reconciliation = { lookbackMs: dayMs, maxApiCalls: 500, refreshIntervalMs: 1 }
const retention = {
  notificationsMs: 90 * dayMs,
  idempotencyKeysMs: 35 * dayMs,
  purchasesMs: 180 * dayMs,
  reconciliationsMs: 400 * dayMs,
  eventsMs: null,
}
const limits = { reconciliation, retention }

test.each([dayMs, 7 * dayMs, 30 * dayMs, 180 * dayMs])(
  'a window of %d ms stays within the history of the store while its pages are read',
  (lookbackMs) => {
    for (const source of ['REFUNDS', 'NOTIFICATIONS'] as const) {
      const { maxLookbackMs, windowTtlMs } = planRun(source, lookbackMs, limits)
      expect(maxLookbackMs).toBeGreaterThan(0)
      expect(maxLookbackMs + (windowTtlMs ?? 0)).toBeLessThanOrEqual(lookbackMs)
    }
  },
)

test('pruned notifications are not compared with the inbox', () => {
  const { maxLookbackMs } = planRun('NOTIFICATIONS', 180 * dayMs, limits)
  expect(maxLookbackMs).toBeLessThan(retention.notificationsMs)
  expect(planRun('REFUNDS', 180 * dayMs, limits).maxLookbackMs).toBeGreaterThan(179 * dayMs)
})

test('windows overlap by the configured time, and customer refunds are compared in full once a day', () => {
  expect(planRun('REFUNDS', 30 * dayMs, limits)).toMatchObject({ overlapMs: dayMs, intervalMs: 0 })
  expect(planRun('CUSTOMER_REFUND_HISTORY', 180 * dayMs, limits)).toEqual({
    maxLookbackMs: 180 * dayMs,
    overlapMs: 180 * dayMs,
    intervalMs: dayMs,
    windowTtlMs: null,
  })
})
