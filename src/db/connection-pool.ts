import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres, { type Sql } from 'postgres'
import { isTooManyConnections } from './errors.ts'
import { limitSql, type DriverPool } from './limited-sql.ts'
import { createPreparedTexts } from './prepared-texts.ts'
import type { QueryLimiter } from './query-limiter.ts'

export type PoolOptions = {
  readonly url: string
  /** Maximum number of connections; 8–10 is fastest for the hot statements. */
  readonly poolSize: number
  /** PgBouncer in transaction mode needs false. */
  readonly preparedStatements: boolean
  /** `statement_timeout`: the server cancels a statement that takes longer. */
  readonly statementTimeoutMs: number
}

export type ConnectionPool = DriverPool & {
  readonly orm: PostgresJsDatabase
  readonly sql: Sql
  /** The most queries that ran at the same time since the last call; about as many connections were in use. */
  readonly takePeak: () => number
  /** Resolves when no query of the pool runs. */
  readonly whenIdle: () => Promise<void>
}

type PoolEvents = {
  readonly limiter: QueryLimiter
  /** The pool that new queries use. */
  readonly current: () => DriverPool
  readonly onConnectionLost: () => void
}

/**
 * The array types of parameters, by their OIDs. The driver would query them at each new connection, but if the connection breaks at
 * that moment the driver's rejection is unhandled and ends the process.
 */
const arrayTypes = Object.fromEntries(
  Object.entries({ text: 1009, uuid: 2951 }).map(([name, oid]) => [
    name,
    { to: oid, from: [], serialize: serializeArray, parse: (text: string) => text },
  ]),
)

function serializeArray(values: readonly (string | null)[] | string): string {
  if (typeof values === 'string') return values
  const elements = values.map((value) =>
    value === null ? 'null' : `"${value.replaceAll(/["\\]/g, '\\$&')}"`,
  )
  return `{${elements.join(',')}}`
}

export function openConnectionPool(options: PoolOptions, events: PoolEvents): ConnectionPool {
  // A pool that has never connected cannot lose a connection: without a database it is not replaced.
  let hasConnected = false
  // Each of these closes without having been open.
  let refusedConnections = 0
  const driver = postgres(options.url, {
    max: options.poolSize,
    prepare: options.preparedStatements,
    connect_timeout: 5,
    // The pool closes no connection by itself, so every close is a loss.
    max_lifetime: null,
    backoff: reconnectDelaySeconds,
    onnotice: () => undefined,
    onparameter: () => {
      hasConnected = true
    },
    onclose: () => {
      if (refusedConnections > 0) refusedConnections -= 1
      else if (hasConnected) events.onConnectionLost()
    },
    fetch_types: false,
    types: arrayTypes,
    connection: {
      application_name: 'coinslot',
      ...(options.preparedStatements ? sessionSettings(options) : {}),
    },
  })
  const usage = createUsage(options.poolSize)
  const pool: DriverPool = {
    driver,
    track: async (run) => {
      usage.start()
      try {
        return await run()
      } catch (error) {
        if (isTooManyConnections(error)) refusedConnections += 1
        throw error
      } finally {
        usage.end()
      }
    },
  }
  // What its connections have prepared ends with the pool, so every pool decides anew.
  const preparedTexts = options.preparedStatements ? createPreparedTexts() : null
  const sql = limitSql(pool, { ...events, preparedTexts })
  return { ...pool, orm: drizzle(sql), sql, takePeak: usage.takePeak, whenIdle: usage.whenIdle }
}

function createUsage(poolSize: number) {
  let running = 0
  let peak = 0
  let idle: (() => void) | null = null
  let whenIdle: Promise<void> | null = null
  return {
    start: () => {
      running += 1
      peak = Math.min(poolSize, Math.max(peak, running))
    },
    end: () => {
      running -= 1
      if (running > 0) return
      idle?.()
      idle = whenIdle = null
    },
    takePeak: () => {
      const taken = peak
      peak = Math.min(poolSize, running)
      return taken
    },
    whenIdle: async () => {
      if (running === 0) return
      whenIdle ??= new Promise((resolve) => {
        idle = resolve
      })
      await whenIdle
    },
  }
}

/** A statement that waits longer for a lock fails, and keeps its connection from others no longer. */
const lockTimeoutMs = 5_000

/**
 * The plan of a prepared statement is kept. One that was made while a table was small would scan the whole table for each row until
 * the next ANALYZE, so plans use indexes whatever the size. Without bitmaps the rows of a list are read in the order of its index,
 * and not all of them to be sorted. `jit` takes the price of a scan without an index for a long statement.
 */
function sessionSettings({ statementTimeoutMs }: PoolOptions) {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.min(lockTimeoutMs, statementTimeoutMs),
    enable_seqscan: 'off',
    enable_bitmapscan: 'off',
    jit: 'off',
  }
}

/** Backoff in seconds. The driver's default grows to 20 seconds, for which queries would wait although the database is back. */
function reconnectDelaySeconds(attempts: number): number {
  return Math.min(0.5, 0.01 * 2 ** attempts) * (0.5 + Math.random() / 2)
}
