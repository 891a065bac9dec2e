/** Nothing was sent: the other side failed too often of late, or asked not to be called for a while. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError'
  readonly retryAfterMs: number
  constructor(retryAfterMs: number) {
    super(`circuit open: next call allowed in ${retryAfterMs} ms`)
    this.retryAfterMs = retryAfterMs
  }
}

export type CircuitBreaker = {
  /** @throws CircuitOpen instead of calling, while the circuit is open */
  run: <T>(call: () => Promise<T>) => Promise<T>
}

export type CircuitBreakerOptions = {
  /** So many failures in a row open the circuit. */
  readonly failureThreshold: number
  readonly resetTimeoutMs: number
  /** Whether the other side is down; every other error is an answer, and ends the row. */
  readonly isFailure: (error: unknown) => boolean
  /** How long the other side asked not to be called at all; null if it did not. */
  readonly readRetryAfterMs?: (error: unknown) => number | null
  readonly now?: () => number
}

/** Stops calling what is down. Once the time is over one call tries; the others follow when it succeeded. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const {
    failureThreshold,
    resetTimeoutMs,
    isFailure,
    readRetryAfterMs = () => null,
    now = () => performance.now(),
  } = options
  let failures = 0
  let openUntil = Number.NEGATIVE_INFINITY
  let isProbing = false

  const record = (error: unknown): void => {
    failures = isFailure(error) ? failures + 1 : 0
    const waitMs = Math.max(readRetryAfterMs(error) ?? 0, failures >= failureThreshold ? resetTimeoutMs : 0)
    if (waitMs > 0) openUntil = Math.max(openUntil, now() + waitMs)
  }

  return {
    async run(call) {
      const waitMs = openUntil - now()
      if (waitMs > 0) throw new CircuitOpenError(Math.ceil(waitMs))
      const isProbe = failures >= failureThreshold
      if (isProbe && isProbing) throw new CircuitOpenError(resetTimeoutMs)
      if (isProbe) isProbing = true
      try {
        const result = await call()
        failures = 0
        return result
      } catch (error) {
        record(error)
        throw error
      } finally {
        if (isProbe) isProbing = false
      }
    },
  }
}
