import { insertDueSubscriptionJobs } from '../../db/queries/insert-due-subscription-jobs.ts'
import type { Services } from '../context.ts'

/** How long a subscription that got its job is not due again. */
const visibilityTimeoutMs = 10 * 60_000

/** Enqueues a job for each subscription that is due, once a minute and at most as many as the quotas of the stores allow. */
export function enqueueDueSubscriptions({
  db,
  clock,
  limits,
}: Pick<Services, 'db' | 'clock' | 'limits'>): Promise<number> {
  const now = clock()
  const nextCheckAt = new Date(now.getTime() + visibilityTimeoutMs)
  return insertDueSubscriptionJobs(db, { now, nextCheckAt, limit: limits.subscriptionReadsPerMinute })
}
