import type { Logger } from 'pino'

export const lost = Symbol('the coordinator is lost')

/**
 * Stands between callers and Redis: no call takes longer than the limit, none fails, and during an outage none is tried,
 * except by the guard itself, which asks from time to time whether Redis is back.
 */
export type Guard = {
  run: <T>(command: () => Promise<T>) => Promise<T | typeof lost>
  isLost: () => boolean
  close: () => void
}

type GuardOptions = {
  log: Pick<Logger, 'info' | 'warn'>
  /** must write, so that a full or read-only Redis is no working one */
  probe: () => Promise<unknown>
  limitMs: number
  pauseMs: number
  /** the last error of the connection, which says more than that of a refused command */
  reason: () => Error | undefined
}

export function createGuard({ log, probe, limitMs, pauseMs, reason }: GuardOptions): Guard {
  let state: 'ok' | 'lost' | 'closed' = 'ok'
  let timer: NodeJS.Timeout | undefined

  function lose(error: unknown): void {
    if (state !== 'ok') return
    state = 'lost'
    const cause = reason()?.message
    log.warn({ err: error, cause }, 'Redis is lost; going on without locks and wake-ups until it is back.')
    probeLater()
  }

  function probeLater(): void {
    timer = setTimeout(() => void look(), pauseMs)
    timer.unref()
  }

  async function look(): Promise<void> {
    const back = await within(limitMs, probe).then(
      () => true,
      () => false,
    )
    if (state !== 'lost') return
    if (!back) {
      probeLater()
      return
    }
    state = 'ok'
    log.info('Redis is back.')
  }

  return {
    async run(command) {
      if (state !== 'ok') return lost
      try {
        return await within(limitMs, command)
      } catch (error) {
        lose(error)
        return lost
      }
    },
    isLost: () => state !== 'ok',
    close() {
      state = 'closed'
      clearTimeout(timer)
    },
  }
}

function within<T>(limitMs: number, command: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // After a stall of this process the answer may already lie in the socket: let it be read before giving up.
    const giveUp = () =>
      setImmediate(() => setImmediate(reject, new Error(`Redis gave no answer in ${limitMs} ms`)))
    const timer = setTimeout(giveUp, limitMs)
    command()
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}
