import type { RateLimitResult, RateLimitOptions } from './contract.ts'

/**
 * The sliding window counter: the last full window counts in proportion to how much of it the sliding window still covers.
 * Two numbers a key, and no double burst where two fixed windows meet.
 */
export type WindowState = {
  /** number of the current window since the epoch */
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

/** Changes `state`. `redis-scripts.ts` holds the same rule in Lua. */
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

export function toRateLimitResult(verdict: WindowCount, options: RateLimitOptions): RateLimitResult {
  const { windowMs, limit } = options
  const used = (verdict.previous * (windowMs - verdict.elapsedMs)) / windowMs + verdict.current
  return {
    allowed: verdict.allowed,
    remaining: Math.max(0, Math.floor(limit - used)),
    retryAfterMs: verdict.allowed ? 0 : Math.max(1, Math.ceil(retryAfterMs(verdict, options))),
    counted: true,
  }
}

function retryAfterMs({ current, previous, elapsedMs }: WindowCount, options: RateLimitOptions): number {
  const { windowMs, limit, cost = 1 } = options
  const remainingBefore = limit - cost
  if (remainingBefore < 0) return windowMs
  if (current <= remainingBefore) return windowMs * (1 - (remainingBefore - current) / previous) - elapsedMs
  return windowMs - elapsedMs + windowMs * (1 - remainingBefore / current)
}
