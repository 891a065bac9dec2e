import { expect, test } from 'vitest'
import type { EventRow } from '../../db/queries/events.ts'
import type { WebhookDeliveryRow } from '../../db/queries/webhook-deliveries.ts'
import type { WebhookEndpointRow } from '../../db/queries/webhook-endpoints.ts'
import { planRetry, type DeliveryRunOutcome } from './plan-retry.ts'

const now = new Date('2026-03-01T12:00:00Z')
const webhooks = {
  retryInitialDelayMs: 5_000,
  retryMaxDelayMs: 12 * 3_600_000,
  disableAfterMs: 5 * 86_400_000,
}
const ctx = { limits: { webhooks }, clock: () => now } as Parameters<typeof planRetry>[0]

const before = {
  position: 7n,
  consecutiveFailures: 9,
  firstFailedAt: new Date('2026-02-28T12:00:00Z'),
  lastError: 'the answer was 500',
  nextAttemptAt: now,
} as WebhookEndpointRow

const stuck = {
  event: { position: 8n } as EventRow,
  delivery: { error: 'the answer was 503', responseStatus: 503 } as WebhookDeliveryRow,
}
const run: DeliveryRunOutcome = {
  position: 7n,
  hasRecovered: false,
  failure: stuck,
  failedPurchaseIds: ['a'],
  blockedPurchaseIds: [],
}

const waitMs = (nextAt: Date) => nextAt.getTime() - now.getTime()

test('an event that is refused again waits for twice as long', () => {
  const end = planRetry(ctx, before, run)
  expect(end).toMatchObject({
    consecutiveFailures: 10,
    firstFailedAt: before.firstFailedAt,
    pauseReason: null,
  })
  expect(waitMs(end.nextAttemptAt)).toBeGreaterThanOrEqual((5_000 * 2 ** 9) / 2)
})

test('when others are taken for the first time since it failed, the waits begin anew, and the patience does not', () => {
  const end = planRetry(ctx, before, { ...run, hasRecovered: true })
  expect(end).toMatchObject({ consecutiveFailures: 1, firstFailedAt: before.firstFailedAt })
  expect(waitMs(end.nextAttemptAt)).toBeLessThanOrEqual(5_000)
})

test('when the one that held it up was taken, the next one begins with all patience', () => {
  const end = planRetry(ctx, before, { ...run, position: 8n })
  expect(end).toMatchObject({ consecutiveFailures: 1, firstFailedAt: now })
})

test('what was refused for as long as the patience lasts pauses the endpoint', () => {
  const firstFailedAt = new Date(now.getTime() - webhooks.disableAfterMs)
  const end = planRetry(ctx, { ...before, firstFailedAt }, { ...run, hasRecovered: true })
  expect(end.pauseReason).toBe('FAILING')
})
