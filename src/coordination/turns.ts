import type { LockOptions } from './contract.ts'

/** Locks within this process: first come, first served; a turn that outlives its ttl passes to the next in line. */
export type Turns = {
  take: (key: string, options: LockOptions) => Promise<Turn | 'busy'>
  /** Everybody who waits is told 'busy'. */
  close: () => void
}

export type Turn = {
  end: () => void
}

type Waiter = {
  ttlMs: number
  timer: NodeJS.Timeout
  answer: (turn: Turn | 'busy') => void
}

type Line = {
  owner: Turn
  expiry: NodeJS.Timeout
  waiters: Set<Waiter>
}

export function createTurns(): Turns {
  const lines = new Map<string, Line>()

  function begin(key: string, ttlMs: number, waiters: Set<Waiter>): Turn {
    const owner: Turn = { end: () => passOn(key, owner) }
    const expiry = setTimeout(owner.end, ttlMs)
    expiry.unref()
    lines.set(key, { owner, expiry, waiters })
    return owner
  }

  function passOn(key: string, owner: Turn): void {
    const line = lines.get(key)
    if (line?.owner !== owner) return
    clearTimeout(line.expiry)
    const [next] = line.waiters
    if (next === undefined) {
      lines.delete(key)
      return
    }
    line.waiters.delete(next)
    clearTimeout(next.timer)
    next.answer(begin(key, next.ttlMs, line.waiters))
  }

  return {
    take(key, options) {
      const line = lines.get(key)
      return line === undefined ? Promise.resolve(begin(key, options.ttlMs, new Set())) : wait(line, options)
    },
    close() {
      for (const { expiry, waiters } of lines.values()) {
        clearTimeout(expiry)
        for (const waiter of waiters) {
          clearTimeout(waiter.timer)
          waiter.answer('busy')
        }
        waiters.clear()
      }
      lines.clear()
    },
  }
}

function wait(line: Line, { ttlMs, waitMs }: LockOptions): Promise<Turn | 'busy'> {
  if (waitMs <= 0) return Promise.resolve('busy')
  return new Promise((answer) => {
    const giveUp = () => {
      line.waiters.delete(waiter)
      answer('busy')
    }
    const waiter: Waiter = { ttlMs, timer: setTimeout(giveUp, waitMs), answer }
    line.waiters.add(waiter)
  })
}
