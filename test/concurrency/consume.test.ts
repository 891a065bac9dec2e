import { Redis } from 'ioredis'
import { clusterTest, vi } from '../support/cluster-test.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import {
  consumeConcurrently,
  expectOneOfTwoPayments,
  expectOneOriginal,
  expectOneSuccess,
} from './concurrent-consumes.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, ({ redis }) => ({
  processes: 4,
  redisUrl: redis.url,
}))

test.beforeAll(async ({ cluster }) => {
  await cluster.sql`select 1`
})

test('I2: 200 simultaneous consumes from 4 processes with Redis make one consume', async ({
  cluster,
  endpoint,
}) => {
  const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
  await expectOneSuccess(cluster, paid, await Promise.all(consumeConcurrently(cluster, paid)))
})

test('I3: 200 simultaneous consumes with one idempotency key return one consume, 199 times as a replay', async ({
  cluster,
  endpoint,
}) => {
  const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
  await expectOneOriginal(cluster, paid, await Promise.all(consumeConcurrently(cluster, paid, true)))
})

test('I2: two simultaneous consumes of two payments with one idempotency key make one consume', async ({
  cluster,
}) => {
  await expectOneOfTwoPayments(cluster)
})

test('I12: a Redis that is flushed during 200 consumes causes no lost and no second consume', async ({
  redis,
  cluster,
  endpoint,
}) => {
  const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
  const client = new Redis(redis.url)
  const calls = consumeConcurrently(cluster, paid)
  for (const call of calls.slice(0, 20)) {
    await call
    await client.flushall()
  }
  client.disconnect()
  await expectOneSuccess(cluster, paid, await Promise.all(calls))
})

test('I2, I12: 200 simultaneous consumes make one consume when Redis is killed midway', async ({
  redis,
  cluster,
  endpoint,
}) => {
  const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
  const calls = consumeConcurrently(cluster, paid)
  await Promise.race(calls)
  await redis.kill()
  await expectOneSuccess(cluster, paid, await Promise.all(calls))
})

test('I12: consumes continue without Redis and while it restarts', async ({ redis, cluster, endpoint }) => {
  await redis.kill()
  const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
  const calls = consumeConcurrently(cluster, paid, true)
  await Promise.race(calls)
  await redis.restart()
  await expectOneOriginal(cluster, paid, await Promise.all(calls))
})
