import { setTimeout as delay } from 'node:timers/promises'
import type { Services } from '../domain/context.ts'
import { feedAdvancedTopic } from '../events/sequencer.ts'
import { coalesceRuns } from '../platform/coalesce-runs.ts'
import { enqueueDueJobs, enqueueStatisticsJobs, enqueueWebhookJobs } from './due-jobs.ts'

/** Under load, feeds that advance within this time share a query. */
const advanceDebounceMs = 50
/** Statistics need not be newer than this; so many events share a statement. */
const statisticsDebounceMs = 2_000

export type JobRecovery = { close: () => Promise<void> }

/**
 * Enqueues jobs for due work at a fixed interval: retries, deadlines, and work whose job was lost with the process that had
 * claimed it. Webhook deliveries and statistics are also enqueued soon after a feed advances.
 */
export function startJobRecovery(services: Services, intervalMs: number): JobRecovery {
  const recover = coalesceRuns(async () => {
    try {
      await enqueueDueJobs(services)
    } catch (error) {
      services.log.warn({ error }, 'enqueueing due jobs failed; retrying at the next interval')
    }
  })
  const enqueueForFeeds = coalesceRuns(async () => {
    try {
      await enqueueWebhookJobs(services)
      await delay(advanceDebounceMs)
    } catch (error) {
      services.log.warn({ error }, 'enqueueing webhook jobs failed; retrying at the next interval')
    }
  })
  const closing = new AbortController()
  const enqueueStatistics = coalesceRuns(async () => {
    try {
      await enqueueStatisticsJobs(services)
      await delay(statisticsDebounceMs, undefined, { signal: closing.signal }).catch(() => undefined)
    } catch (error) {
      services.log.warn({ error }, 'enqueueing statistics jobs failed; retrying at the next interval')
    }
  })
  const unsubscribe = services.coordination.subscribe(feedAdvancedTopic, () => {
    enqueueForFeeds()
    enqueueStatistics()
  })
  const timer = setInterval(recover, intervalMs)
  timer.unref()
  return {
    close: async () => {
      closing.abort()
      clearInterval(timer)
      unsubscribe()
      await Promise.all([recover.whenIdle(), enqueueForFeeds.whenIdle(), enqueueStatistics.whenIdle()])
    },
  }
}
