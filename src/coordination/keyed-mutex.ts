import type { LockOptions } from './contract.ts'

/** Locks within this process: first come, first served; a turn that outlives its ttl passes to the next in line. */
export type KeyedMutex = {
  acquire: (key: string, options: LockOptions) => Promise<MutexGrant | 'busy'>
  /** Everybody who waits is told 'busy'. */
  close: () => void
}

export type MutexGrant = {
  release: () => void
}

type Waiter = {
  ttlMs: number
  timer: NodeJS.Timeout
  resolve: (turn: MutexGrant | 'busy') => void
}

type LockQueue = {
  holder: MutexGrant
  expiry: NodeJS.Timeout
  waiters: Set<Waiter>
}

export function createKeyedMutex(): KeyedMutex {
  const queues = new Map<string, LockQueue>()

  function grant(key: string, ttlMs: number, waiters: Set<Waiter>): MutexGrant {
    const owner: MutexGrant = { release: () => handOver(key, owner) }
    const expiry = setTimeout(owner.release, ttlMs)
    expiry.unref()
    queues.set(key, { holder: owner, expiry, waiters })
    return owner
  }

  function handOver(key: string, owner: MutexGrant): void {
    const queue = queues.get(key)
    if (queue?.holder !== owner) return
    clearTimeout(queue.expiry)
    const [next] = queue.waiters
    if (next === undefined) {
      queues.delete(key)
      return
    }
    queue.waiters.delete(next)
    clearTimeout(next.timer)
    next.resolve(grant(key, next.ttlMs, queue.waiters))
  }

  return {
    acquire(key, options) {
      const queue = queues.get(key)
      return queue === undefined
        ? Promise.resolve(grant(key, options.ttlMs, new Set()))
        : enqueueWaiter(queue, options)
    },
    close() {
      for (const { expiry, waiters } of queues.values()) {
        clearTimeout(expiry)
        for (const waiter of waiters) {
          clearTimeout(waiter.timer)
          waiter.resolve('busy')
        }
        waiters.clear()
      }
      queues.clear()
    },
  }
}

function enqueueWaiter(queue: LockQueue, { ttlMs, waitMs }: LockOptions): Promise<MutexGrant | 'busy'> {
  if (waitMs <= 0) return Promise.resolve('busy')
  return new Promise((resolve) => {
    const giveUp = () => {
      queue.waiters.delete(waiter)
      resolve('busy')
    }
    const waiter: Waiter = { ttlMs, timer: setTimeout(giveUp, waitMs), resolve }
    queue.waiters.add(waiter)
  })
}
