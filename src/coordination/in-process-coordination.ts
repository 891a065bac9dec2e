import type { Logger } from 'pino'
import type { Coordination, Lock } from './contract.ts'
import { createKeyedMutex } from './keyed-mutex.ts'
import { createRateLimiter } from './rate-limiter.ts'
import { createTopicListeners } from './topic-listeners.ts'

/** For a server that runs as a single process: other processes share no locks, wake-ups or rate limits with it. */
export function createInProcessCoordination({ log }: { readonly log: Pick<Logger, 'error'> }): Coordination {
  const mutex = createKeyedMutex()
  const topics = createTopicListeners({ log })
  const limiter = createRateLimiter({ shared: null })

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
    rateLimit: limiter.rateLimit,
    health: async () => 'in-process',
    async close() {
      mutex.close()
      topics.clear()
      limiter.close()
    },
  }
}
