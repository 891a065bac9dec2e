import type { Sql } from 'postgres'
import { decodeId } from '../../src/platform/ids.ts'
import { allEvents } from '../support/all-events.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { buyItem, createBuyer, createServerClient, toConsumeInput } from '../support/purchase-client.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest.extend(
  'clusterOptions',
  { scope: 'file' },
  { processes: 2, environment: { EVENT_POLL_INTERVAL_MS: '10' } },
)

/** Ends every connection of the processes, as a failover of the database does. */
function cutConnections(sql: Sql): Promise<unknown> {
  return sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and application_name = 'coinslot'`
}

test('I2, I3: calls end while the database drops its connections, and their retries succeed', async ({
  cluster,
  endpoint,
  sql,
}) => {
  const buyer = await createBuyer(endpoint, { as: 'server' })
  const paid = await Promise.all(Array.from({ length: 20 }, () => buyItem(buyer)))
  let calls = 0
  let cuts = 0
  const attempt = async <Payload>(call: () => Promise<Payload>): Promise<Payload> => {
    calls += 1
    if (calls % 7 !== 0 || cuts === 15) return call()
    cuts += 1
    const [payload] = await Promise.all([call(), cutConnections(sql)])
    return payload
  }
  await Promise.all(
    paid.map(({ payment }, index) =>
      eventually(
        async () => {
          const client = createServerClient(cluster.endpoint(index))
          const input = toConsumeInput(payment, `loss-${index}`)
          expect(await attempt(() => client.mutate('consumePayment', input))).toMatchObject({
            problem: null,
          })
          expect(
            await attempt(() => client.mutate('completePayment', { paymentId: payment.id })),
          ).toMatchObject({
            problem: null,
          })
        },
        { timeoutMs: 60_000 },
      ),
    ),
  )
  expect(cuts).toBeGreaterThan(4)
  const ids = paid.map(({ payment }) => decodeId('pay', payment.id))
  const events = await sql`
    select type, count(*)::int from ${allEvents(sql)} where payment_id = any(${ids}::uuid[]) group by type order by type`
  expect(events).toEqual(
    ['PAYMENT_COMPLETED', 'PAYMENT_CONSUMED', 'PAYMENT_PAID'].map((type) => ({ type, count: 20 })),
  )
})

test('I7: both processes respond after the losses, and the feed continues', async ({
  cluster,
  endpoint,
  sql,
}) => {
  // The first calls after the last loss may still fail with a broken connection.
  const { userId } = await eventually(async () => {
    const buyer = await createBuyer(endpoint, { as: 'server' })
    await buyItem(buyer)
    return buyer
  })
  for (const index of [0, 1]) {
    for (let count = 0; count < 20; count += 1) {
      const input = { userId, itemId: 'coins_100', store: 'TEST_STORE' as const }
      expect(
        await createServerClient(cluster.endpoint(index)).mutate('requestPurchase', input),
      ).toMatchObject({ problem: null })
    }
  }
  await eventually(async () => {
    expect(await sql`select id from event_outbox`).toEqual([])
  })
})
