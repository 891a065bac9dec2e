import type { RateLimitOptions, RateLimitResult } from './contract.ts'

/**
 * A sliding window counter: the previous fixed window counts in proportion to the part of it that the sliding window still covers.
 * It stores two numbers per key and allows no double burst at the boundary of two fixed windows.
 * rate-limiter-flexible does not fit: it counts rejected requests too, and its fixed windows allow that burst.
 */
export type WindowState = {
  /** The number of the current window since the epoch. */
  index: number
  current: number
  previous: number
}

export type WindowCount = {
  allowed: boolean
  current: number
  previous: number
  elapsedMs: number
}

/** Updates `state`. `redis-scripts.ts` has the same rule in Lua. */
export function countInWindow(state: WindowState, options: RateLimitOptions, now: number): WindowCount {
  const { windowMs, limit, cost = 1 } = options
  const index = Math.floor(now / windowMs)
  if (state.index !== index) {
    state.previous = state.index === index - 1 ? state.current : 0
    state.current = 0
    state.index = index
  }
  const elapsedMs = now - index * windowMs
  const used = (state.previous * (windowMs - elapsedMs)) / windowMs + state.current
  const allowed = used + cost <= limit
  if (allowed) state.current += cost
  return { allowed, current: state.current, previous: state.previous, elapsedMs }
}

export function toRateLimitResult(count: WindowCount, options: RateLimitOptions): RateLimitResult {
  const { windowMs, limit } = options
  const used = (count.previous * (windowMs - count.elapsedMs)) / windowMs + count.current
  return {
    allowed: count.allowed,
    remaining: Math.max(0, Math.floor(limit - used)),
    retryAfterMs: count.allowed ? 0 : Math.max(1, Math.ceil(retryAfterMs(count, options))),
    degraded: false,
  }
}

function retryAfterMs({ current, previous, elapsedMs }: WindowCount, options: RateLimitOptions): number {
  const { windowMs, limit, cost = 1 } = options
  const remainingBefore = limit - cost
  if (remainingBefore < 0) return windowMs
  if (current <= remainingBefore) return windowMs * (1 - (remainingBefore - current) / previous) - elapsedMs
  return windowMs - elapsedMs + windowMs * (1 - remainingBefore / current)
}
