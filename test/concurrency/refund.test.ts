import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDb, type Db } from '../../src/db/client.ts'
import { updatePaymentRefund } from '../../src/db/queries/update-payment-refund.ts'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import {
  buyVerified,
  consumePayment,
  type ConsumePayload,
  type VerifiedPayment,
} from '../support/game-server-client.ts'
import { allEvents } from '../support/all-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let cluster: Cluster
let db: Db & { close: () => Promise<void> }
beforeAll(async () => {
  cluster = await startCluster({ processes: 1 })
  db = openDb({ url: cluster.databaseUrl, poolSize: 4, preparedStatements: true, statementTimeoutMs: 15_000 })
})
afterAll(async () => {
  await db.close()
  await cluster.close()
})

async function refund({ paymentId }: VerifiedPayment): Promise<boolean> {
  const id = decodeId('pay', paymentId) ?? ''
  const [row] = await cluster.sql<{ app_id: string }[]>`select app_id from payments where id = ${id}`
  const moved = await updatePaymentRefund(db, {
    appId: row?.app_id ?? '',
    paymentId: id,
    from: { full: false, quantity: 0, amountMicros: null },
    to: {
      full: true,
      quantity: 1,
      amountMicros: null,
      refundedAt: new Date(),
      reason: null,
      source: 'NOTIFICATION',
    },
    entry: { id: newUuid(), quantity: 1, amountMicros: null },
    event: { id: newUuid(), type: 'PAYMENT_REFUNDED' },
    read: null,
    now: new Date(),
  })
  return moved !== null
}

const consume = ({ paymentId, purchaseToken }: VerifiedPayment) =>
  consumePayment(cluster.endpoint(), { paymentId, purchaseToken })

/** Whoever was first, the other one knew of it: the feed and the answers tell one story. */
async function expectConsistentHistory(
  { paymentId }: VerifiedPayment,
  payload: ConsumePayload,
): Promise<'consumed' | 'refunded'> {
  const { problem } = payload
  const id = decodeId('pay', paymentId)
  const events = await cluster.sql`
    select type, previous_status, status from ${allEvents(cluster.sql)}
    where payment_id = ${id} and type <> 'PAYMENT_PAID' order by position, recorded`
  const consumes = await cluster.sql`select id from consumes where payment_id = ${id}`
  expect(await cluster.sql`select status from payments where id = ${id}`).toEqual([{ status: 'REFUNDED' }])
  if (problem === null) {
    expect(consumes).toEqual([{ id: decodeId('con', payload.consume?.id ?? '') }])
    expect(events).toEqual([
      { type: 'PAYMENT_CONSUMED', previous_status: 'PAID', status: 'CONSUMED' },
      { type: 'PAYMENT_REFUNDED', previous_status: 'CONSUMED', status: 'REFUNDED' },
    ])
    return 'consumed'
  }
  expect([problem.code, consumes.length]).toEqual(['PAYMENT_REFUNDED', 0])
  expect(events).toEqual([{ type: 'PAYMENT_REFUNDED', previous_status: 'PAID', status: 'REFUNDED' }])
  return 'refunded'
}

test('I6: a refund and a consume at once: either the consume is refused, or the refund tells that it came after', async () => {
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const paid = await buyVerified(cluster.endpoint())
      const refunding = index % 2 === 0 ? refund(paid) : null
      const consuming = consume(paid)
      expect(await (refunding ?? refund(paid))).toBe(true)
      await expectConsistentHistory(paid, await consuming)
    }),
  )
})

async function expectLockWaiters(count: number): Promise<void> {
  const [row] = await cluster.sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  expect(row?.count).toBe(count)
}

/** Starts both while somebody else holds the row, the second when the first one stands in line. */
async function runInLockOrder<One, Two>(
  { paymentId }: VerifiedPayment,
  first: () => Promise<One>,
  second: () => Promise<Two>,
): Promise<{ one: One; two: Two }> {
  const started = await cluster.sql.begin(async (sql) => {
    await sql`select from payments where id = ${decodeId('pay', paymentId)} for update`
    const one = first()
    await eventually(() => expectLockWaiters(1))
    const two = second()
    await eventually(() => expectLockWaiters(2))
    return { one: [one], two: [two] } as const
  })
  return { one: await started.one[0], two: await started.two[0] }
}

test('I6: a consume that waited for the row of a refund is refused', async () => {
  const paid = await buyVerified(cluster.endpoint())
  const { one, two } = await runInLockOrder(
    paid,
    () => refund(paid),
    () => consume(paid),
  )
  expect(one).toBe(true)
  expect(await expectConsistentHistory(paid, two)).toBe('refunded')
})

test('I6: a refund that waited for the row of a consume tells that the payment was consumed before', async () => {
  const paid = await buyVerified(cluster.endpoint())
  const { one, two } = await runInLockOrder(
    paid,
    () => consume(paid),
    () => refund(paid),
  )
  expect(two).toBe(true)
  expect(await expectConsistentHistory(paid, one)).toBe('consumed')
})
