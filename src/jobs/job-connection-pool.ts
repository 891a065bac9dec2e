import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'pg'
import type { Log } from '../platform/log.ts'

export type JobConnectionPool = {
  readonly pool: Pool
  /** Never throws, and does not wait for long. */
  close: () => Promise<void>
}

const closeTimeoutMs = 2_000

/**
 * The connections of a runner of jobs. graphile-worker would open them itself, but it takes its hands off before they are closed: a
 * database that ends in that moment, as the built-in one does when it is stopped with us, ended the process with an error.
 */
export function openJobConnectionPool(connectionString: string, max: number, log: Log): JobConnectionPool {
  const pool = new Pool({ connectionString, max })
  const logConnectionError = (error: Error) => log.warn({ error }, 'job runner database connection lost')
  pool.on('error', logConnectionError)
  pool.on('connect', (client) => client.on('error', logConnectionError))
  return {
    pool,
    close: async () => {
      const ended = pool.end().catch(logConnectionError)
      await Promise.race([ended, delay(closeTimeoutMs, undefined, { ref: false })])
    },
  }
}
