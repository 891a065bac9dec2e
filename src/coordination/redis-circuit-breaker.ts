import type { Logger } from 'pino'

export const unavailable = Symbol('coordinator unavailable')

/**
 * Guards the calls to Redis: no call takes longer than the timeout, and none fails. While the circuit is open, calls resolve with
 * `unavailable` at once; only a periodic probe is sent, which closes the circuit when Redis has recovered.
 */
export type CircuitBreaker = {
  run: <T>(command: () => Promise<T>) => Promise<T | typeof unavailable>
  close: () => void
}

/**
 * While Redis is available, it is probed at this multiple of the interval. A process that only publishes would not notice otherwise
 * that its Redis has become a replica, which accepts messages and does not send them to the other processes.
 */
const idleFactor = 10

const unavailableMessage = 'Redis unavailable; continuing without locks and wake-ups until it recovers'

type CircuitBreakerOptions = {
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** Must write, so that a full or read-only Redis counts as unavailable. */
  readonly probe: () => Promise<unknown>
  readonly timeoutMs: number
  /** The time between two probes while the circuit is open. */
  readonly probeIntervalMs: number
  /** The last error of the connection, which is more specific than that of a rejected command. */
  readonly lastConnectionError: () => Error | null
}

export function createCircuitBreaker({
  log,
  probe,
  timeoutMs,
  probeIntervalMs,
  lastConnectionError,
}: CircuitBreakerOptions): CircuitBreaker {
  let state: 'closed' | 'open' | 'stopped' = 'closed'
  let timer: NodeJS.Timeout | undefined

  function open(error: unknown): void {
    if (state !== 'closed') return
    state = 'open'
    log.warn({ error, cause: lastConnectionError()?.message }, unavailableMessage)
    scheduleProbe()
  }

  function scheduleProbe(): void {
    clearTimeout(timer)
    timer = setTimeout(
      () => void runProbe(),
      state === 'open' ? probeIntervalMs : idleFactor * probeIntervalMs,
    )
    timer.unref()
  }

  async function runProbe(): Promise<void> {
    try {
      await withTimeout(timeoutMs, probe)
      if (state === 'open') log.info('Redis recovered')
      if (state !== 'stopped') state = 'closed'
    } catch (error) {
      open(error)
    }
    if (state !== 'stopped') scheduleProbe()
  }

  scheduleProbe()
  return {
    async run(command) {
      if (state !== 'closed') return unavailable
      try {
        return await withTimeout(timeoutMs, command)
      } catch (error) {
        open(error)
        return unavailable
      }
    },
    close() {
      state = 'stopped'
      clearTimeout(timer)
    },
  }
}

function withTimeout<T>(timeoutMs: number, command: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // After a stall of this process, the reply may be waiting in the socket: it is read before the timeout takes effect.
    const onTimeout = () =>
      setImmediate(() => setImmediate(reject, new Error(`Redis command timed out after ${timeoutMs} ms`)))
    const timer = setTimeout(onTimeout, timeoutMs)
    command()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
