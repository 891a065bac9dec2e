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

const test = clusterTest.extend('clusterOptions', { scope: 'file' }, { processes: 4 })

test.beforeAll(async ({ cluster }) => {
  await cluster.sql`select 1`
})

test('I2: 200 simultaneous consumes from 4 processes without Redis make one consume', async ({
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
  for (let run = 0; run < 10; run += 1) await expectOneOfTwoPayments(cluster)
})
