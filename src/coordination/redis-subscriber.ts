import type { MessageListener } from './contract.ts'
import { createSubscriberClient } from './redis-clients.ts'
import { createTopicListeners } from './topic-listeners.ts'
import type { TopicListeners } from './topic-listeners.ts'
import type { Logger } from 'pino'

export type RedisSubscriber = {
  subscribe: (topic: string, listener: MessageListener) => () => void
  /** to the listeners of this process only */
  deliver: TopicListeners['deliver']
  close: () => void
}

type SubscriberOptions = {
  url: string
  prefix: string
  log: Pick<Logger, 'error'>
}

const heartbeatMs = 5000

export function createRedisSubscriber({ url, prefix, log }: SubscriberOptions): RedisSubscriber {
  const client = createSubscriberClient(url)
  // A failed command means a failing connection; the next one subscribes to everything again.
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
  // A silent connection may be a dead one: the unanswered ping lets `socketTimeout` find out.
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
