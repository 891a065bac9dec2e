import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Coordination, Count, CountOptions, Lock, LockOptions } from './contract.ts'
import { createCommandClient } from './redis-clients.ts'
import type { CommandClient } from './redis-clients.ts'
import { createGuard, lost } from './redis-guard.ts'
import type { Guard } from './redis-guard.ts'
import { createRedisSubscriber } from './redis-subscriber.ts'
import { toCount } from './sliding-window.ts'
import { createTurns } from './turns.ts'
import type { Turn, Turns } from './turns.ts'

export type RedisCoordinationOptions = {
  /** see `parseRedisUrl` for its forms */
  url: string
  log: Pick<Logger, 'info' | 'warn' | 'error'>
  /** called for everything that was done without Redis, for a metric */
  onSkipped?: (what: 'lock' | 'publish' | 'count') => void
  prefix?: string
  /** what one command may take */
  limitMs?: number
  /** during an outage: the time between two looks whether Redis is back */
  pauseMs?: number
}

type Parts = {
  client: CommandClient
  guard: Guard
  turns: Turns
  prefix: string
  onSkipped: NonNullable<RedisCoordinationOptions['onSkipped']>
}

const connectMs = 1000

/** Waits a moment for the first connection; without one it answers all the same, and connects later. */
export async function connectRedisCoordination(options: RedisCoordinationOptions): Promise<Coordination> {
  const {
    url,
    log,
    prefix = 'coinslot:',
    limitMs = 250,
    pauseMs = 500,
    onSkipped = () => undefined,
  } = options
  const client = createCommandClient(url)
  let lastError: Error | undefined
  client.on('error', (error) => (lastError = error))
  const probe = () => client.set(`${prefix}probe`, '1', 'PX', 1000)
  const guard = createGuard({ log, probe, limitMs, pauseMs, reason: () => lastError })
  const subscriber = createRedisSubscriber({ url, prefix: `${prefix}topic:`, log })
  const parts: Parts = { client, guard, turns: createTurns(), prefix, onSkipped }

  await Promise.race([new Promise<void>((resolve) => client.once('ready', resolve)), briefly(connectMs)])
  await guard.run(probe)

  return {
    acquire: (key, lockOptions) => acquire(parts, key, lockOptions),
    publish(topic, message) {
      void guard
        .run(() => client.publish(`${prefix}topic:${topic}`, message))
        .then((answer) => {
          if (answer !== lost) return
          onSkipped('publish')
          subscriber.deliver(topic, message)
        })
    },
    subscribe: subscriber.subscribe,
    count: (key, countOptions) => count(parts, key, countOptions),
    health: async () => ((await guard.run(probe)) === lost ? 'lost' : 'ok'),
    async close() {
      parts.turns.close()
      subscriber.close()
      // Releases on their way are let out first, as far as Redis answers.
      await guard.run(probe)
      guard.close()
      client.disconnect()
    },
  }
}

/**
 * Contenders of one process queue here and only the first of them asks Redis, so that a crowd costs one asker a process
 * and a release wakes the next one without the network.
 */
async function acquire(parts: Parts, key: string, { ttlMs, waitMs }: LockOptions): Promise<Lock | 'busy'> {
  const { client, guard, turns, prefix, onSkipped } = parts
  const deadline = performance.now() + waitMs
  const turn = await turns.take(key, { ttlMs, waitMs })
  if (turn === 'busy') return 'busy'

  const name = `${prefix}lock:${key}`
  const token = randomUUID()
  for (let tries = 0; ; tries++) {
    const answer = await guard.run(() => client.set(name, token, 'PX', Math.ceil(ttlMs), 'NX'))
    if (answer === lost) onSkipped('lock')
    if (answer !== null) return createLock(parts, { name, token, turn, held: answer !== lost })
    const left = deadline - performance.now()
    if (left <= 0) {
      turn.end()
      return 'busy'
    }
    await delay(Math.min(left, retryDelay(tries)))
  }
}

function createLock(parts: Parts, lock: { name: string; token: string; turn: Turn; held: boolean }): Lock {
  let released = false
  return {
    held: lock.held,
    release() {
      if (released) return
      released = true
      // Also when the lock is not held: the answer may have been lost after Redis had taken the token.
      void parts.guard.run(() => parts.client.releaseLock(lock.name, lock.token))
      lock.turn.end()
    },
  }
}

async function count(parts: Parts, key: string, options: CountOptions): Promise<Count> {
  const { windowMs, limit, cost = 1 } = options
  const answer = await parts.guard.run(() =>
    parts.client.countCost(`${parts.prefix}count:${key}`, windowMs, limit, cost),
  )
  if (answer === lost) {
    parts.onSkipped('count')
    return { allowed: true, remaining: limit, retryAfterMs: 0, counted: false }
  }
  const [allowed, current, previous, elapsedMs] = answer
  return toCount({ allowed: allowed === 1, current, previous, elapsedMs }, options)
}

function briefly(ms: number): Promise<void> {
  return delay(ms, undefined, { ref: false })
}

/** From 4 to 50 ms, with jitter so that processes do not ask in step. */
function retryDelay(tries: number): number {
  return Math.min(50, 4 * 1.5 ** tries) * (0.5 + Math.random())
}
