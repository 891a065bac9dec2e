import { setTimeout as sleep } from 'node:timers/promises'

/** Time that several attempts, and several calls, share. */
export type Deadline = { remainingMs: () => number }

export function startDeadline(totalMs: number): Deadline {
  const end = performance.now() + totalMs
  return { remainingMs: () => Math.max(0, end - performance.now()) }
}

export type RetryPolicy = {
  /** How many times the call is repeated after its first failure. */
  readonly maxRetries: number
  readonly deadline: Deadline
  /** How long to wait before the next attempt; null when this error must not be retried. */
  readonly delayMs: (error: unknown, attempt: number) => number | null
}

/** A caller who waits for us waits no longer than this for one attempt; it hears of the rest, and comes back by itself. */
const maxWaitMs = 1_500

/**
 * Repeats `call` while the policy allows. A wait that is long, or would not end inside the budget, is not begun: the error is
 * thrown at once, so that the caller learns of it in time.
 */
export async function retry<T>(call: (remainingMs: number) => Promise<T>, policy: RetryPolicy): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call(policy.deadline.remainingMs())
    } catch (error) {
      const delay = attempt < policy.maxRetries ? policy.delayMs(error, attempt) : null
      if (delay === null || delay > maxWaitMs || delay >= policy.deadline.remainingMs()) throw error
      await sleep(delay)
    }
  }
}

/** Exponential, with full jitter above a half: many callers that failed together do not come back together. */
export function jitteredDelayMs(
  attempt: number,
  initialMs: number,
  random: () => number = Math.random,
): number {
  return jitter(initialMs * 2 ** attempt, random)
}

/**
 * For work that waits in the database: as `jitteredDelayMs`, but never longer than `longestMs`. `attempt` counts from 1. The longest
 * waits have chance in them too: what failed together for long does not come back together for ever.
 */
export function backoffMs(
  attempt: number,
  initialMs: number,
  maxMs: number,
  random: () => number = Math.random,
): number {
  const doublings = Math.min(Math.max(0, attempt - 1), 30)
  return jitter(Math.min(maxMs, initialMs * 2 ** doublings), random)
}

function jitter(ceilingMs: number, random: () => number): number {
  return ceilingMs / 2 + (ceilingMs / 2) * random()
}
