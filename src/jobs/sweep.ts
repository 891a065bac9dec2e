import { setTimeout as delay } from 'node:timers/promises'
import { addDueWork, addFeedWork } from '../domain/due-work.ts'
import { feedTopic } from '../domain/event/feed.ts'
import type { Services } from '../domain/context.ts'
import { singleFlight } from '../platform/single-flight.ts'

/** Under load, feeds that grow share a look. */
const growthPauseMs = 50

export type Sweep = { close: () => Promise<void> }

/**
 * Looks for work whose time has come and asks for its jobs: what waits for a retry or for a deadline, and what got lost together
 * with the process that had taken its job. For what waits for a feed to grow it looks at once.
 */
export function startSweep(services: Services, everyMs: number): Sweep {
  const sweep = singleFlight(async () => {
    try {
      await addDueWork(services)
    } catch (error) {
      services.log.warn({ error }, 'could not look for due work; the next sweep tries again')
    }
  })
  const look = singleFlight(async () => {
    try {
      await addFeedWork(services)
      await delay(growthPauseMs)
    } catch (error) {
      services.log.warn({ error }, 'could not look for who waits for a feed; the next sweep tries again')
    }
  })
  const unsubscribe = services.coordination.subscribe(feedTopic, look)
  const timer = setInterval(sweep, everyMs)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      unsubscribe()
      await Promise.all([sweep.idle(), look.idle()])
    },
  }
}
