import { Redis } from 'ioredis'
import pino from 'pino'
import type { Coordination, RateLimitResult } from '../../src/coordination/contract.ts'
import { connectRedisCoordination } from '../../src/coordination/redis-coordination.ts'
import { startRedisProcess, type RedisProcess } from '../setup/redis-process.ts'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { expect } from '../support/test.ts'

const log = pino({ level: 'silent' })
const options = { windowMs: 600_000, limit: 100, sharing: 'DELAYED' } as const

type SharedRedis = {
  readonly redis: RedisProcess
  readonly admin: Redis
  /** Two processes of one installation. */
  readonly one: Coordination
  readonly two: Coordination
}

const test = baseTest.extend('shared', async ({ redisServer }, { onCleanup }): Promise<SharedRedis> => {
  const redis = await startRedisProcess(redisServer)
  const admin = new Redis(redis.url)
  admin.on('error', () => undefined)
  const connect = () => connectRedisCoordination({ url: redis.url, log, probeIntervalMs: 100 })
  const [one, two] = [await connect(), await connect()]
  onCleanup(async () => {
    redis.resume()
    await Promise.all([one.close(), two.close()])
    admin.disconnect()
    await redis.stop()
  })
  return { redis, admin, one, two }
})

async function countTimes(coordination: Coordination, times: number): Promise<RateLimitResult[]> {
  return Promise.all(Array.from({ length: times }, () => coordination.rateLimit('key', options)))
}

const allowedOf = (results: readonly RateLimitResult[]) => results.filter(({ allowed }) => allowed).length
const remainingOf = async (coordination: Coordination) =>
  (await coordination.rateLimit('key', { ...options, cost: 0 })).remaining

test('two processes share a limit: what one has counted is soon missing at the other', async ({ shared }) => {
  const { one, two } = shared
  await countTimes(one, 60)
  await eventually(async () => {
    // A process learns the count of the others when it reports its own.
    await two.rateLimit('key', { ...options, cost: 5 })
    expect(await remainingOf(two)).toBeLessThan(40)
  })
  const left = await remainingOf(two)
  expect(allowedOf(await countTimes(two, 60))).toBe(left)
})

test('a process that has counted little of a limit sends nothing to Redis', async ({ shared }) => {
  const { admin, one } = shared
  for (let turn = 0; turn < 20; turn += 1) await one.rateLimit(`user-${turn}`, options)
  await one.rateLimit('reported', { ...options, cost: 50 })
  await eventually(async () => expect(await admin.keys('coinslot:ratelimit:*')).toHaveLength(1))
})

test('a frozen Redis delays no request, and each process goes on with its own count', async ({ shared }) => {
  const { redis, one, two } = shared
  redis.pause()
  const before = performance.now()
  expect(allowedOf(await countTimes(one, 150))).toBe(100)
  expect(allowedOf(await countTimes(two, 150))).toBe(100)
  expect(performance.now() - before).toBeLessThan(1_000)
})

test('a killed Redis is not asked, and each process goes on with its own count', async ({ shared }) => {
  const { redis, one, two } = shared
  await countTimes(one, 60)
  await redis.kill()
  expect(allowedOf(await countTimes(one, 60))).toBe(40)
  expect(allowedOf(await countTimes(two, 150))).toBe(100)
  const immediate = { windowMs: 600_000, limit: 3 }
  const results = []
  for (let turn = 0; turn < 5; turn += 1) results.push(await one.rateLimit('immediate', immediate))
  expect(allowedOf(results)).toBe(3)
  expect(results.every(({ degraded }) => degraded)).toBe(true)
})

test('a flush of Redis forgets at most the counts so far, and the limit is shared again', async ({
  shared,
}) => {
  const { admin, one, two } = shared
  await countTimes(one, 90)
  await admin.flushall()
  await countTimes(one, 200)
  await eventually(async () => {
    await two.rateLimit('key', { ...options, cost: 5 })
    expect(await remainingOf(two)).toBeLessThan(60)
  })
})
