import type { Coordination, RateLimitOptions, RateLimitResult } from '../coordination/contract.ts'
import { createInProcessCoordination } from '../coordination/in-process-coordination.ts'
import type { Log } from '../platform/log.ts'

export type StrictRateLimiter = (key: string, options: RateLimitOptions) => Promise<RateLimitResult>

/**
 * Counts within the process while the coordinator is unavailable: an outage of Redis must neither stop operators nor allow unlimited
 * attempts at their passwords.
 */
export function createStrictRateLimiter(
  coordination: Pick<Coordination, 'rateLimit'>,
  log: Log,
): StrictRateLimiter {
  const local = createInProcessCoordination({ log })
  return async (key, options) => {
    const result = await coordination.rateLimit(key, options)
    return result.degraded ? local.rateLimit(key, options) : result
  }
}
