import { setTimeout as delay } from 'node:timers/promises'
import { Pool } from 'pg'
import type { Log } from '../platform/log.ts'

export type JobConnectionPool = {
  readonly pool: Pool
  /** Never throws, and waits at most `closeTimeoutMs`. */
  close: () => Promise<void>
}

const closeTimeoutMs = 2_000

/**
 * The database connections of a job runner. With a pool of its own, graphile-worker would remove its error listeners before the
 * connections are closed: a database that stops at that moment, like the embedded one at shutdown, would crash the process.
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
