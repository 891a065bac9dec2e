import type { CronItem } from 'graphile-worker'
import { insertDueJobs } from '../db/queries/insert-due-jobs.ts'
import { resetFutureSchedules } from '../db/queries/reset-future-schedules.ts'
import { insertDueStatisticsJobs } from '../db/queries/statistics-progress.ts'
import { insertDueWebhookJobs } from '../db/queries/webhook-deliveries.ts'
import type { Services } from '../domain/context.ts'

/** How long a row that got its job is not due again. */
const visibilityTimeoutMs = 2 * 60_000
const maxJobs = 200

/** Enqueues a job for each acknowledgement, notification, refund review, erased user, entitlement and webhook endpoint whose next attempt is due. */
export async function enqueueDueJobs(services: Services): Promise<void> {
  const { db, clock } = services
  const now = clock()
  const nextAttemptAt = new Date(now.getTime() + visibilityTimeoutMs)
  const request = { now, nextAttemptAt, limitPerApp: maxJobs }
  await insertDueJobs(db, 'acknowledgements', request)
  await insertDueJobs(db, 'notifications', request)
  await insertDueJobs(db, 'refund_reviews', request)
  await insertDueJobs(db, 'erased_users', request)
  await insertDueJobs(db, 'entitlements', request)
  await enqueueWebhookJobs(services)
  await enqueueStatisticsJobs(services)
}

/** Enqueues a job for each webhook endpoint with undelivered events; called when feeds advance. */
export async function enqueueWebhookJobs({ db, clock, limits }: Services): Promise<void> {
  await insertDueWebhookJobs(db, { now: clock(), maxBlocked: limits.webhooks.maxConcurrency, limit: maxJobs })
}

/** Enqueues a job for each AppKey whose statistics are behind its feed. */
export async function enqueueStatisticsJobs({ db }: Services): Promise<void> {
  await insertDueStatisticsJobs(db, maxJobs)
}

/** Makes recurring jobs run again that a process with a fast clock has run in the future. */
export async function correctSchedules({ db }: Services, schedule: readonly CronItem[]): Promise<void> {
  await resetFutureSchedules(
    db,
    schedule.map(({ task }) => task),
  )
}
