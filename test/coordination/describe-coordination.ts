import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Coordination, Lock } from '../../src/coordination/contract.ts'
import { eventually } from '../support/eventually.ts'

/** What every implementation must do; `connect` makes another member of the same group of processes. */
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
  test('a lock has one holder at a time, whatever the crowd', async () => {
    const key = randomUUID()
    let inside = 0
    let most = 0
    let turns = 0
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        const lock = await acquireLock(get(), key)
        expect(lock.degraded).toBe(false)
        most = Math.max(most, ++inside)
        await new Promise(setImmediate)
        inside--
        turns++
        lock.release()
      }),
    )
    expect({ most, turns }).toEqual({ most: 1, turns: 100 })
  })

  test('different keys do not wait for each other', async () => {
    const lock = await acquireLock(get(), randomUUID())
    const other = await acquireLock(get(), randomUUID(), { waitMs: 0 })
    expect(other.degraded).toBe(false)
    lock.release()
    other.release()
  })

  test('whoever waits in vain hears that it is busy, about in time', async () => {
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

  test('a holder that stalls loses its lock to the next', async () => {
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
  test('what is published reaches every listener of the topic and nobody else', async () => {
    const topic = randomUUID()
    const heard: string[] = []
    const endings = [
      get().subscribe(topic, (message) => heard.push(`a:${message}`)),
      get().subscribe(topic, (message) => heard.push(`b:${message}`)),
      get().subscribe(randomUUID(), (message) => heard.push(`c:${message}`)),
    ]
    await eventually(() => {
      get().publish(topic, 'ping')
      expect(heard).toContain('a:ping')
      expect(heard).toContain('b:ping')
    })
    expect(heard).not.toContain('c:ping')
    for (const end of endings) end()
  })

  test('a listener that left hears nothing, the other one goes on hearing', async () => {
    const topic = randomUUID()
    const left: string[] = []
    const stayed: string[] = []
    const leave = get().subscribe(topic, (message) => left.push(message))
    const stop = get().subscribe(topic, (message) => stayed.push(message))
    leave()
    leave()
    left.length = 0
    await eventually(() => {
      get().publish(topic, 'ping')
      expect(stayed).toContain('ping')
    })
    stop()
    expect(left).toEqual([])
  })

  test('a listener that fails harms nobody', async () => {
    const topic = randomUUID()
    const heard: string[] = []
    const endings = [
      get().subscribe(topic, () => {
        throw new Error('a broken listener, on purpose')
      }),
      get().subscribe(topic, (message) => heard.push(message)),
    ]
    await eventually(() => {
      get().publish(topic, 'ping')
      expect(heard).toContain('ping')
    })
    for (const end of endings) end()
  })
}

function describeCounters(get: () => Coordination): void {
  test('a counter allows up to its limit and says when to come back', async () => {
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
    expect(counts[3]?.retryAfterMs).toBeLessThanOrEqual(120_000)
  })

  test('a crowd gets exactly as much as the limit', async () => {
    const key = randomUUID()
    const counts = await Promise.all(
      Array.from({ length: 100 }, () => get().rateLimit(key, { windowMs: 600_000, limit: 30 })),
    )
    expect(counts.filter(({ allowed }) => allowed)).toHaveLength(30)
  })

  test('a cost counts as a whole or not at all', async () => {
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

  test('there is room again after the window, when it was said', async () => {
    const key = randomUUID()
    const options = { windowMs: 100, limit: 2 }
    await get().rateLimit(key, { ...options, cost: 2 })
    const before = performance.now()
    const refused = await get().rateLimit(key, { ...options, cost: 2 })
    const { retryAfterMs } = refused
    await eventually(async () =>
      expect(await get().rateLimit(key, { ...options, cost: 2 })).toMatchObject({ allowed: true }),
    )
    if (!refused.allowed) expect(performance.now() - before).toBeGreaterThan(retryAfterMs - 10)
  })
}
