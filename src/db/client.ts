import { setTimeout as delay } from 'node:timers/promises'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres, { type Sql } from 'postgres'
import { isTooManyConnections } from './errors.ts'
import { limitSql } from './limited-sql.ts'
import { createQueryLimiter, type QueryLimiter } from './query-limiter.ts'

/**
 * One connection pool with two interfaces: `orm` for ordinary queries, `sql` for hand-written statements. Queries take a `Db` as
 * their first parameter and read `orm` or `sql` when they need it: after a connection loss these belong to another pool. Rows of
 * `sql` have timestamps and `bigint` values as text, so statements map their own rows.
 */
export type Db = { readonly orm: PostgresJsDatabase; readonly sql: Sql }

export type DbOptions = {
  readonly url: string
  /** Maximum number of connections; 8–10 is fastest for the hot statements. */
  readonly poolSize: number
  /** PgBouncer in transaction mode needs false. */
  readonly preparedStatements: boolean
  /** `statement_timeout`: the server cancels a statement that takes longer. */
  readonly statementTimeoutMs: number
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

/** A replaced pool accepts queries for this time, for callers that have read it just before. */
const drainGraceMs = 1_000
/** Then its running queries have this time to finish. */
const drainTimeoutSeconds = 5
const closeTimeoutSeconds = 3

/** Limits the connection attempts to a database that rejects connections because it has too many. */
const minReplaceIntervalMs = 250

/**
 * A pool that loses a connection is replaced by a new one, and finishes its running queries. See decision 30. One that is refused a
 * connection goes on with those that it has. See decision 37.
 */
export function openDb(options: DbOptions): Db & { close: () => Promise<void> } {
  const closing = new AbortController()
  const limiter = createQueryLimiter(options)
  const draining = new Set<Promise<void>>()
  let replaceTimer: NodeJS.Timeout | null = null
  let replacedAt = -Infinity
  const drain = async ({ sql }: Db) => {
    await delay(drainGraceMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
    await sql.end({ timeout: drainTimeoutSeconds })
  }
  const replace = () => {
    replaceTimer = null
    if (closing.signal.aborted) return
    replacedAt = performance.now()
    const drained = drain(current).finally(() => draining.delete(drained))
    draining.add(drained)
    current = open()
  }
  const scheduleReplace = () => {
    if (replaceTimer !== null) return
    const delayMs = replacedAt + minReplaceIntervalMs - performance.now()
    if (delayMs <= 0) replace()
    else replaceTimer = setTimeout(replace, delayMs).unref()
  }
  const open = (): Db => {
    const pool = openPool(options, limiter, () => {
      if (pool === current) scheduleReplace()
    })
    return pool
  }
  let current = open()
  return {
    get orm() {
      return current.orm
    },
    get sql() {
      return current.sql
    },
    close: async () => {
      closing.abort()
      const drained = Promise.all([...draining])
      await current.sql.end({ timeout: closeTimeoutSeconds })
      await Promise.race([drained, delay(closeTimeoutSeconds * 1_000, undefined, { ref: false })])
    },
  }
}

function openPool(options: DbOptions, limiter: QueryLimiter, onConnectionLost: () => void): Db {
  // A pool that has never connected cannot lose a connection: without a database it is not replaced.
  let hasConnected = false
  // Each of these closes without having been open.
  let refusedConnections = 0
  const pool = postgres(options.url, {
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
      else if (hasConnected) onConnectionLost()
    },
    fetch_types: false,
    types: arrayTypes,
    connection: {
      application_name: 'coinslot',
      ...(options.preparedStatements ? sessionSettings(options) : {}),
    },
  })
  const countRefused = (error: unknown) => {
    if (isTooManyConnections(error)) refusedConnections += 1
    throw error
  }
  const sql = limitSql(pool, {
    run: (execute) => limiter.run((attempt) => execute(attempt).then((result) => result, countRefused)),
  })
  return { orm: drizzle(sql), sql }
}

/** A statement that waits longer for a lock fails, and keeps its connection from others no longer. */
const lockTimeoutMs = 5_000

/**
 * The plan of a prepared statement is kept. One that was made while a table was small would scan the whole table for each row until
 * the next ANALYZE, so plans use indexes whatever the size. `jit` takes the price of a scan without an index for a long statement.
 */
function sessionSettings({ statementTimeoutMs }: DbOptions) {
  return {
    statement_timeout: statementTimeoutMs,
    lock_timeout: Math.min(lockTimeoutMs, statementTimeoutMs),
    enable_seqscan: 'off',
    jit: 'off',
  }
}

/** Backoff in seconds. The driver's default grows to 20 seconds, for which queries would wait although the database is back. */
function reconnectDelaySeconds(attempts: number): number {
  return Math.min(0.5, 0.01 * 2 ** attempts) * (0.5 + Math.random() / 2)
}
