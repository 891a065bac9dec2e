import { insertDueJobs } from '../db/queries/insert-due-jobs.ts'
import { insertDueWebhookJobs } from '../db/queries/webhook-deliveries.ts'
import type { Services } from './context.ts'

const visibilityTimeoutMs = 2 * 60_000
const maxJobs = 200

/** Asks for the jobs of everything that is due by the state's own word. */
export async function enqueueDueJobs(services: Services): Promise<void> {
  const { db, clock } = services
  const now = clock()
  const nextAttemptAt = new Date(now.getTime() + visibilityTimeoutMs)
  const request = { now, nextAttemptAt, limitPerApp: maxJobs }
  await insertDueJobs(db, 'acknowledgements', request)
  await insertDueJobs(db, 'notifications', request)
  await enqueueWebhookJobs(services)
}

/** Feeds grew: asks for the jobs of whoever waits for that. */
export async function enqueueWebhookJobs({ db, clock, limits }: Services): Promise<void> {
  await insertDueWebhookJobs(db, { now: clock(), maxBlocked: limits.webhooks.maxConcurrency, limit: maxJobs })
}
