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
  lastError: 'HTTP status 500',
  nextAttemptAt: now,
} as WebhookEndpointRow

const failure = {
  event: { position: 8n } as EventRow,
  delivery: { error: 'HTTP status 503', responseStatus: 503 } as WebhookDeliveryRow,
}
const run: DeliveryRunOutcome = {
  position: 7n,
  hasRecovered: false,
  failure,
  failedPurchaseIds: ['a'],
  blockedPurchaseIds: [],
}

const waitMs = (nextAttemptAt: Date) => nextAttemptAt.getTime() - now.getTime()

test('an event that fails again waits for twice as long', () => {
  const plan = planRetry(ctx, before, run)
  expect(plan).toMatchObject({
    consecutiveFailures: 10,
    firstFailedAt: before.firstFailedAt,
    pauseReason: null,
  })
  expect(waitMs(plan.nextAttemptAt)).toBeGreaterThanOrEqual((5_000 * 2 ** 9) / 2)
})

test('when other events are accepted for the first time since the failure, the backoff restarts but the time until the pause does not', () => {
  const plan = planRetry(ctx, before, { ...run, hasRecovered: true })
  expect(plan).toMatchObject({ consecutiveFailures: 1, firstFailedAt: before.firstFailedAt })
  expect(waitMs(plan.nextAttemptAt)).toBeLessThanOrEqual(5_000)
})

test('when the failing event is accepted, the next failure starts with the full time until the pause', () => {
  const plan = planRetry(ctx, before, { ...run, position: 8n })
  expect(plan).toMatchObject({ consecutiveFailures: 1, firstFailedAt: now })
})

test('an event that fails for the whole time allowed pauses the endpoint', () => {
  const firstFailedAt = new Date(now.getTime() - webhooks.disableAfterMs)
  const plan = planRetry(ctx, { ...before, firstFailedAt }, { ...run, hasRecovered: true })
  expect(plan.pauseReason).toBe('FAILING')
})
