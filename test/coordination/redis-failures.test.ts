import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Redis } from 'ioredis'
import pino from 'pino'
import type { Coordination } from '../../src/coordination/contract.ts'
import { connectRedisCoordination } from '../../src/coordination/redis-coordination.ts'
import { startRedisProcess, type RedisProcess } from '../setup/redis-process.ts'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { startTcpProxy } from '../support/tcp-proxy.ts'
import { expect, vi } from '../support/test.ts'
import { acquireLock } from './describe-coordination.ts'

vi.setConfig({ testTimeout: 60_000 })

const log = pino({ level: 'silent' })
const password = 'the-password'

/** A Redis behind a proxy that can delay its responses or lead to another Redis. */
type ProxiedRedis = {
  readonly redis: RedisProcess
  /** Connections beside the proxy, for administration. */
  readonly admin: Redis
  readonly network: { latencyMs: number; targetPort: number }
  readonly connect: (password?: string) => Promise<Coordination>
}

const test = baseTest
  .extend('startRedis', ({ redisServer }, { onCleanup }) => {
    const started: RedisProcess[] = []
    onCleanup(async () => {
      await Promise.all(started.map((redis) => redis.stop()))
    })
    return async () => {
      const redis = await startRedisProcess(redisServer)
      started.push(redis)
      return redis
    }
  })
  .extend('proxied', async ({ startRedis }, { onCleanup }): Promise<ProxiedRedis> => {
    const redis = await startRedis()
    const network = { latencyMs: 0, targetPort: redis.port }
    const proxy = await startTcpProxy(
      () => network.targetPort,
      () => (network.latencyMs === 0 ? 'pass' : delay(network.latencyMs, 'pass' as const)),
    )
    const admin = new Redis(redis.url)
    admin.on('error', () => undefined)
    const coordinations: Coordination[] = []
    onCleanup(async () => {
      await Promise.all(coordinations.map((coordination) => coordination.close()))
      admin.disconnect()
      await proxy.close()
    })
    return {
      redis,
      admin,
      network,
      connect: async (withPassword) => {
        const login = withPassword === undefined ? '' : `:${withPassword}@`
        const url = `redis://${login}127.0.0.1:${proxy.port}`
        const options = { url, log, probeIntervalMs: 100, commandTimeoutMs: 1_000 }
        const coordination = await connectRedisCoordination(options)
        coordinations.push(coordination)
        return coordination
      },
    }
  })

async function disconnectClients({ admin }: ProxiedRedis): Promise<void> {
  for (const type of ['normal', 'pubsub']) await admin.call('CLIENT', 'KILL', 'TYPE', type, 'SKIPME', 'yes')
}

/** Longer than the timeout of a command, so that a busy machine passes; a call that waits for Redis exceeds it. */
const limitMs = 5_000

async function expectDegraded(coordination: Coordination): Promise<void> {
  const start = performance.now()
  const lock = await acquireLock(coordination, 'degraded')
  lock.release()
  const count = await coordination.rateLimit(randomUUID(), { windowMs: 1_000, limit: 1 })
  expect([lock.degraded, count.allowed, count.degraded]).toEqual([true, true, true])
  expect(await coordination.health()).toBe('unavailable')
  expect(performance.now() - start).toBeLessThan(limitMs)
}

/** Every operation is done by Redis again, and stays so. */
async function expectRecovered(coordination: Coordination, other: Coordination): Promise<void> {
  for (const each of [coordination, other]) {
    await eventually(async () => expect(await each.health()).toBe('ok'))
  }
  for (let time = 0; time < 3; time += 1) {
    const lock = await acquireLock(coordination, 'recovered')
    expect(lock.degraded).toBe(false)
    expect(await other.acquire('recovered', { ttlMs: 1_000, waitMs: 0 })).toBe('busy')
    lock.release()
    const count = await coordination.rateLimit(randomUUID(), { windowMs: 1_000, limit: 1 })
    expect(count).toMatchObject({ allowed: true, degraded: false })
  }
  await expectWakeUp(coordination, other)
}

async function expectWakeUp(from: Coordination, to: Coordination): Promise<void> {
  const received: string[] = []
  const unsubscribe = to.subscribe('topic', (message) => received.push(message))
  await eventually(() => {
    from.publish('topic', 'ping')
    expect(received).toContain('ping')
  })
  unsubscribe()
}

test('a Redis that restarts empty, and has lost the scripts, serves locks and rate limits again', async ({
  proxied,
}) => {
  const [one, two] = [await proxied.connect(), await proxied.connect()]
  await expectRecovered(one, two)
  await proxied.redis.restart()
  await expectRecovered(one, two)
  await proxied.admin.script('FLUSH')
  await expectRecovered(one, two)
})

test('a Redis that answers slower than the timeout counts as unavailable until it is fast again', async ({
  proxied,
}) => {
  const [one, two] = [await proxied.connect(), await proxied.connect()]
  proxied.network.latencyMs = 1_500
  await expectDegraded(one)
  await expectDegraded(two)
  proxied.network.latencyMs = 0
  await expectRecovered(one, two)
})

test('a Redis that is full counts as unavailable until it has memory again', async ({ proxied }) => {
  const [one, two] = [await proxied.connect(), await proxied.connect()]
  await proxied.admin.config('SET', 'maxmemory-policy', 'noeviction')
  await proxied.admin.config('SET', 'maxmemory', '1')
  await expectDegraded(one)
  await expectDegraded(two)
  await proxied.admin.config('SET', 'maxmemory', '0')
  await expectRecovered(one, two)
})

test('after a failover to another address, a process leaves the old Redis, which is read-only now', async ({
  proxied,
  startRedis,
}) => {
  const [one, two] = [await proxied.connect(), await proxied.connect()]
  const next = await startRedis()
  await proxied.admin.replicaof('127.0.0.1', next.port)
  await expectDegraded(one)
  await expectDegraded(two)
  proxied.network.targetPort = next.port
  await expectRecovered(one, two)
})

test('a process that only publishes leaves a Redis that has become read-only, too', async ({
  proxied,
  startRedis,
}) => {
  const publisher = await proxied.connect()
  const next = await startRedis()
  await proxied.admin.replicaof('127.0.0.1', next.port)
  proxied.network.targetPort = next.port
  await expectWakeUp(publisher, await proxied.connect())
})

test('a Redis that demands another password counts as unavailable until it accepts the password again', async ({
  proxied,
}) => {
  await proxied.admin.config('SET', 'requirepass', password)
  const [one, two] = [await proxied.connect(password), await proxied.connect(password)]
  await expectRecovered(one, two)
  await proxied.admin.config('SET', 'requirepass', 'another')
  await disconnectClients(proxied)
  await expectDegraded(one)
  await expectDegraded(two)
  await proxied.admin.config('SET', 'requirepass', password)
  await expectRecovered(one, two)
})

test('a Redis that accepts no more clients counts as unavailable until it accepts them again', async ({
  proxied,
}) => {
  const [one, two] = [await proxied.connect(), await proxied.connect()]
  await proxied.admin.config('SET', 'maxclients', '1')
  await disconnectClients(proxied)
  await expectDegraded(one)
  await expectDegraded(two)
  await proxied.admin.config('SET', 'maxclients', '1000')
  await expectRecovered(one, two)
})

test('the subscriptions of a process continue after Redis has hung', async ({ proxied }) => {
  const [one, two] = [await proxied.connect(), await proxied.connect()]
  const received: string[] = []
  two.subscribe('topic', (message) => received.push(message))
  await eventually(() => expect(received).toContain(''))
  proxied.redis.pause()
  await expectDegraded(one)
  // The heartbeat of the subscription ends the connection that hangs.
  await eventually(async () => expect(await two.health()).toBe('unavailable'))
  proxied.redis.resume()
  await expectRecovered(one, two)
  await eventually(() => {
    one.publish('topic', 'after')
    expect(received).toContain('after')
  })
})
