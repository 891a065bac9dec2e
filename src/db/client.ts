import { setTimeout as delay } from 'node:timers/promises'
import type { PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import type { Sql } from 'postgres'
import { openConnectionPool, type ConnectionPool, type PoolOptions } from './connection-pool.ts'
import { createQueryLimiter, type QueryLimiter } from './query-limiter.ts'

/**
 * One connection pool with two interfaces: `orm` for ordinary queries, `sql` for hand-written statements. Queries take a `Db` as
 * their first parameter and read `orm` or `sql` when they need it: when the pool is replaced these belong to another pool. Rows of
 * `sql` have timestamps and `bigint` values as text, so statements map their own rows.
 */
export type Db = { readonly orm: PostgresJsDatabase; readonly sql: Sql }

export type OpenDb = Db & { readonly usage: () => DatabaseUsage; close: () => Promise<void> }

export type DatabaseUsage = {
  /** The connections that queries use now, at most the size of the pool. */
  readonly inUse: number
  /** The queries that wait for a connection. */
  readonly waiting: number
  readonly poolSize: number
}

/** The running queries of a replaced pool have this time to finish. */
const drainTimeoutMs = 5_000
const drainEndTimeoutSeconds = 1
const closeTimeoutSeconds = 3

/** Limits the connection attempts to a database that rejects connections because it has too many. */
const minReplaceIntervalMs = 250

/**
 * A pool that loses a connection is replaced by a new one, and finishes its running queries. See decision 30. One that is refused a
 * connection goes on with those that it has; a pool with connections that it does not use, or for long, is replaced. See decision 36.
 */
export function openDb(options: PoolOptions): OpenDb {
  const closing = new AbortController()
  const limiter = createQueryLimiter(options)
  const draining = new Set<Promise<void>>()
  let replaceTimer: NodeJS.Timeout | null = null
  let replacedAt = -Infinity
  const replace = () => {
    if (replaceTimer !== null) clearTimeout(replaceTimer)
    replaceTimer = null
    if (closing.signal.aborted) return
    replacedAt = performance.now()
    const drained = drainPool(current, closing.signal).finally(() => draining.delete(drained))
    draining.add(drained)
    current = open()
  }
  const scheduleReplace = () => {
    if (replaceTimer !== null) return
    const delayMs = replacedAt + minReplaceIntervalMs - performance.now()
    if (delayMs <= 0) replace()
    else replaceTimer = setTimeout(replace, delayMs).unref()
  }
  const open = (): ConnectionPool => {
    const onConnectionLost = () => {
      if (pool === current) scheduleReplace()
    }
    const pool = openConnectionPool(options, { limiter, current: () => current, onConnectionLost })
    return pool
  }
  let current = open()
  const releasing = releaseConnections(() => current, { limiter, replace })
  return {
    get orm() {
      return current.orm
    },
    get sql() {
      return current.sql
    },
    usage: () => readUsage(limiter, options),
    close: async () => {
      closing.abort()
      clearInterval(releasing)
      await closePools(current, draining)
    },
  }
}

async function closePools({ driver }: ConnectionPool, draining: ReadonlySet<Promise<void>>): Promise<void> {
  const drained = Promise.all(draining)
  await driver.end({ timeout: closeTimeoutSeconds })
  await Promise.race([drained, delay(closeTimeoutSeconds * 1_000, undefined, { ref: false })])
}

function readUsage({ pendingCount }: QueryLimiter, { poolSize }: PoolOptions): DatabaseUsage {
  const inUse = Math.min(poolSize, pendingCount())
  return { inUse, waiting: pendingCount() - inUse, poolSize }
}

async function drainPool({ driver, whenIdle }: ConnectionPool, signal: AbortSignal): Promise<void> {
  const timeout = delay(drainTimeoutMs, undefined, { signal, ref: false }).catch(() => undefined)
  await Promise.race([whenIdle(), timeout])
  await driver.end({ timeout: drainEndTimeoutSeconds })
}

const releaseIntervalMs = 5_000
/** Shorter than the time for which the start of a process waits for a connection. */
const maxLifetimeMs = 40_000
const limitedLifetimeMs = 10_000

/**
 * Releases connections for other processes, which PostgreSQL refuses as long as nobody releases one: those that were opened for a peak
 * that is over, and now and then all. The driver cannot close a single one.
 */
function releaseConnections(
  current: () => ConnectionPool,
  { limiter, replace }: { readonly limiter: QueryLimiter; readonly replace: () => void },
): NodeJS.Timeout {
  let observed = current()
  let openedAt = performance.now()
  let peak = 0
  const release = () => {
    const pool = current()
    if (pool !== observed) {
      observed = pool
      openedAt = performance.now()
      peak = 0
    }
    const recentPeak = pool.takePeak()
    peak = Math.max(peak, recentPeak)
    const lifetimeMs = (limiter.isLimited() ? limitedLifetimeMs : maxLifetimeMs) * (0.8 + Math.random() / 5)
    const isOld = performance.now() - openedAt > lifetimeMs
    if (isOld) limiter.leaveConnections()
    if (isOld || recentPeak * 2 < peak) replace()
  }
  return setInterval(release, releaseIntervalMs).unref()
}
