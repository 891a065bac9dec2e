import { addDueWork } from '../domain/due-work.ts'
import type { Services } from '../domain/context.ts'
import { singleFlight } from '../platform/single-flight.ts'

export type Sweep = { close: () => Promise<void> }

/**
 * Looks for work whose time has come and asks for its jobs: what waits for a retry or for a deadline, and what got lost together
 * with the process that had taken its job.
 */
export function startSweep(services: Services, everyMs: number): Sweep {
  const sweep = singleFlight(async () => {
    try {
      await addDueWork(services)
    } catch (error) {
      services.log.warn({ error }, 'could not look for due work; the next sweep tries again')
    }
  })
  const timer = setInterval(sweep, everyMs)
  timer.unref()
  return {
    close: async () => {
      clearInterval(timer)
      await sweep.idle()
    },
  }
}
