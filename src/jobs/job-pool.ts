import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'pg'
import type { Log } from '../platform/log.ts'

export type JobPool = {
  readonly pool: Pool
  /** Never throws, and does not wait for long. */
  close: () => Promise<void>
}

const closeWithinMs = 2_000

/**
 * The connections of a runner of jobs. graphile-worker would open them itself, but it takes its hands off before they are closed: a
 * database that ends in that moment, as the built-in one does when it is stopped with us, ended the process with an error.
 */
export function openJobPool(connectionString: string, max: number, log: Log): JobPool {
  const pool = new Pool({ connectionString, max })
  const note = (error: Error) => log.warn({ error }, 'a connection of the jobs was lost')
  pool.on('error', note)
  pool.on('connect', (client) => client.on('error', note))
  return {
    pool,
    close: async () => {
      const ended = pool.end().catch(note)
      await Promise.race([ended, delay(closeWithinMs, undefined, { ref: false })])
    },
  }
}
