import { setTimeout as delay } from 'node:timers/promises'
import { backoffMs, startDeadline, type Deadline } from '../platform/retry.ts'
import { RequestError } from '../platform/request-error.ts'
import { isTooManyConnections } from './errors.ts'

export type QueryLimiterOptions = {
  /** The connections of the pool: with as many queries at a time the limit is lifted. */
  readonly poolSize: number
  /** More queries than this, running and waiting, are refused. */
  readonly maxPending?: number
  /** The longest wait of a query for a connection. */
  readonly maxWaitMs?: number
  /** The limit is raised by one after this time without a refused connection. */
  readonly raiseIntervalMs?: number
}

export type QueryLimiter = {
  /**
   * Runs a query, and repeats it while the database refuses the connection that it needs.
   * @throws RequestError `UNAVAILABLE` if too many queries wait, or if this one waited for too long; then it was not executed
   */
  run: <Result>(execute: (attempt: number) => PromiseLike<Result>) => Promise<Result>
  /** Whether queries wait because the database has too few connections. */
  readonly isLimited: () => boolean
  /** The queries that run or wait. */
  readonly pendingCount: () => number
  /** Leaves connections to other processes for a while: one, or half of them while there are too few. */
  readonly leaveConnections: () => void
}

const retryAfterMs = 1_000

/**
 * Without a refused connection every query goes to the driver at once. A database or a PgBouncer that has no connection left refuses
 * it with an error for the query: then only as many queries as have connections run at a time, and the others wait in line for these.
 */
export function createQueryLimiter(options: QueryLimiterOptions): QueryLimiter {
  const { maxPending = 10_000, maxWaitMs = 5_000 } = options
  const line = createLine(options)
  return {
    isLimited: line.isLimited,
    leaveConnections: line.leaveConnections,
    pendingCount: line.pendingCount,
    run: async (execute) => {
      if (line.pendingCount() >= maxPending)
        throw createUnavailableError('Too many calls wait for the database.')
      const deadline = startDeadline(maxWaitMs)
      for (let attempt = 0; ; attempt += 1) {
        const turn = line.enter(deadline)
        if (turn !== null) await turn
        try {
          return await execute(attempt)
        } catch (error) {
          if (!isTooManyConnections(error)) throw error
          line.lowerLimit()
          if (deadline.remainingMs() === 0)
            throw createUnavailableError('The database has no connection left.', error)
        } finally {
          line.leave()
        }
        await delay(Math.min(backoffMs(attempt + 1, 10, 200), deadline.remainingMs()))
      }
    },
  }
}

type Line = {
  /** Null if the query may run at once; rejects if its turn does not come in time. */
  readonly enter: (deadline: Deadline) => Promise<void> | null
  readonly leave: () => void
  /** Called when a query was refused a connection: the others that run have one, unless they are refused too. */
  readonly lowerLimit: () => void
  readonly isLimited: () => boolean
  readonly leaveConnections: () => void
  readonly pendingCount: () => number
}

function createLine({ poolSize, raiseIntervalMs = 2_000 }: QueryLimiterOptions): Line {
  const waiting = new Set<() => void>()
  let active = 0
  let limit = Infinity
  let changedAt = 0

  const setLimit = (next: number) => {
    limit = next >= poolSize ? Infinity : Math.max(1, next)
    changedAt = performance.now()
  }
  const startWaiting = () => {
    if (limit !== Infinity && performance.now() - changedAt > raiseIntervalMs) setLimit(limit + 1)
    for (const start of waiting) {
      if (active >= limit) return
      waiting.delete(start)
      active += 1
      start()
    }
  }
  const wait = (deadline: Deadline) =>
    new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.delete(start)
        reject(createUnavailableError('The database had no free connection in time.'))
      }, deadline.remainingMs())
      const start = () => {
        clearTimeout(timer)
        resolve()
      }
      waiting.add(start)
      startWaiting()
    })
  return {
    enter: (deadline) => {
      if (active >= limit || waiting.size > 0) return wait(deadline)
      active += 1
      return null
    },
    leave: () => {
      active -= 1
      startWaiting()
    },
    lowerLimit: () => setLimit(Math.min(limit, active - 1)),
    isLimited: () => limit !== Infinity,
    leaveConnections: () =>
      setLimit(limit === Infinity ? poolSize - 1 : Math.min(Math.floor(limit / 2), poolSize - 1)),
    pendingCount: () => active + waiting.size,
  }
}

export function createUnavailableError(message: string, cause?: unknown): RequestError {
  return new RequestError('UNAVAILABLE', `${message} Repeat the call later.`, retryAfterMs, { cause })
}
