import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coordination, Lock } from '../../src/coordination/contract.ts'
import { eventually } from '../support/eventually.ts'

/** Describes what every implementation has to do; `connect` creates another member of the same group of processes. */
export function describeCoordination(name: string, connect: () => Promise<Coordination>): void {
  describe(name, () => {
    let coordination: Coordination
    beforeAll(async () => void (coordination = await connect()))
    afterAll(() => coordination.close())

    describeLocks(() => coordination)
    describeTopics(() => coordination)
    describeCounters(() => coordination)
  })
}

export async function acquireLock(
  coordination: Coordination,
  key: string,
  options: { ttlMs?: number; waitMs?: number } = {},
): Promise<Lock> {
  const lock = await coordination.acquire(key, { ttlMs: 10_000, waitMs: 10_000, ...options })
  if (lock === 'busy') throw new Error(`${key} is busy`)
  return lock
}

function describeLocks(get: () => Coordination): void {
  test('a lock has one holder at a time, however many wait', async () => {
    const key = randomUUID()
    let holders = 0
    let maxHolders = 0
    let turns = 0
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const lock = await acquireLock(get(), key)
        expect(lock.degraded).toBe(false)
        maxHolders = Math.max(maxHolders, ++holders)
        await new Promise(setImmediate)
        holders--
        turns++
        lock.release()
      }),
    )
    expect({ maxHolders, turns }).toEqual({ maxHolders: 1, turns: 100 })
  })

  test('different keys do not wait for each other', async () => {
    const lock = await acquireLock(get(), randomUUID())
    const other = await acquireLock(get(), randomUUID(), { waitMs: 0 })
    expect(other.degraded).toBe(false)
    lock.release()
    other.release()
  })

  test('an acquire that times out returns busy, about in time', async () => {
    const key = randomUUID()
    const lock = await acquireLock(get(), key)
    expect(await get().acquire(key, { ttlMs: 1000, waitMs: 0 })).toBe('busy')
    const before = performance.now()
    expect(await get().acquire(key, { ttlMs: 1000, waitMs: 100 })).toBe('busy')
    expect(performance.now() - before).toBeGreaterThan(95)
    expect(performance.now() - before).toBeLessThan(2000)
    lock.release()
    const next = await acquireLock(get(), key)
    next.release()
  })

  test('a holder that exceeds the TTL loses its lock to the next', async () => {
    const key = randomUUID()
    const stalled = await acquireLock(get(), key, { ttlMs: 50 })
    const next = await acquireLock(get(), key)
    expect(next.degraded).toBe(false)

    stalled.release()
    stalled.release()
    expect(await get().acquire(key, { ttlMs: 1000, waitMs: 100 })).toBe('busy')
    next.release()
  })

  test('a release can be repeated without freeing the next holder', async () => {
    const key = randomUUID()
    const first = await acquireLock(get(), key)
    first.release()
    const second = await acquireLock(get(), key)
    first.release()
    expect(await get().acquire(key, { ttlMs: 1000, waitMs: 50 })).toBe('busy')
    second.release()
  })
}

function describeTopics(get: () => Coordination): void {
  test('a published message reaches every listener of its topic and no other', async () => {
    const topic = randomUUID()
    const received: string[] = []
    const unsubscribes = [
      get().subscribe(topic, (message) => received.push(`a:${message}`)),
      get().subscribe(topic, (message) => received.push(`b:${message}`)),
      get().subscribe(randomUUID(), (message) => received.push(`c:${message}`)),
    ]
    await eventually(() => {
      get().publish(topic, 'ping')
      expect(received).toContain('a:ping')
      expect(received).toContain('b:ping')
    })
    expect(received).not.toContain('c:ping')
    for (const end of unsubscribes) end()
  })

  test('an unsubscribed listener receives nothing, and the other one still receives messages', async () => {
    const topic = randomUUID()
    const unsubscribed: string[] = []
    const subscribed: string[] = []
    const unsubscribe = get().subscribe(topic, (message) => unsubscribed.push(message))
    const stop = get().subscribe(topic, (message) => subscribed.push(message))
    unsubscribe()
    unsubscribe()
    unsubscribed.length = 0
    await eventually(() => {
      get().publish(topic, 'ping')
      expect(subscribed).toContain('ping')
    })
    stop()
    expect(unsubscribed).toEqual([])
  })

  test('a listener that throws does not affect other listeners', async () => {
    const topic = randomUUID()
    const received: string[] = []
    const unsubscribes = [
      get().subscribe(topic, () => {
        throw new Error('a listener that throws')
      }),
      get().subscribe(topic, (message) => received.push(message)),
    ]
    await eventually(() => {
      get().publish(topic, 'ping')
      expect(received).toContain('ping')
    })
    for (const end of unsubscribes) end()
  })
}

function describeCounters(get: () => Coordination): void {
  test('a rate limit allows up to its limit and returns when to retry', async () => {
    const key = randomUUID()
    const options = { windowMs: 60_000, limit: 3 }
    const counts = []
    for (let i = 0; i < 4; i++) counts.push(await get().rateLimit(key, options))
    expect(counts.map(({ allowed, remaining }) => [allowed, remaining])).toEqual([
      [true, 2],
      [true, 1],
      [true, 0],
      [false, 0],
    ])
    expect(counts.some(({ degraded }) => degraded)).toBe(false)
    expect(counts[2]?.retryAfterMs).toBe(0)
    expect(counts[3]?.retryAfterMs).toBeGreaterThan(0)
    expect(counts[3]?.retryAfterMs).toBeLessThanOrEqual(60_000)
  })

  test('concurrent callers get exactly the limit', async () => {
    const key = randomUUID()
    const counts = await Promise.all(
      Array.from({ length: 100 }, () => get().rateLimit(key, { windowMs: 600_000, limit: 30 })),
    )
    expect(counts.filter(({ allowed }) => allowed)).toHaveLength(30)
  })

  test('a cost is counted as a whole or not at all', async () => {
    const key = randomUUID()
    const options = { windowMs: 600_000, limit: 10 }
    expect(await get().rateLimit(key, { ...options, cost: 8 })).toMatchObject({ allowed: true, remaining: 2 })
    expect(await get().rateLimit(key, { ...options, cost: 3 })).toMatchObject({
      allowed: false,
      remaining: 2,
    })
    expect(await get().rateLimit(key, { ...options, cost: 2 })).toMatchObject({ allowed: true, remaining: 0 })
    expect(await get().rateLimit(key, { ...options, cost: 11 })).toMatchObject({ allowed: false })
  })

  test('a rate limit allows again after the returned time', async () => {
    const key = randomUUID()
    const options = { windowMs: 1_000, limit: 2 }
    await get().rateLimit(key, { ...options, cost: 2 })
    const before = performance.now()
    const rejected = await get().rateLimit(key, { ...options, cost: 2 })
    const { retryAfterMs } = rejected
    await eventually(async () =>
      expect(await get().rateLimit(key, { ...options, cost: 2 })).toMatchObject({ allowed: true }),
    )
    if (!rejected.allowed) expect(performance.now() - before).toBeGreaterThan(retryAfterMs - 10)
  })

  test('a rate limit whose count is shared with a delay allows up to its limit, and no more than the limit at once', async () => {
    const options = { windowMs: 600_000, limit: 30, sharing: 'DELAYED' } as const
    const key = randomUUID()
    const counts = await Promise.all(Array.from({ length: 100 }, () => get().rateLimit(key, options)))
    expect(counts.filter(({ allowed }) => allowed)).toHaveLength(30)
    expect(counts.at(-1)).toMatchObject({ allowed: false, remaining: 0 })
    expect(await get().rateLimit(key, { ...options, cost: 0 })).toMatchObject({ allowed: true, remaining: 0 })
  })
}
