import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { decodeId } from '../../src/platform/ids.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { buyAndVerify, completePayment, consumePayment, requestPurchase } from '../support/shop.ts'
import { writtenEvents } from '../support/written-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let at: Cluster
beforeAll(async () => {
  at = await startCluster({ processes: 2, environment: { EVENT_POLL_INTERVAL_MS: '10' } })
})
afterAll(() => at.close())

/** Ends every connection of the processes, as a failover of the database does. */
function cutConnections(): Promise<unknown> {
  return at.sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'coinslot'`
}

test('I2, I3: while the database drops its connections again and again, every call ends, and a retry finds out', async () => {
  const paid = await Promise.all(Array.from({ length: 20 }, () => buyAndVerify(at.shop())))
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
          expect(await attempt(() => consumePayment(at.shop(index), call))).toMatchObject({ problem: null })
          expect(await attempt(() => completePayment(at.shop(index), { paymentId }))).toMatchObject({
            problem: null,
          })
        },
        { timeoutMs: 60_000 },
      ),
    ),
  )
  expect(cuts).toBeGreaterThan(4)
  const ids = paid.map(({ paymentId }) => decodeId('pay', paymentId))
  const told = await at.sql`
    select type, count(*)::int from ${writtenEvents(at.sql)} where payment_id = any(${ids}::uuid[]) group by type order by type`
  expect(told).toEqual(
    ['PAYMENT_COMPLETED', 'PAYMENT_CONSUMED', 'PAYMENT_PAID'].map((type) => ({ type, count: 20 })),
  )
})

test('I7: the processes have survived it: both answer, and the feed goes on', async () => {
  // The first call after the last loss may still meet a connection that breaks.
  const { userId } = await eventually(() => buyAndVerify(at.shop()))
  for (const index of [0, 1]) {
    for (let count = 0; count < 20; count += 1) {
      const wish = { userId, itemId: 'coins_100', store: 'TEST_STORE' as const }
      expect(await requestPurchase(at.shop(index), wish)).toMatchObject({ problem: null })
    }
  }
  await eventually(async () => {
    expect(await at.sql`select id from unplaced_events`).toEqual([])
  })
})
