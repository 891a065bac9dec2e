import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import { RateLimiterRedis } from 'rate-limiter-flexible'
import type { Coordination, Lock, LockOptions } from './contract.ts'
import { createKeyedMutex, type KeyedMutex, type MutexGrant } from './keyed-mutex.ts'
import { createCircuitBreaker, unavailable, type CircuitBreaker } from './redis-circuit-breaker.ts'
import { createCommandClient, type CommandClient } from './redis-clients.ts'
import { createRateLimiter, toWindowCount, type SharedCounts } from './rate-limiter.ts'
import { createRedisLocks, type RedisLocks } from './redis-locks.ts'
import { createRedisSubscriber } from './redis-subscriber.ts'

export type RedisCoordinationOptions = {
  /** See `parseRedisUrl` for the supported forms. */
  readonly url: string
  readonly log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** Called for each operation that was done without Redis, for a metric. */
  readonly onDegraded?: (operation: 'lock' | 'publish' | 'rateLimit') => void
  readonly prefix?: string
  readonly commandTimeoutMs?: number
  /** During an outage, the time between two probes. */
  readonly probeIntervalMs?: number
}

type RedisContext = {
  readonly client: CommandClient
  readonly circuitBreaker: CircuitBreaker
  readonly probe: () => Promise<unknown>
  readonly mutex: KeyedMutex
  readonly locks: RedisLocks
  readonly prefix: string
  readonly onDegraded: NonNullable<RedisCoordinationOptions['onDegraded']>
}

const connectTimeoutMs = 1000

/** Waits briefly for the first connection. Without one, it resolves all the same and connects later. */
export async function connectRedisCoordination(options: RedisCoordinationOptions): Promise<Coordination> {
  const { url, log } = options
  const context = createContext(options)
  const { client, circuitBreaker, probe, locks, prefix, onDegraded } = context
  const subscriber = createRedisSubscriber({ url, prefix: `${prefix}topic:`, log })
  const limiter = createRateLimiter({ shared: createSharedCounts(context) })

  const ready = new Promise<void>((resolve) => client.once('ready', resolve))
  await Promise.race([ready, delay(connectTimeoutMs, undefined, { ref: false })])
  await circuitBreaker.run(probe)

  return {
    acquire: (key, lockOptions) => acquire(context, key, lockOptions),
    publish(topic, message) {
      void circuitBreaker
        .run(() => client.publish(`${prefix}topic:${topic}`, message))
        .then((reply) => {
          if (reply !== unavailable) return
          onDegraded('publish')
          subscriber.deliver(topic, message)
        })
    },
    subscribe: subscriber.subscribe,
    rateLimit: limiter.rateLimit,
    health: async () => ((await circuitBreaker.run(probe)) === unavailable ? 'unavailable' : 'ok'),
    async close() {
      context.mutex.close()
      limiter.close()
      subscriber.close()
      await locks.whenReleased()
      // Commands are answered in order: this waits for those that are pending, if Redis responds.
      await circuitBreaker.run(probe)
      circuitBreaker.close()
      client.disconnect()
    },
  }
}

function createContext({
  url,
  log,
  prefix = 'coinslot:',
  commandTimeoutMs = 250,
  probeIntervalMs = 500,
  onDegraded = () => undefined,
}: RedisCoordinationOptions): RedisContext {
  const client = createCommandClient(url)
  let lastError: Error | null = null
  client.on('error', (error) => (lastError = error))
  const probe = () => client.set(`${prefix}probe`, '1', 'PX', 1000)
  const circuitBreaker = createCircuitBreaker({
    log,
    probe,
    timeoutMs: commandTimeoutMs,
    probeIntervalMs,
    lastConnectionError: () => lastError,
  })
  const locks = createRedisLocks({ client, circuitBreaker })
  return { client, circuitBreaker, probe, locks, mutex: createKeyedMutex(), prefix, onDegraded }
}

/**
 * The contenders of one process queue in its mutex, and only the first of them sends commands. So contention costs Redis one client
 * per process, and a release wakes the next contender without the network.
 */
async function acquire(
  context: RedisContext,
  key: string,
  { ttlMs, waitMs }: LockOptions,
): Promise<Lock | 'busy'> {
  const { locks, mutex, prefix, onDegraded } = context
  const deadline = performance.now() + waitMs
  const grant = await mutex.acquire(key, { ttlMs, waitMs })
  if (grant === 'busy') return 'busy'

  const name = `${prefix}lock:${key}`
  const token = randomUUID()
  for (let attempt = 0; ; attempt += 1) {
    const acquired = await locks.acquire(name, token, ttlMs)
    const degraded = acquired === unavailable
    if (degraded) onDegraded('lock')
    if (acquired) return createLock(context, { name, token, grant, degraded })
    const remainingMs = deadline - performance.now()
    if (remainingMs <= 0) {
      grant.release()
      return 'busy'
    }
    await delay(Math.min(remainingMs, retryDelayMs(attempt)))
  }
}

type AcquiredLock = {
  readonly name: string
  readonly token: string
  readonly grant: MutexGrant
  readonly degraded: boolean
}

function createLock({ locks }: RedisContext, { name, token, grant, degraded }: AcquiredLock): Lock {
  let isReleased = false
  return {
    degraded,
    release() {
      if (isReleased) return
      isReleased = true
      // Also for a degraded lock: the reply may have been lost after Redis had stored the token.
      locks.release(name, token)
      grant.release()
    },
  }
}

/** The counts of all processes. */
function createSharedCounts({ circuitBreaker, client, prefix, onDegraded }: RedisContext): SharedCounts {
  const limiter = new RateLimiterRedis({
    storeClient: client,
    keyPrefix: `${prefix}ratelimit`,
    points: 1,
    duration: 1,
  })
  return {
    add: async (key, points, windowMs) => {
      const options = { customDuration: Math.ceil(windowMs / 1_000) }
      const reply = await circuitBreaker.run(() => limiter.penalty(key, points, options))
      if (reply !== unavailable) return toWindowCount(reply)
      onDegraded('rateLimit')
      return null
    },
  }
}

/** From 4 to 50 ms, with jitter so that processes do not retry at the same time. */
function retryDelayMs(attempt: number): number {
  return Math.min(50, 4 * 1.5 ** attempt) * (0.5 + Math.random())
}
