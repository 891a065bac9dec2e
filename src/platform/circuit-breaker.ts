import { channel } from 'node:diagnostics_channel'

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
  /** The service that is called; without it the state is not in the metrics. */
  readonly service?: string
  /** How many consecutive failures open the circuit. */
  readonly failureThreshold: number
  readonly resetTimeoutMs: number
  /** Whether the error means that the server is unavailable. Every other error is a response and resets the count of failures. */
  readonly isFailure: (error: unknown) => boolean
  /** How long the server asked not to be called; null if it did not. */
  readonly readRetryAfterMs?: (error: unknown) => number | null
  readonly now?: () => number
}

/** A circuit has opened, or closed again. */
export type CircuitChange = {
  readonly service: string
  /** Identifies the circuit: a service has one for each connection. */
  readonly circuit: object
  /** How long no call is made; 0 if the circuit has closed. */
  readonly openMs: number
}

const changes = channel('coinslot.circuit')

/** Calls the listener after every change of this process. Returns the function that ends it. */
export function onCircuitChange(listener: (change: CircuitChange) => void): () => void {
  const subscriber = (message: unknown) => listener(message as CircuitChange)
  changes.subscribe(subscriber)
  return () => {
    changes.unsubscribe(subscriber)
  }
}

/** Stops calling a server that is down. After the reset timeout one call is a probe; when it succeeds, the circuit closes. */
export function createCircuitBreaker(options: CircuitBreakerOptions): CircuitBreaker {
  const {
    service,
    failureThreshold,
    resetTimeoutMs,
    isFailure,
    readRetryAfterMs = () => null,
    now = () => performance.now(),
  } = options
  let failures = 0
  let openUntil = Number.NEGATIVE_INFINITY
  let isProbing = false
  const circuit = {}
  let isReported = false
  const report = (openMs: number) => {
    isReported = openMs > 0
    if (service !== undefined) changes.publish({ service, circuit, openMs } satisfies CircuitChange)
  }

  const record = (error: unknown): void => {
    failures = isFailure(error) ? failures + 1 : 0
    const waitMs = Math.max(readRetryAfterMs(error) ?? 0, failures >= failureThreshold ? resetTimeoutMs : 0)
    if (waitMs === 0) return
    openUntil = Math.max(openUntil, now() + waitMs)
    report(openUntil - now())
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
        // A call that began before the circuit opened does not close it.
        if (isReported && now() >= openUntil) report(0)
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
