import { setTimeout as delay } from 'node:timers/promises'
import { Pool, type PoolClient } from 'pg'
import { isTooManyConnections } from '../db/errors.ts'
import { startDeadline } from '../platform/retry.ts'
import type { Log } from '../platform/log.ts'

export type JobConnectionPool = {
  readonly pool: Pool
  /** Never throws, and waits at most `closeTimeoutMs`. */
  close: () => Promise<void>
}

const closeTimeoutMs = 2_000
/** How long a job runner waits for a connection of a database that has none left, and how often it tries. */
const connectionWaitMs = 60_000
const connectionRetryMs = 500

type ConnectCallback = Parameters<Pool['connect']>[0]

/** A pool that waits for a connection while the database has none left; the pool that it extends would fail the job runner. */
class WaitingPool extends Pool {
  override connect(): Promise<PoolClient>
  override connect(callback: ConnectCallback): void
  override connect(callback?: ConnectCallback): Promise<PoolClient> | void {
    const client = this.#waitForClient()
    if (callback === undefined) return client
    client.then(
      (connected) => callback(undefined, connected, connected.release.bind(connected)),
      (error: unknown) =>
        callback(error instanceof Error ? error : new Error(String(error)), undefined, () => undefined),
    )
  }

  async #waitForClient(): Promise<PoolClient> {
    const deadline = startDeadline(connectionWaitMs)
    for (;;) {
      try {
        return await super.connect()
      } catch (error) {
        if (!isTooManyConnections(error) || deadline.remainingMs() === 0) throw error
      }
      await delay(connectionRetryMs, undefined, { ref: false })
    }
  }
}

/**
 * The database connections of a job runner. With a pool of its own, graphile-worker would remove its error listeners before the
 * connections are closed: a database that stops at that moment, like the embedded one at shutdown, would crash the process.
 */
export function openJobConnectionPool(connectionString: string, max: number, log: Log): JobConnectionPool {
  const pool = new WaitingPool({ connectionString, max })
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
