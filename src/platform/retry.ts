import { setTimeout as sleep } from 'node:timers/promises'

/** The time that several attempts, and several calls, share. */
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

/** A longer wait is not worthwhile while a caller waits for the result; the caller gets the error and can retry. */
const maxDelayMs = 1_500

/**
 * Repeats `call` as the policy allows. If the wait would be too long or would not end before the deadline, the error is thrown at once,
 * so that the caller gets it in time.
 */
export async function retry<T>(call: (remainingMs: number) => Promise<T>, policy: RetryPolicy): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await call(policy.deadline.remainingMs())
    } catch (error) {
      const delay = attempt < policy.maxRetries ? policy.delayMs(error, attempt) : null
      if (delay === null || delay > maxDelayMs || delay >= policy.deadline.remainingMs()) throw error
      await sleep(delay)
    }
  }
}

/** Exponential backoff between a half and the whole of the delay, so that callers that failed together do not retry together. */
export function jitteredDelayMs(
  attempt: number,
  initialMs: number,
  random: () => number = Math.random,
): number {
  return jitter(initialMs * 2 ** attempt, random)
}

/**
 * The backoff of work that waits in the database: as `jitteredDelayMs`, but at most `maxMs`, which is jittered too. `attempt` counts
 * from 1.
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
