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

/** Where Redis is well: a machine that is busy for a moment is no reason to take it for lost. */
const limitMs = 10_000

describeCoordination('Redis coordination', () =>
  connectRedisCoordination({ url: sharedRedisUrl(), log, commandTimeoutMs: limitMs }),
)

test('two processes exclude and wake each other', async () => {
  const url = sharedRedisUrl()
  const [one, two] = await Promise.all(
    [1, 2].map(() => connectRedisCoordination({ url, log, prefix: 'two:', commandTimeoutMs: limitMs })),
  )
  if (one === undefined || two === undefined) throw new Error('unreachable')

  let inside = 0
  const crowd = Array.from({ length: 40 }, async (_, i) => {
    const lock = await acquireLock(i % 2 ? one : two, 'key')
    expect(++inside).toBe(1)
    await new Promise(setImmediate)
    inside--
    lock.release()
  })
  await Promise.all(crowd)

  const heard: string[] = []
  two.subscribe('topic', (message) => heard.push(message))
  await eventually(() => {
    one.publish('topic', 'ping')
    expect(heard).toContain('ping')
  })
  await Promise.all([one.close(), two.close()])
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
    const answer = await work
    expect(performance.now() - before).toBeLessThan(limitMs)
    return answer
  }

  const isBack = () =>
    eventually(async () => expect(await coordination.health()).toBe('ok'), { timeoutMs: 10_000 })

  test('killed: callers go on without it, it is said once, and it comes back', async () => {
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
    await isBack()
    const lock = await acquireLock(coordination, 'key')
    expect(lock.degraded).toBe(false)
    expect(lines.warn).toHaveBeenCalledTimes(1)
    expect(lines.info).toHaveBeenCalledTimes(1)
  })

  test('killed: the listeners of this process still hear it, and all look for themselves once it is back', async () => {
    const heard: string[] = []
    coordination.subscribe('topic', (message) => heard.push(message))
    await eventually(() => expect(heard).toContain(''))
    await redis.kill()
    heard.length = 0
    coordination.publish('topic', 'near')
    await eventually(() => expect(heard).toEqual(['near']))

    await redis.restart()
    await eventually(() => expect(heard).toContain(''), { timeoutMs: 10_000 })
    await isBack()
    await eventually(() => {
      coordination.publish('topic', 'far')
      expect(heard).toContain('far')
    })
  })

  test('frozen: no caller waits for longer than the limit', async () => {
    redis.pause()
    const locks = await expectQuick(
      Promise.all(Array.from({ length: 50 }, (_, i) => acquireLock(coordination, `key${i}`))),
      2_000,
    )
    expect(locks.map(({ degraded }) => degraded)).not.toContain(false)
    const later = await expectQuick(acquireLock(coordination, 'later'), 200)
    expect(later.degraded).toBe(true)

    redis.resume()
    await isBack()
    for (const lock of [...locks, later]) lock.release()
    expect(lines.warn).toHaveBeenCalledTimes(1)
  })

  test('frozen: a token that Redis took after all is given back', async () => {
    redis.pause()
    const lock = await acquireLock(coordination, 'key', { ttlMs: 60_000 })
    expect(lock.degraded).toBe(true)
    redis.resume()
    await isBack()
    lock.release()
    await eventually(async () => {
      const next = await coordination.acquire('key', { ttlMs: 1000, waitMs: 0 })
      expect(next).toMatchObject({ degraded: false })
    })
  })

  test('flapping: every answer comes, and comes quickly', async () => {
    for (let i = 0; i < 3; i++) {
      await redis.restart()
      await expectQuick(acquireLock(coordination, `key${i}`), 300)
    }
    await isBack()
  })

  test('flushed: the locks are gone, and nothing else is wrong', async () => {
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

  test('read-only or full: it counts as lost', async () => {
    const admin = new Redis(redis.url)
    await admin.config('SET', 'maxmemory', '1')
    expect(await acquireLock(coordination, 'key')).toMatchObject({ degraded: true })
    expect(await coordination.health()).toBe('unavailable')
    await admin.config('SET', 'maxmemory', '0')
    admin.disconnect()
    await isBack()
  })

  test('absent from the start: it is joined when it comes', async () => {
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
