import type { LockOptions } from './contract.ts'

/** Locks within this process, granted in the order of the requests. A grant that outlives its ttl passes to the next waiter. */
export type KeyedMutex = {
  acquire: (key: string, options: LockOptions) => Promise<MutexGrant | 'busy'>
  /** Resolves every waiter with 'busy'. */
  close: () => void
}

export type MutexGrant = {
  release: () => void
}

type Waiter = {
  readonly ttlMs: number
  readonly timer: NodeJS.Timeout
  readonly resolve: (grant: MutexGrant | 'busy') => void
}

type LockQueue = {
  readonly holder: MutexGrant
  readonly expiry: NodeJS.Timeout
  readonly waiters: Set<Waiter>
}

export function createKeyedMutex(): KeyedMutex {
  const queues = new Map<string, LockQueue>()

  function createGrant(key: string, ttlMs: number, waiters: Set<Waiter>): MutexGrant {
    const grant: MutexGrant = { release: () => passToNext(key, grant) }
    const expiry = setTimeout(grant.release, ttlMs)
    expiry.unref()
    queues.set(key, { holder: grant, expiry, waiters })
    return grant
  }

  function passToNext(key: string, grant: MutexGrant): void {
    const queue = queues.get(key)
    if (queue?.holder !== grant) return
    clearTimeout(queue.expiry)
    const [next] = queue.waiters
    if (next === undefined) {
      queues.delete(key)
      return
    }
    queue.waiters.delete(next)
    clearTimeout(next.timer)
    next.resolve(createGrant(key, next.ttlMs, queue.waiters))
  }

  return {
    acquire(key, options) {
      const queue = queues.get(key)
      return queue === undefined
        ? Promise.resolve(createGrant(key, options.ttlMs, new Set()))
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
    const onTimeout = () => {
      queue.waiters.delete(waiter)
      resolve('busy')
    }
    const waiter: Waiter = { ttlMs, timer: setTimeout(onTimeout, waitMs), resolve }
    queue.waiters.add(waiter)
  })
}
