import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { decodeId } from '../../src/platform/ids.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyVerified,
  completePayment,
  consumePayment,
  requestPurchaseAt,
} from '../support/game-server-client.ts'
import { allEvents } from '../support/all-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ processes: 2, environment: { EVENT_POLL_INTERVAL_MS: '10' } })
})
afterAll(() => cluster.close())

/** Ends every connection of the processes, as a failover of the database does. */
function cutConnections(): Promise<unknown> {
  return cluster.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'coinslot'`
}

test('I2, I3: while the database drops its connections again and again, every call ends, and a retry finds out', async () => {
  const paid = await Promise.all(Array.from({ length: 20 }, () => buyVerified(cluster.endpoint())))
  let calls = 0
  let cuts = 0
  const attempt = async <Answer>(call: () => Promise<Answer>): Promise<Answer> => {
    calls += 1
    if (calls % 7 !== 0 || cuts === 15) return call()
    cuts += 1
    const [answer] = await Promise.all([call(), cutConnections()])
    return answer
  }
  await Promise.all(
    paid.map(({ paymentId, purchaseToken }, index) =>
      eventually(
        async () => {
          const call = { paymentId, purchaseToken, idempotencyKey: `loss-${index}` }
          expect(await attempt(() => consumePayment(cluster.endpoint(index), call))).toMatchObject({
            problem: null,
          })
          expect(await attempt(() => completePayment(cluster.endpoint(index), { paymentId }))).toMatchObject({
            problem: null,
          })
        },
        { timeoutMs: 60_000 },
      ),
    ),
  )
  expect(cuts).toBeGreaterThan(4)
  const ids = paid.map(({ paymentId }) => decodeId('pay', paymentId))
  const told = await cluster.sql`
    select type, count(*)::int from ${allEvents(cluster.sql)} where payment_id = any(${ids}::uuid[]) group by type order by type`
  expect(told).toEqual(
    ['PAYMENT_COMPLETED', 'PAYMENT_CONSUMED', 'PAYMENT_PAID'].map((type) => ({ type, count: 20 })),
  )
})

test('I7: the processes have survived it: both answer, and the feed goes on', async () => {
  // The first call after the last loss may still meet a connection that breaks.
  const { userId } = await eventually(() => buyVerified(cluster.endpoint()))
  for (const index of [0, 1]) {
    for (let count = 0; count < 20; count += 1) {
      const wish = { userId, itemId: 'coins_100', store: 'TEST_STORE' as const }
      expect(await requestPurchaseAt(cluster.endpoint(index), wish)).toMatchObject({ problem: null })
    }
  }
  await eventually(async () => {
    expect(await cluster.sql`select id from unplaced_events`).toEqual([])
  })
})
