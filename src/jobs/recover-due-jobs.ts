import { setTimeout as delay } from 'node:timers/promises'
import { enqueueDueJobs, enqueueWebhookJobs } from '../domain/enqueue-due-jobs.ts'
import { feedAdvancedTopic } from '../events/event-feed.ts'
import type { Services } from '../domain/context.ts'
import { coalesceRuns } from '../platform/coalesce-runs.ts'

/** Under load, feeds that grow share a look. */
const advanceDebounceMs = 50

export type JobRecovery = { close: () => Promise<void> }

/**
 * Looks for work whose time has come and asks for its jobs: what waits for a retry or for a deadline, and what got lost together
 * with the process that had taken its job. For what waits for a feed to grow it looks at once.
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
  const unsubscribe = services.coordination.subscribe(feedAdvancedTopic, enqueueForFeeds)
  const timer = setInterval(recover, intervalMs)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      unsubscribe()
      await Promise.all([recover.whenIdle(), enqueueForFeeds.whenIdle()])
    },
  }
}
