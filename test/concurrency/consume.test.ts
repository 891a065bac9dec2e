import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { decodeId } from '../../src/platform/ids.ts'
import { startRedis, type RedisProcess } from '../setup/redis.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import {
  buyVerified,
  consumePayment,
  type ConsumePayload,
  type VerifiedPayment,
} from '../support/game-server-client.ts'
import { allEvents } from '../support/all-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const callCount = 200

/** 200 calls at once, spread over the processes; `keyed` gives all of them one idempotency key. */
function consumeConcurrently(
  at: Cluster,
  { paymentId, purchaseToken }: VerifiedPayment,
  keyed = false,
): Promise<ConsumePayload>[] {
  const key = keyed ? { idempotencyKey: randomUUID() } : {}
  return Array.from({ length: callCount }, (_, index) =>
    consumePayment(at.endpoint(index), { paymentId, purchaseToken, ...key }),
  )
}

async function expectOneConsume(cluster: Cluster, { paymentId }: VerifiedPayment): Promise<void> {
  const id = decodeId('pay', paymentId)
  expect(await cluster.sql`select count(*)::int as rows from consumes where payment_id = ${id}`).toEqual([
    { rows: 1 },
  ])
  const told = await cluster.sql`
    select previous_status, status from ${allEvents(cluster.sql)} where payment_id = ${id} and type = 'PAYMENT_CONSUMED'`
  expect(told).toEqual([{ previous_status: 'PAID', status: 'CONSUMED' }])
}

async function expectOneSuccess(
  cluster: Cluster,
  paid: VerifiedPayment,
  payloads: readonly ConsumePayload[],
): Promise<void> {
  const [won, ...more] = payloads.filter(({ problem }) => problem === null)
  expect(more).toEqual([])
  expect(won).toMatchObject({ replayed: false, payment: { status: 'CONSUMED' } })
  for (const { problem, consume, payment } of payloads) {
    if (problem === null) continue
    expect(consume).toBeNull()
    if (problem.code === 'BUSY') expect(problem.retryable).toBe(true)
    else expect([problem.code, payment?.consume?.id]).toEqual(['ALREADY_CONSUMED', won?.consume?.id])
  }
  await expectOneConsume(cluster, paid)
}

async function expectOneOriginal(
  at: Cluster,
  paid: VerifiedPayment,
  answers: readonly ConsumePayload[],
): Promise<void> {
  const answered = answers.filter(({ problem }) => problem?.code !== 'BUSY')
  expect(answered.map(({ problem }) => problem)).toEqual(answered.map(() => null))
  expect(answered.filter(({ replayed }) => !replayed)).toHaveLength(1)
  expect(new Set(answered.map(({ consume }) => consume?.id)).size).toBe(1)
  await expectOneConsume(at, paid)
}

/** Two payments, one key: whoever comes second finds the key taken, and its payment stays as it was. */
async function expectOneOfTwoPayments(cluster: Cluster): Promise<void> {
  const pair = await Promise.all([buyVerified(cluster.endpoint()), buyVerified(cluster.endpoint())])
  const idempotencyKey = randomUUID()
  const answers = await Promise.all(
    pair.map(({ paymentId, purchaseToken }, index) =>
      consumePayment(cluster.endpoint(index), { paymentId, purchaseToken, idempotencyKey }),
    ),
  )
  expect(answers.map(({ problem }) => problem?.code ?? 'consumed').toSorted()).toEqual([
    'IDEMPOTENCY_KEY_REUSED',
    'consumed',
  ])
  const ids = pair.map(({ paymentId }) => decodeId('pay', paymentId))
  const counts = await cluster.sql`
    select status, count(*)::int from payments where id = any(${ids}::uuid[]) group by status order by status`
  expect(counts).toEqual([
    { status: 'CONSUMED', count: 1 },
    { status: 'PAID', count: 1 },
  ])
}

describe('with Redis', () => {
  let redis: RedisProcess
  let at: Cluster
  beforeAll(async () => {
    redis = await startRedis()
    at = await startCluster({ processes: 4, redisUrl: redis.url })
  })
  afterAll(async () => {
    await at.close()
    await redis.stop()
  })

  test('I2: 200 simultaneous consumes from 4 processes with Redis make one consume', async () => {
    const paid = await buyVerified(at.endpoint())
    await expectOneSuccess(at, paid, await Promise.all(consumeConcurrently(at, paid)))
  })

  test('I3: 200 simultaneous consumes with one idempotency key get one answer, 199 times as a replay', async () => {
    const paid = await buyVerified(at.endpoint())
    await expectOneOriginal(at, paid, await Promise.all(consumeConcurrently(at, paid, true)))
  })

  test('I2: two payments that race for one idempotency key make one consume', async () => {
    await expectOneOfTwoPayments(at)
  })

  test('I12: a Redis that is flushed in the middle of 200 consumes loses no payment and doubles none', async () => {
    const paid = await buyVerified(at.endpoint())
    const client = new Redis(redis.url)
    const calls = consumeConcurrently(at, paid)
    for (const call of calls.slice(0, 20)) {
      await call
      await client.flushall()
    }
    client.disconnect()
    await expectOneSuccess(at, paid, await Promise.all(calls))
  })

  test('I2, I12: 200 simultaneous consumes make one consume when Redis is killed midway', async () => {
    const paid = await buyVerified(at.endpoint())
    const calls = consumeConcurrently(at, paid)
    await Promise.race(calls)
    await redis.kill()
    await expectOneSuccess(at, paid, await Promise.all(calls))
  })

  test('I12: with Redis gone, consuming goes on, and Redis may come back in the middle of it', async () => {
    await redis.kill()
    const paid = await buyVerified(at.endpoint())
    const calls = consumeConcurrently(at, paid, true)
    await Promise.race(calls)
    await redis.restart()
    await expectOneOriginal(at, paid, await Promise.all(calls))
  })
})

describe('without Redis', () => {
  let at: Cluster
  beforeAll(async () => {
    at = await startCluster({ processes: 4 })
  })
  afterAll(() => at.close())

  test('I2: 200 simultaneous consumes from 4 processes without Redis make one consume', async () => {
    const paid = await buyVerified(at.endpoint())
    await expectOneSuccess(at, paid, await Promise.all(consumeConcurrently(at, paid)))
  })

  test('I3: 200 simultaneous consumes with one idempotency key get one answer, 199 times as a replay', async () => {
    const paid = await buyVerified(at.endpoint())
    await expectOneOriginal(at, paid, await Promise.all(consumeConcurrently(at, paid, true)))
  })

  test('I2: two payments that race for one idempotency key make one consume', async () => {
    for (let round = 0; round < 10; round += 1) await expectOneOfTwoPayments(at)
  })
})
