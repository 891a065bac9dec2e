import { setTimeout as delay } from 'node:timers/promises'
import type { Services } from './context.ts'

/** The database is queried at most this often, and no caller waits longer than the timeout. */
const defaultRefreshIntervalMs = 5_000
const queryTimeoutMs = 2_000

/** Returns a function that returns the recent result of a query for a metric; null if the query fails or times out. */
export function cacheMetricQuery<Result>(
  { log }: Pick<Services, 'log'>,
  query: () => Promise<Result>,
  failureMessage: string,
  refreshIntervalMs = defaultRefreshIntervalMs,
): () => Promise<Result | null> {
  let queriedAt = -Infinity
  let result: Promise<Result | null> = Promise.resolve(null)
  return () => {
    if (performance.now() - queriedAt >= refreshIntervalMs) {
      queriedAt = performance.now()
      result = query().catch((error: unknown) => {
        log.warn({ error }, failureMessage)
        return null
      })
    }
    return Promise.race([result, delay(queryTimeoutMs, null, { ref: false })])
  }
}
