import type { Logger } from 'pino'

export const unavailable = Symbol('coordinator unavailable')

/**
 * Stands between callers and Redis: no call takes longer than the limit, none fails, and during an outage none is tried,
 * except by the guard itself, which asks from time to time whether Redis recovered.
 */
export type CircuitBreaker = {
  run: <T>(command: () => Promise<T>) => Promise<T | typeof unavailable>
  isOpen: () => boolean
  close: () => void
}

type CircuitBreakerOptions = {
  log: Pick<Logger, 'info' | 'warn'>
  /** must write, so that a full or read-only Redis is no working one */
  probe: () => Promise<unknown>
  timeoutMs: number
  probeIntervalMs: number
  /** the last error of the connection, which says more than that of a refused command */
  lastConnectionError: () => Error | undefined
}

export function createCircuitBreaker({
  log,
  probe,
  timeoutMs,
  probeIntervalMs,
  lastConnectionError,
}: CircuitBreakerOptions): CircuitBreaker {
  let state: 'ok' | 'unavailable' | 'closed' = 'ok'
  let timer: NodeJS.Timeout | undefined

  function open(error: unknown): void {
    if (state !== 'ok') return
    state = 'unavailable'
    const cause = lastConnectionError()?.message
    log.warn(
      { err: error, cause },
      'Redis unavailable; continuing without locks and wake-ups until it recovers.',
    )
    scheduleProbe()
  }

  function scheduleProbe(): void {
    timer = setTimeout(() => void runProbe(), probeIntervalMs)
    timer.unref()
  }

  async function runProbe(): Promise<void> {
    const isBack = await withTimeout(timeoutMs, probe).then(
      () => true,
      () => false,
    )
    if (state !== 'unavailable') return
    if (!isBack) {
      scheduleProbe()
      return
    }
    state = 'ok'
    log.info('Redis recovered.')
  }

  return {
    async run(command) {
      if (state !== 'ok') return unavailable
      try {
        return await withTimeout(timeoutMs, command)
      } catch (error) {
        open(error)
        return unavailable
      }
    },
    isOpen: () => state !== 'ok',
    close() {
      state = 'closed'
      clearTimeout(timer)
    },
  }
}

function withTimeout<T>(timeoutMs: number, command: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // After a stall of this process the answer may already lie in the socket: let it be read before giving up.
    const giveUp = () =>
      setImmediate(() => setImmediate(reject, new Error(`Redis command timed out after ${timeoutMs} ms`)))
    const timer = setTimeout(giveUp, timeoutMs)
    command()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
