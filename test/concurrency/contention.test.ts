import { decodeId } from '../../src/platform/ids.ts'
import { buyItem, toConsumeInput } from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend(
  'serverOptions',
  { scope: 'file' },
  { environment: { DATABASE_STATEMENT_TIMEOUT_MS: '1000' } },
)

const busy = { code: 'BUSY', retryable: true, retryAfterMs: 500 }

test('a mutation that waits too long for a locked row returns BUSY, changes nothing, and succeeds later', async ({
  sql,
  admin,
  buyer,
}) => {
  const { payment } = await buyItem(buyer)
  await admin.mutate('consumePayment', toConsumeInput(payment))
  const completion = { paymentId: payment.id, idempotencyKey: 'a delivery' }
  await sql.begin(async (transaction) => {
    await transaction`select from payments where id = ${decodeId('pay', payment.id)} for update`
    expect(await admin.mutate('completePayment', completion)).toMatchObject({ payment: null, problem: busy })
  })
  expect(await admin.mutate('completePayment', completion)).toMatchObject({
    payment: { status: 'COMPLETED' },
    replayed: false,
    problem: null,
  })
})

/** What PostgreSQL does while it completes a payment, and the kind of the error. */
const cancellations = [
  ['the statement timeout', 'perform pg_sleep(30)'],
  ['a deadlock', `raise exception 'deadlock detected' using errcode = 'deadlock_detected'`],
  ['a lock timeout', `raise exception 'lock timeout' using errcode = 'lock_not_available'`],
] as const

test.for(cancellations)(
  'a mutation whose statement was canceled by %s returns BUSY, and succeeds later',
  async ([, statement], { sql, admin, buyer }) => {
    const { payment } = await buyItem(buyer)
    await admin.mutate('consumePayment', toConsumeInput(payment))
    const complete = () => admin.mutate('completePayment', { paymentId: payment.id })
    await sql.unsafe(`
      create function cancel_statement() returns trigger language plpgsql as $$ begin ${statement}; return new; end $$;
      create trigger cancel_statement before update on payments for each row execute function cancel_statement()`)
    try {
      expect(await complete()).toMatchObject({ payment: null, problem: busy })
    } finally {
      await sql`drop function cancel_statement cascade`
    }
    expect(await complete()).toMatchObject({ payment: { status: 'COMPLETED' }, problem: null })
  },
)

test('a query that waits too long for a lock fails with UNAVAILABLE, and succeeds later', async ({
  sql,
  admin,
}) => {
  const read = () => admin.query('{ items { nodes { id } } }')
  await sql.begin(async (transaction) => {
    await transaction`lock table items in access exclusive mode`
    await expect(read()).rejects.toThrow(/UNAVAILABLE|Repeat the call later/)
  })
  expect((await read()).items.nodes.length).toBeGreaterThan(0)
})
