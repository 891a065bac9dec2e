import type { Logger } from 'pino'
import type { MessageListener } from './contract.ts'

/** The listeners of this process, by topic. A listener that throws does not affect the others. */
export type TopicListeners = {
  add: (topic: string, listener: MessageListener) => () => void
  deliver: (topic: string, message: string) => void
  topicNames: () => string[]
  clear: () => void
}

type TopicListenersOptions = {
  log: Pick<Logger, 'error'>
  /** Called when a topic gets its first listener. */
  onFirstListener?: (topic: string) => void
  /** Called when the last listener of a topic is removed. */
  onLastListenerRemoved?: (topic: string) => void
}

export function createTopicListeners({
  log,
  onFirstListener,
  onLastListenerRemoved,
}: TopicListenersOptions): TopicListeners {
  // Keyed by subscription, so that the same function may listen twice.
  const topics = new Map<string, Map<symbol, MessageListener>>()

  function remove(topic: string, id: symbol): void {
    const listeners = topics.get(topic)
    if (listeners?.delete(id) && listeners.size === 0) {
      topics.delete(topic)
      onLastListenerRemoved?.(topic)
    }
  }

  return {
    add(topic, listener) {
      const id = Symbol(topic)
      const listeners = topics.get(topic)
      if (listeners === undefined) {
        topics.set(topic, new Map([[id, listener]]))
        onFirstListener?.(topic)
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
          log.error({ error, topic }, 'wake-up listener failed')
        }
      }
    },
    topicNames: () => [...topics.keys()],
    clear: () => topics.clear(),
  }
}
