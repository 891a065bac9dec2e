import type { Logger } from 'pino'
import type { Listener } from './contract.ts'

/** The listeners of this process, by topic. */
export type Topics = {
  add: (topic: string, listener: Listener) => () => void
  deliver: (topic: string, message: string) => void
  names: () => string[]
  clear: () => void
}

type TopicsOptions = {
  log: Pick<Logger, 'error'>
  /** the topic got its first listener */
  onOpened?: (topic: string) => void
  /** the topic lost its last listener */
  onClosed?: (topic: string) => void
}

export function createTopics({ log, onOpened, onClosed }: TopicsOptions): Topics {
  // A key per subscription, so that the same function may listen twice.
  const topics = new Map<string, Map<symbol, Listener>>()

  function remove(topic: string, id: symbol): void {
    const listeners = topics.get(topic)
    if (listeners?.delete(id) && listeners.size === 0) {
      topics.delete(topic)
      onClosed?.(topic)
    }
  }

  return {
    add(topic, listener) {
      const id = Symbol(topic)
      const listeners = topics.get(topic)
      if (listeners === undefined) {
        topics.set(topic, new Map([[id, listener]]))
        onOpened?.(topic)
      } else {
        listeners.set(id, listener)
      }
      return () => remove(topic, id)
    },
    deliver(topic, message) {
      for (const listener of [...(topics.get(topic)?.values() ?? [])]) {
        try {
          listener(message)
        } catch (error) {
          log.error({ err: error, topic }, 'A listener of a wake-up failed.')
        }
      }
    },
    names: () => [...topics.keys()],
    clear: () => topics.clear(),
  }
}
