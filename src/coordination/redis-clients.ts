import { Cluster, Redis, type RedisOptions } from 'ioredis'
import { lockStepsScript, releaseLockScript } from './redis-scripts.ts'
import { parseRedisUrl } from './redis-url.ts'

export type CommandClient = {
  // eslint-disable-next-line max-params -- the library's signature
  set: ((key: string, value: string, px: 'PX', ms: number, nx: 'NX') => Promise<'OK' | null>) &
    ((key: string, value: string, px: 'PX', ms: number) => Promise<'OK'>)
  publish: (channel: string, message: string) => Promise<number>
  releaseLock: (key: string, token: string) => Promise<number>
  /** The names of the locks, then the token and the time to live of each; it is 0 to release the lock. 1 where that succeeded. */
  runLockSteps: (nameCount: number, ...parameters: readonly (string | number)[]) => Promise<number[]>
  /** Whether the keys are on several nodes, so that a script cannot use several keys. */
  readonly isCluster: boolean
  on: (event: 'error', listener: (error: Error) => void) => unknown
  once: (event: 'ready', listener: () => void) => unknown
  disconnect: () => void
}

/** No command waits for a connection, and none is sent twice: a repeated SET NX would find its own lock and report it as held. */
const failFastOptions = {
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  connectTimeout: 2000,
  // Detects a peer that vanished without closing the connection; the kernel's retransmissions would take minutes.
  socketTimeout: 1000,
  keepAlive: 10_000,
  retryStrategy: reconnectDelay,
  // After a failover, the old connection may lead to a server that is now a replica.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
} satisfies RedisOptions

const scripts = {
  releaseLock: { lua: releaseLockScript, numberOfKeys: 1 },
  runLockSteps: { lua: lockStepsScript },
}

export function createCommandClient(url: string): CommandClient {
  const target = parseRedisUrl(url)
  const shared = { enableAutoPipelining: true, scripts }
  if (target.kind === 'redis')
    return withScripts(new Redis({ ...failFastOptions, ...target.options, ...shared }))
  const { enableOfflineQueue, retryStrategy, ...node } = failFastOptions
  return withScripts(
    new Cluster(target.nodes, {
      ...shared,
      enableOfflineQueue,
      clusterRetryStrategy: retryStrategy,
      slotsRefreshTimeout: 2000,
      redisOptions: { ...node, ...target.options },
    }),
  )
}

/** A connection in subscriber mode. In a cluster, any node will do, because a publish reaches all of them. */
export function createSubscriberClient(url: string): Redis {
  const target = parseRedisUrl(url)
  const options = { ...failFastOptions, autoResubscribe: false }
  if (target.kind === 'redis') return new Redis({ ...options, ...target.options })

  let nodeIndex = 0
  const nextNode = () => target.nodes[nodeIndex++ % target.nodes.length] ?? {}
  const client: Redis = new Redis({
    ...options,
    ...target.options,
    ...nextNode(),
    retryStrategy: (times) => {
      Object.assign(client.options, nextNode())
      return reconnectDelay(times)
    },
  })
  return client
}

/** ioredis adds a method for each entry of `scripts`, which its types do not declare. */
function withScripts(client: Redis | Cluster): CommandClient {
  return client as unknown as CommandClient
}

function reconnectDelay(times: number): number {
  return Math.min(1000, 25 * 2 ** Math.min(times, 6)) * (0.75 + Math.random() / 2)
}
