import { setTimeout as delay } from 'node:timers/promises'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres, { type Sql } from 'postgres'

/**
 * One pool, two ways in: `orm` for ordinary queries, `sql` for the named statements whose shape matters. Queries take a
 * `Db` first, and take from it what they need when they need it: after a loss these are another pool's. Through `sql`, times
 * arrive as text and `bigint` as text too: statements map their own rows.
 */
export type Db = { readonly orm: PostgresJsDatabase; readonly sql: Sql }

export type DbOptions = {
  readonly url: string
  /** Connections at the most; 8–10 is fastest for the hot statements. */
  readonly poolSize: number
  /** PgBouncer in transaction mode needs false. */
  readonly preparedStatements: boolean
  /** What a statement may take before the server cancels it. */
  readonly statementTimeoutMs: number
}

/**
 * The arrays that statements are given, by PostgreSQL's numbers of their types. The driver would ask the database for these at
 * each new connection, but when the connection breaks at that moment nobody hears of it, and the process ends.
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

/** How long a replaced pool still takes what was given to it in that moment, and what it may then take to finish. */
const drainGraceMs = 1_000
const drainTimeoutSeconds = 5
const closeTimeoutSeconds = 3

/** A database that refuses connections, because it has too many, would otherwise get ever more of them from us. */
const minReplaceIntervalMs = 250

/** A pool that loses a connection is replaced by a new one, and finishes what it has: decision 30 says why. */
export function openDb(options: DbOptions): Db & { close: () => Promise<void> } {
  const closing = new AbortController()
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
    const pool = openPool(options, () => {
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

function openPool(options: DbOptions, onConnectionLost: () => void): Db {
  // While there is no database the pool has had no connection, so none can be lost.
  let hasConnected = false
  const sql = postgres(options.url, {
    max: options.poolSize,
    prepare: options.preparedStatements,
    connect_timeout: 5,
    // The pool closes none by itself, so each that closes is lost.
    max_lifetime: null,
    backoff: reconnectDelaySeconds,
    onnotice: () => undefined,
    onparameter: () => {
      hasConnected = true
    },
    onclose: () => {
      if (hasConnected) onConnectionLost()
    },
    fetch_types: false,
    types: arrayTypes,
    connection: options.preparedStatements
      ? { application_name: 'coinslot', statement_timeout: options.statementTimeoutMs }
      : { application_name: 'coinslot' },
  })
  return { orm: drizzle(sql), sql }
}

/** In seconds. The driver's own pauses grow to 20 seconds, through which queries wait for a database that is back. */
function reconnectDelaySeconds(attempts: number): number {
  return Math.min(0.5, 0.01 * 2 ** attempts) * (0.5 + Math.random() / 2)
}
