import type { Sql } from 'postgres'
import { openDb, type Db } from '../../src/db/client.ts'
import { updatePaymentRefund } from '../../src/db/queries/update-payment-refund.ts'
import type { ConsumePaymentPayload } from '../../src/graphql/generated/types.ts'
import { decodeId, newUuid } from '../../src/platform/ids.ts'
import { allEvents } from '../support/all-events.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { buyItem, createBuyer, toConsumeInput, type VerifiedPurchase } from '../support/purchase-client.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const test = clusterTest
  .extend('db', { scope: 'file' }, ({ cluster }, { onCleanup }) => {
    const url = cluster.databaseUrl
    const db = openDb({ url, poolSize: 4, preparedStatements: true, statementTimeoutMs: 15_000 })
    onCleanup(db.close)
    return db
  })
  /**
   * The key of an advisory lock. A consume or refund that has locked its payment waits, without a lock timeout, for whoever holds it.
   */
  .extend('writeLock', async ({ sql }, { onCleanup }) => {
    const key = 4_711
    await sql.unsafe(`
      create function wait_for_write_lock() returns trigger language plpgsql as $$
      begin
        perform set_config('lock_timeout', '0', true);
        perform pg_advisory_xact_lock(${key});
        return new;
      end $$;
      create trigger wait_for_write_lock before insert on consumes for each row execute function wait_for_write_lock();
      create trigger wait_for_write_lock before insert on refunds for each row execute function wait_for_write_lock()`)
    onCleanup(async () => {
      await sql.unsafe('drop function wait_for_write_lock cascade')
    })
    return key
  })

async function refund(sql: Sql, db: Db, { payment }: VerifiedPurchase): Promise<boolean> {
  const id = decodeId('pay', payment.id) ?? ''
  const [row] = await sql<{ app_id: string }[]>`select app_id from payments where id = ${id}`
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
      detectedBy: 'NOTIFICATION',
    },
    entry: { id: newUuid(), quantity: 1, amountMicros: null },
    event: { id: newUuid(), type: 'PAYMENT_REFUNDED' },
    receipt: null,
    saleRead: null,
    now: new Date(),
  })
  return moved !== null
}

const consume = (admin: ApiClient, { payment }: VerifiedPurchase) =>
  admin.mutate('consumePayment', toConsumeInput(payment))

/** Checks that the events and the response agree on which of the two came first. */
async function expectConsistentHistory(
  sql: Sql,
  { payment }: VerifiedPurchase,
  payload: Serialized<ConsumePaymentPayload>,
): Promise<'consumed' | 'refunded'> {
  const { problem } = payload
  const id = decodeId('pay', payment.id)
  const events = await sql`
    select type, previous_status, status from ${allEvents(sql)}
    where payment_id = ${id} and type <> 'PAYMENT_PAID' order by position, insert_seq`
  const consumes = await sql`select id from consumes where payment_id = ${id}`
  expect(await sql`select status from payments where id = ${id}`).toEqual([{ status: 'REFUNDED' }])
  if (problem == null) {
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

test('I6: a simultaneous refund and consume either reject the consume or record the refund after it', async ({
  endpoint,
  admin,
  sql,
  db,
}) => {
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
      const refunding = index % 2 === 0 ? refund(sql, db, paid) : null
      const consuming = consume(admin, paid)
      expect(await (refunding ?? refund(sql, db, paid))).toBe(true)
      await expectConsistentHistory(sql, paid, await consuming)
    }),
  )
})

/** The one process of PostgreSQL that waits for a lock of another one. */
async function selectWaitingProcess(sql: Sql, holder: number): Promise<number> {
  const waiting = await sql<{ pid: number }[]>`
    select pid from pg_stat_activity where datname = current_database() and ${holder}::int = any(pg_blocking_pids(pid))`
  expect(waiting).toHaveLength(1)
  return waiting[0]?.pid ?? 0
}

test('I6: a consume that finds the payment locked by a refund is busy, and is rejected when it is repeated', async ({
  endpoint,
  admin,
  sql,
  db,
  writeLock,
}) => {
  const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
  const { refunding } = await sql.begin(async (transaction) => {
    const [holder] = await transaction<{ pid: number }[]>`
      select pg_backend_pid() as pid from pg_advisory_xact_lock(${writeLock})`
    const started = refund(sql, db, paid)
    await eventually(() => selectWaitingProcess(sql, holder?.pid ?? 0))
    const { problem } = await consume(admin, paid)
    expect([problem?.code, problem?.retryable]).toEqual(['BUSY', true])
    return { refunding: [started] } as const
  })
  expect(await refunding[0]).toBe(true)
  expect(await expectConsistentHistory(sql, paid, await consume(admin, paid))).toBe('refunded')
})

test('I6: a refund that waited for a consume records that the payment was consumed before', async ({
  endpoint,
  admin,
  sql,
  db,
  writeLock,
}) => {
  const paid = await buyItem(await createBuyer(endpoint, { as: 'server' }))
  const started = await sql.begin(async (transaction) => {
    const [holder] = await transaction<{ pid: number }[]>`
      select pg_backend_pid() as pid from pg_advisory_xact_lock(${writeLock})`
    const consuming = consume(admin, paid)
    const consumer = await eventually(() => selectWaitingProcess(sql, holder?.pid ?? 0))
    const refunding = refund(sql, db, paid)
    await eventually(() => selectWaitingProcess(sql, consumer))
    return { refunding: [refunding], consuming: [consuming] } as const
  })
  expect(await started.refunding[0]).toBe(true)
  expect(await expectConsistentHistory(sql, paid, await started.consuming[0])).toBe('consumed')
})
