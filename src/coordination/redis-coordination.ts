import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Coordination, RateLimitResult, RateLimitOptions, Lock, LockOptions } from './contract.ts'
import { createCommandClient } from './redis-clients.ts'
import type { CommandClient } from './redis-clients.ts'
import { createCircuitBreaker, unavailable } from './redis-circuit-breaker.ts'
import type { CircuitBreaker } from './redis-circuit-breaker.ts'
import { createRedisSubscriber } from './redis-subscriber.ts'
import { toRateLimitResult } from './sliding-window.ts'
import { createKeyedMutex } from './keyed-mutex.ts'
import type { MutexGrant, KeyedMutex } from './keyed-mutex.ts'

export type RedisCoordinationOptions = {
  /** see `parseRedisUrl` for its forms */
  url: string
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** called for everything that was done without Redis, for a metric */
  onDegraded?: (what: 'lock' | 'publish' | 'rateLimit') => void
  prefix?: string
  /** what one command may take */
  commandTimeoutMs?: number
  /** during an outage: the time between two looks whether Redis is back */
  probeIntervalMs?: number
}

type RedisContext = {
  client: CommandClient
  circuitBreaker: CircuitBreaker
  mutex: KeyedMutex
  prefix: string
  onDegraded: NonNullable<RedisCoordinationOptions['onDegraded']>
}

const connectTimeoutMs = 1000

/** Waits a moment for the first connection; without one it answers all the same, and connects later. */
export async function connectRedisCoordination(options: RedisCoordinationOptions): Promise<Coordination> {
  const {
    url,
    log,
    prefix = 'coinslot:',
    commandTimeoutMs = 250,
    probeIntervalMs = 500,
    onDegraded = () => undefined,
  } = options
  const client = createCommandClient(url)
  let lastError: Error | undefined
  client.on('error', (error) => (lastError = error))
  const probe = () => client.set(`${prefix}probe`, '1', 'PX', 1000)
  const circuitBreaker = createCircuitBreaker({
    log,
    probe,
    timeoutMs: commandTimeoutMs,
    probeIntervalMs,
    lastConnectionError: () => lastError,
  })
  const subscriber = createRedisSubscriber({ url, prefix: `${prefix}topic:`, log })
  const context: RedisContext = { client, circuitBreaker, mutex: createKeyedMutex(), prefix, onDegraded }

  await Promise.race([
    new Promise<void>((resolve) => client.once('ready', resolve)),
    waitAtMost(connectTimeoutMs),
  ])
  await circuitBreaker.run(probe)

  return {
    acquire: (key, lockOptions) => acquire(context, key, lockOptions),
    publish(topic, message) {
      void circuitBreaker
        .run(() => client.publish(`${prefix}topic:${topic}`, message))
        .then((answer) => {
          if (answer !== unavailable) return
          onDegraded('publish')
          subscriber.deliver(topic, message)
        })
    },
    subscribe: subscriber.subscribe,
    rateLimit: (key, countOptions) => rateLimit(context, key, countOptions),
    health: async () => ((await circuitBreaker.run(probe)) === unavailable ? 'unavailable' : 'ok'),
    async close() {
      context.mutex.close()
      subscriber.close()
      // Releases on their way are let out first, as far as Redis answers.
      await circuitBreaker.run(probe)
      circuitBreaker.close()
      client.disconnect()
    },
  }
}

/**
 * Contenders of one process queue here and only the first of them asks Redis, so that a crowd costs one asker a process
 * and a release wakes the next one without the network.
 */
async function acquire(
  context: RedisContext,
  key: string,
  { ttlMs, waitMs }: LockOptions,
): Promise<Lock | 'busy'> {
  const { client, circuitBreaker, mutex, prefix, onDegraded } = context
  const deadline = performance.now() + waitMs
  const grant = await mutex.acquire(key, { ttlMs, waitMs })
  if (grant === 'busy') return 'busy'

  const name = `${prefix}lock:${key}`
  const token = randomUUID()
  for (let tries = 0; ; tries++) {
    const answer = await circuitBreaker.run(() => client.set(name, token, 'PX', Math.ceil(ttlMs), 'NX'))
    if (answer === unavailable) onDegraded('lock')
    if (answer !== null)
      return createLock(context, { name, token, turn: grant, held: answer !== unavailable })
    const left = deadline - performance.now()
    if (left <= 0) {
      grant.release()
      return 'busy'
    }
    await delay(Math.min(left, retryDelay(tries)))
  }
}

function createLock(
  context: RedisContext,
  lock: { name: string; token: string; turn: MutexGrant; held: boolean },
): Lock {
  let released = false
  return {
    held: lock.held,
    release() {
      if (released) return
      released = true
      // Also when the lock is not held: the answer may have been lost after Redis had taken the token.
      void context.circuitBreaker.run(() => context.client.releaseLock(lock.name, lock.token))
      lock.turn.release()
    },
  }
}

async function rateLimit(
  context: RedisContext,
  key: string,
  options: RateLimitOptions,
): Promise<RateLimitResult> {
  const { windowMs, limit, cost = 1 } = options
  const answer = await context.circuitBreaker.run(() =>
    context.client.rateLimit(`${context.prefix}ratelimit:${key}`, windowMs, limit, cost),
  )
  if (answer === unavailable) {
    context.onDegraded('rateLimit')
    return { allowed: true, remaining: limit, retryAfterMs: 0, counted: false }
  }
  const [allowed, current, previous, elapsedMs] = answer
  return toRateLimitResult({ allowed: allowed === 1, current, previous, elapsedMs }, options)
}

function waitAtMost(ms: number): Promise<void> {
  return delay(ms, undefined, { ref: false })
}

/** From 4 to 50 ms, with jitter so that processes do not ask in step. */
function retryDelay(tries: number): number {
  return Math.min(50, 4 * 1.5 ** tries) * (0.5 + Math.random())
}
