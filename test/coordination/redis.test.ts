import { Redis } from 'ioredis'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Coordination } from '../../src/coordination/contract.ts'
import { connectRedisCoordination } from '../../src/coordination/redis-coordination.ts'
import { sharedRedisUrl, startRedis } from '../setup/redis.ts'
import type { RedisProcess } from '../setup/redis.ts'
import { eventually } from '../support/eventually.ts'
import { acquireLock, describeCoordination } from './describe-coordination.ts'

const log = pino({ level: 'silent' })

/** The timeout where Redis is available: a busy machine must not make it count as unavailable. */
const limitMs = 10_000

describeCoordination('Redis coordination', () =>
  connectRedisCoordination({ url: sharedRedisUrl(), log, commandTimeoutMs: limitMs }),
)

test('two processes exclude and notify each other', async () => {
  const url = sharedRedisUrl()
  const [one, two] = await Promise.all(
    [1, 2].map(() => connectRedisCoordination({ url, log, prefix: 'two:', commandTimeoutMs: limitMs })),
  )
  if (one === undefined || two === undefined) throw new Error('unreachable')

  let holders = 0
  const callers = Array.from({ length: 40 }, async (_, i) => {
    const lock = await acquireLock(i % 2 ? one : two, 'key')
    expect(++holders).toBe(1)
    await new Promise(setImmediate)
    holders--
    lock.release()
  })
  await Promise.all(callers)

  const received: string[] = []
  two.subscribe('topic', (message) => received.push(message))
  await eventually(() => {
    one.publish('topic', 'ping')
    expect(received).toContain('ping')
  })
  await Promise.all([one.close(), two.close()])
})

test('locks that are acquired and released together share commands, and each expires on its own', async () => {
  const redis = await startRedis()
  const client = new Redis(redis.url)
  const options = { url: redis.url, log, commandTimeoutMs: limitMs }
  const [one, two] = await Promise.all([connectRedisCoordination(options), connectRedisCoordination(options)])
  const keys = Array.from({ length: 80 }, (_, index) => `key${index}`)
  const tryAll = (coordination: Coordination, ttlMs: number) =>
    Promise.all(keys.map((key) => coordination.acquire(key, { ttlMs, waitMs: 0 })))
  await client.call('config', 'resetstat')
  const locks = await tryAll(one, 60_000)
  expect(locks).not.toContain('busy')
  expect(await tryAll(two, 60_000)).toEqual(keys.map(() => 'busy'))
  const statistics = await client.info('commandstats')
  const callsOf = (command: string) =>
    Number(new RegExp(String.raw`cmdstat_${command}:calls=(\d+)`).exec(statistics)?.[1] ?? 0)
  expect(callsOf('set')).toBeGreaterThanOrEqual(2 * keys.length)
  expect(callsOf('evalsha') + callsOf('eval')).toBeLessThan(10)
  for (const [index, lock] of locks.entries()) if (index % 2 === 0 && lock !== 'busy') lock.release()
  await eventually(async () => {
    const names = await client.keys('coinslot:lock:*')
    expect(names.toSorted()).toEqual(
      keys
        .filter((_, index) => index % 2 === 1)
        .map((key) => `coinslot:lock:${key}`)
        .toSorted(),
    )
  })
  const [left = ''] = await client.keys('coinslot:lock:*')
  expect(await client.pttl(left)).toBeGreaterThan(0)
  await Promise.all([one.close(), two.close()])
  client.disconnect()
  await redis.stop()
})

test('a lock that was released just before is free, also while many others are acquired', async () => {
  const coordination = await connectRedisCoordination({
    url: sharedRedisUrl(),
    log,
    prefix: 'order:',
    commandTimeoutMs: limitMs,
  })
  const cycle = async (key: string) => {
    for (let round = 0; round < 20; round += 1) {
      const lock = await coordination.acquire(key, { ttlMs: 60_000, waitMs: 0 })
      if (lock === 'busy') throw new Error(`${key} is busy`)
      lock.release()
    }
  }
  await Promise.all(Array.from({ length: 30 }, (_, index) => cycle(`key${index}`)))
  await coordination.close()
})

test('a process that closes releases its locks', async () => {
  const options = { url: sharedRedisUrl(), log, prefix: 'closing:', commandTimeoutMs: limitMs }
  const [one, two] = await Promise.all([connectRedisCoordination(options), connectRedisCoordination(options)])
  const keys = Array.from({ length: 250 }, (_, index) => `key${index}`)
  const locks = await Promise.all(keys.map((key) => acquireLock(one, key, { ttlMs: 60_000 })))
  for (const lock of locks) lock.release()
  await one.close()
  const next = await Promise.all(keys.map((key) => two.acquire(key, { ttlMs: 1_000, waitMs: 0 })))
  expect(next).not.toContain('busy')
  await two.close()
})

describe('a failing Redis', () => {
  let redis: RedisProcess
  let coordination: Coordination
  const onSkipped = vi.fn<(what: string) => void>()
  const lines = {
    info: vi.fn<(message: string) => void>(),
    warn: vi.fn<() => void>(),
    error: vi.fn<() => void>(),
  }

  beforeEach(async () => {
    vi.clearAllMocks()
    redis = await startRedis()
    coordination = await connectRedisCoordination({
      url: redis.url,
      log: lines,
      onDegraded: onSkipped,
      probeIntervalMs: 100,
    })
  })
  afterEach(async () => {
    await coordination.close()
    await redis.stop()
  })

  async function expectQuick<T>(work: Promise<T>, limitMs: number): Promise<T> {
    const before = performance.now()
    const result = await work
    expect(performance.now() - before).toBeLessThan(limitMs)
    return result
  }

  const waitUntilAvailable = () =>
    eventually(async () => expect(await coordination.health()).toBe('ok'), { timeoutMs: 10_000 })

  test('callers continue without a killed Redis, one warning is logged, and it is used again after its restart', async () => {
    await redis.kill()
    for (let i = 0; i < 20; i++) {
      const lock = await expectQuick(acquireLock(coordination, `key${i}`), 300)
      expect(lock.degraded).toBe(true)
      lock.release()
    }
    coordination.publish('topic', 'unavailable')
    const count = await expectQuick(coordination.rateLimit('key', { windowMs: 1000, limit: 1 }), 300)
    expect(count).toMatchObject({ allowed: true, degraded: true })
    expect(await coordination.health()).toBe('unavailable')
    expect(onSkipped.mock.calls.filter(([what]) => what === 'lock')).toHaveLength(20)
    expect(lines.warn).toHaveBeenCalledTimes(1)

    await redis.restart()
    await waitUntilAvailable()
    const lock = await acquireLock(coordination, 'key')
    expect(lock.degraded).toBe(false)
    expect(lines.warn).toHaveBeenCalledTimes(1)
    expect(lines.info).toHaveBeenCalledTimes(1)
  })

  test('listeners of the same process still receive messages while Redis is killed, and all are notified after its restart', async () => {
    const received: string[] = []
    coordination.subscribe('topic', (message) => received.push(message))
    await eventually(() => expect(received).toContain(''))
    await redis.kill()
    received.length = 0
    coordination.publish('topic', 'near')
    await eventually(() => expect(received).toEqual(['near']))

    await redis.restart()
    await eventually(() => expect(received).toContain(''), { timeoutMs: 10_000 })
    await waitUntilAvailable()
    await eventually(() => {
      coordination.publish('topic', 'far')
      expect(received).toContain('far')
    })
  })

  test('no caller waits for a frozen Redis for longer than the timeout', async () => {
    redis.pause()
    const locks = await expectQuick(
      Promise.all(Array.from({ length: 50 }, (_, i) => acquireLock(coordination, `key${i}`))),
      2_000,
    )
    expect(locks.map(({ degraded }) => degraded)).not.toContain(false)
    const later = await expectQuick(acquireLock(coordination, 'later'), 200)
    expect(later.degraded).toBe(true)

    redis.resume()
    await waitUntilAvailable()
    for (const lock of [...locks, later]) lock.release()
    expect(lines.warn).toHaveBeenCalledTimes(1)
  })

  test('a lock that a frozen Redis stored after all is released', async () => {
    redis.pause()
    const lock = await acquireLock(coordination, 'key', { ttlMs: 60_000 })
    expect(lock.degraded).toBe(true)
    redis.resume()
    await waitUntilAvailable()
    lock.release()
    await eventually(async () => {
      const next = await coordination.acquire('key', { ttlMs: 1000, waitMs: 0 })
      expect(next).toMatchObject({ degraded: false })
    })
  })

  test('every call ends quickly while Redis restarts repeatedly', async () => {
    for (let i = 0; i < 3; i++) {
      await redis.restart()
      await expectQuick(acquireLock(coordination, `key${i}`), 300)
    }
    await waitUntilAvailable()
  })

  test('a flush of Redis removes the locks, and has no other effect', async () => {
    const stale = await acquireLock(coordination, 'key')
    const other = await connectRedisCoordination({ url: redis.url, log })
    const admin = new Redis(redis.url)
    await admin.flushall()
    admin.disconnect()
    const next = await acquireLock(other, 'key', { waitMs: 0 })
    expect(next.degraded).toBe(false)
    stale.release()
    expect(await coordination.acquire('key', { ttlMs: 1000, waitMs: 50 })).toBe('busy')
    await other.close()
  })

  test('a Redis that is read-only or full counts as unavailable', async () => {
    const admin = new Redis(redis.url)
    await admin.config('SET', 'maxmemory', '1')
    expect(await acquireLock(coordination, 'key')).toMatchObject({ degraded: true })
    expect(await coordination.health()).toBe('unavailable')
    await admin.config('SET', 'maxmemory', '0')
    admin.disconnect()
    await waitUntilAvailable()
  })

  test('a Redis that is unavailable at the start is used when it becomes available', async () => {
    await redis.kill()
    const late = await expectQuick(
      connectRedisCoordination({ url: redis.url, log, probeIntervalMs: 100 }),
      5_000,
    )
    expect(await acquireLock(late, 'key')).toMatchObject({ degraded: true })
    await redis.restart()
    await eventually(async () => expect(await late.health()).toBe('ok'), { timeoutMs: 10_000 })
    await late.close()
  })
})
