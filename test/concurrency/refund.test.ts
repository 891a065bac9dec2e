import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openDb, type Db } from '../../src/db/client.ts'
import { changeRefund } from '../../src/db/queries/change-refund.ts'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { buyAndVerify, consumePayment, type ConsumeAnswer, type Paid } from '../support/shop.ts'
import { writtenEvents } from '../support/written-events.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

let at: Cluster
let db: Db & { close: () => Promise<void> }
beforeAll(async () => {
  at = await startCluster({ processes: 1 })
  db = openDb({ url: at.databaseUrl, poolSize: 4, preparedStatements: true, statementTimeoutMs: 15_000 })
})
afterAll(async () => {
  await db.close()
  await at.close()
})

async function refund({ paymentId }: Paid): Promise<boolean> {
  const id = decodeId('pay', paymentId) ?? ''
  const [row] = await at.sql<{ app_id: string }[]>`select app_id from payments where id = ${id}`
  const moved = await changeRefund(db, {
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

const consume = ({ paymentId, purchaseToken }: Paid) =>
  consumePayment(at.shop(), { paymentId, purchaseToken })

/** Whoever was first, the other one knew of it: the feed and the answers tell one story. */
async function expectOneStory({ paymentId }: Paid, answer: ConsumeAnswer): Promise<'consumed' | 'refunded'> {
  const { problem } = answer
  const id = decodeId('pay', paymentId)
  const told = await at.sql`
    select type, previous_status, status from ${writtenEvents(at.sql)}
    where payment_id = ${id} and type <> 'PAYMENT_PAID' order by position, recorded`
  const consumes = await at.sql`select id from consumes where payment_id = ${id}`
  expect(await at.sql`select status from payments where id = ${id}`).toEqual([{ status: 'REFUNDED' }])
  if (problem === null) {
    expect(consumes).toEqual([{ id: decodeId('con', answer.consume?.id ?? '') }])
    expect(told).toEqual([
      { type: 'PAYMENT_CONSUMED', previous_status: 'PAID', status: 'CONSUMED' },
      { type: 'PAYMENT_REFUNDED', previous_status: 'CONSUMED', status: 'REFUNDED' },
    ])
    return 'consumed'
  }
  expect([problem.code, consumes.length]).toEqual(['PAYMENT_REFUNDED', 0])
  expect(told).toEqual([{ type: 'PAYMENT_REFUNDED', previous_status: 'PAID', status: 'REFUNDED' }])
  return 'refunded'
}

test('I6: a refund and a consume at once: either the consume is refused, or the refund tells that it came after', async () => {
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const paid = await buyAndVerify(at.shop())
      const refunding = index % 2 === 0 ? refund(paid) : null
      const consuming = consume(paid)
      expect(await (refunding ?? refund(paid))).toBe(true)
      await expectOneStory(paid, await consuming)
    }),
  )
})

async function expectWaiting(count: number): Promise<void> {
  const [row] = await at.sql<{ count: number }[]>`
    select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  expect(row?.count).toBe(count)
}

/** Starts both while somebody else holds the row, the second when the first one stands in line. */
async function queueUp<One, Two>(
  { paymentId }: Paid,
  first: () => Promise<One>,
  second: () => Promise<Two>,
): Promise<{ one: One; two: Two }> {
  const started = await at.sql.begin(async (sql) => {
    await sql`select from payments where id = ${decodeId('pay', paymentId)} for update`
    const one = first()
    await eventually(() => expectWaiting(1))
    const two = second()
    await eventually(() => expectWaiting(2))
    return { one: [one], two: [two] } as const
  })
  return { one: await started.one[0], two: await started.two[0] }
}

test('I6: a consume that waited for the row of a refund is refused', async () => {
  const paid = await buyAndVerify(at.shop())
  const { one, two } = await queueUp(
    paid,
    () => refund(paid),
    () => consume(paid),
  )
  expect(one).toBe(true)
  expect(await expectOneStory(paid, two)).toBe('refunded')
})

test('I6: a refund that waited for the row of a consume tells that the payment was consumed before', async () => {
  const paid = await buyAndVerify(at.shop())
  const { one, two } = await queueUp(
    paid,
    () => consume(paid),
    () => refund(paid),
  )
  expect(two).toBe(true)
  expect(await expectOneStory(paid, one)).toBe('consumed')
})
