/** Thrown instead of the call: the server failed repeatedly, or asked not to be called for a while. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError'
  readonly retryAfterMs: number
  constructor(retryAfterMs: number) {
    super(`circuit open: next call allowed in ${retryAfterMs} ms`)
    this.retryAfterMs = retryAfterMs
  }
}

export type CircuitBreaker = {
  /** @throws CircuitOpenError instead of calling while the circuit is open */
  run: <T>(call: () => Promise<T>) => Promise<T>
}

export type CircuitBreakerOptions = {
  /** How many consecutive failures open the circuit. */
  readonly failureThreshold: number
  readonly resetTimeoutMs: number
  /** Whether the error means that the server is unavailable. Every other error is a response and resets the count of failures. */
  readonly isFailure: (error: unknown) => boolean
  /** How long the server asked not to be called; null if it did not. */
  readonly readRetryAfterMs?: (error: unknown) => number | null
  readonly now?: () => number
}

/** Stops calling a server that is down. After the reset timeout one call is a probe; when it succeeds, the circuit closes. */
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
