import type { Logger } from 'pino'
import type { MessageListener } from './contract.ts'
import { createSubscriberClient } from './redis-clients.ts'
import { createTopicListeners, type TopicListeners } from './topic-listeners.ts'

export type RedisSubscriber = {
  subscribe: (topic: string, listener: MessageListener) => () => void
  /** Delivers a message to the listeners of this process only. */
  deliver: TopicListeners['deliver']
  close: () => void
}

type SubscriberOptions = {
  readonly url: string
  readonly prefix: string
  readonly log: Pick<Logger, 'error'>
}

const heartbeatMs = 5000

export function createRedisSubscriber({ url, prefix, log }: SubscriberOptions): RedisSubscriber {
  const client = createSubscriberClient(url)
  // A command fails only with its connection; the next connection subscribes to all topics again.
  const ignore = () => undefined
  const isReady = () => client.status === 'ready'
  const topics = createTopicListeners({
    log,
    onFirstListener: (topic) => isReady() && void subscribe([topic]).catch(ignore),
    onLastListenerRemoved: (topic) => isReady() && void client.unsubscribe(prefix + topic).catch(ignore),
  })

  async function subscribe(names: string[]): Promise<void> {
    if (names.length === 0) return
    await client.subscribe(...names.map((name) => prefix + name))
    for (const name of names) topics.deliver(name, '')
  }

  client.on('error', ignore)
  client.on('ready', () => void subscribe(topics.topicNames()).catch(ignore))
  client.on('message', (channel: string, message: string) =>
    topics.deliver(channel.slice(prefix.length), message),
  )
  // A silent connection may be dead: a ping without a reply makes `socketTimeout` detect it.
  const heartbeat = setInterval(() => {
    if (isReady()) void client.ping().catch(ignore)
  }, heartbeatMs)
  heartbeat.unref()

  return {
    subscribe: topics.add,
    deliver: topics.deliver,
    close() {
      clearInterval(heartbeat)
      topics.clear()
      client.disconnect()
    },
  }
}
