import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { Coordination, Lock } from './contract.ts'
import { countInWindow, toRateLimitResult, type WindowState } from './sliding-window.ts'
import { createTopicListeners } from './topic-listeners.ts'
import { createKeyedMutex } from './keyed-mutex.ts'

const maxRateLimitKeys = 100_000

/** For a server that runs as a single process: other processes share no locks, wake-ups or rate limits with it. */
export function createInProcessCoordination({ log }: { readonly log: Pick<Logger, 'error'> }): Coordination {
  const mutex = createKeyedMutex()
  const topics = createTopicListeners({ log })
  const windows = new LRUCache<string, WindowState>({ max: maxRateLimitKeys })

  return {
    async acquire(key, options): Promise<Lock | 'busy'> {
      const grant = await mutex.acquire(key, options)
      return grant === 'busy' ? 'busy' : { degraded: false, release: grant.release }
    },
    publish(topic, message) {
      // Delivered asynchronously, as through a network: a publisher must never run the code of its listeners.
      setImmediate(() => topics.deliver(topic, message))
    },
    subscribe: topics.add,
    async rateLimit(key, options) {
      const state = windows.get(key) ?? { index: 0, current: 0, previous: 0 }
      windows.set(key, state)
      return toRateLimitResult(countInWindow(state, options, Date.now()), options)
    },
    health: async () => 'in-process',
    async close() {
      mutex.close()
      topics.clear()
      windows.clear()
    },
  }
}
