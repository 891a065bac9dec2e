import { LRUCache } from 'lru-cache'
import type { Logger } from 'pino'
import type { Coordination, Lock } from './contract.ts'
import { countInWindow, toCount } from './sliding-window.ts'
import type { WindowState } from './sliding-window.ts'
import { createTopics } from './topics.ts'
import { createTurns } from './turns.ts'

const maxCounters = 100_000

/** For one process only: what another process does is not seen. */
export function createInProcessCoordination({ log }: { log: Pick<Logger, 'error'> }): Coordination {
  const turns = createTurns()
  const topics = createTopics({ log })
  const windows = new LRUCache<string, WindowState>({ max: maxCounters })

  return {
    async acquire(key, options): Promise<Lock | 'busy'> {
      const turn = await turns.take(key, options)
      return turn === 'busy' ? 'busy' : { held: true, release: turn.end }
    },
    publish(topic, message) {
      // Later, as through a network: a publisher must never run its listeners' code.
      setImmediate(() => topics.deliver(topic, message))
    },
    subscribe: topics.add,
    async count(key, options) {
      const state = windows.get(key) ?? { index: 0, current: 0, previous: 0 }
      windows.set(key, state)
      return toCount(countInWindow(state, options, Date.now()), options)
    },
    health: async () => 'in-process',
    async close() {
      turns.close()
      topics.clear()
      windows.clear()
    },
  }
}
