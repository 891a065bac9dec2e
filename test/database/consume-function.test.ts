import { openDb } from '../../src/db/client.ts'
import { insertConsumes, type ConsumeRequest } from '../../src/db/queries/insert-consumes.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { uuidOf } from '../support/database-records.ts'
import { appIdOf } from '../support/operators.ts'
import { buyItem } from '../support/purchase-client.ts'
import { expect, serverTest } from '../support/test.ts'

/** One connection, which keeps what it has prepared. */
const test = serverTest
  .extend('db', { scope: 'file' }, ({ database: { url } }, { onCleanup }) => {
    const db = openDb({ url, poolSize: 1, preparedStatements: true, statementTimeoutMs: 15_000 })
    onCleanup(db.close)
    return db
  })
  .extend('consume', ({ db, project }) => {
    return (requests: readonly ConsumeRequest[]) =>
      insertConsumes(db, {
        appId: appIdOf(project),
        consumedAt: new Date(),
        consumedBy: 'SERVER',
        serverKeyId: null,
        userId: null,
        scope: 'server',
        requests,
      })
  })
  .extend('newRequest', ({ buyer }) => {
    return async (): Promise<ConsumeRequest> => {
      const { payment } = await buyItem(buyer)
      return toRequest(uuidOf(payment.id))
    }
  })

const toRequest = (paymentId: string): ConsumeRequest => ({
  paymentId,
  consumeId: newUuid(),
  eventId: newUuid(),
  idempotencyKey: newUuid(),
  requestHash: 'hash',
  address: null,
})

test('I2: two requests for one payment in one call make one consume, with the key and the event of the same request', async ({
  sql,
  consume,
  newRequest,
}) => {
  const first = await newRequest()
  const requests = [first, toRequest(first.paymentId)]
  const consumed = await consume(requests)
  expect(consumed).toHaveLength(1)
  const winner = requests.find(({ consumeId }) => consumeId === consumed[0]?.consumeId)
  const { paymentId } = first
  const keys =
    await sql`select key from idempotency_keys where resource_id = ${paymentId} and operation = 'consumePayment'`
  expect([...keys]).toEqual([{ key: winner?.idempotencyKey }])
  const consumes = await sql`select id, idempotency_key as key from consumes where payment_id = ${paymentId}`
  expect([...consumes]).toEqual([{ id: winner?.consumeId, key: winner?.idempotencyKey }])
  const events = await sql`
    select id from event_outbox where payment_id = ${paymentId} and type = 'PAYMENT_CONSUMED'
    union all select id from events where payment_id = ${paymentId} and type = 'PAYMENT_CONSUMED'`
  expect([...events]).toEqual([{ id: winner?.eventId }])
})

test('I3: two payments with one idempotency key in one call make one consume, and the other payment stays PAID', async ({
  sql,
  consume,
  newRequest,
}) => {
  const first = await newRequest()
  const { idempotencyKey } = first
  const requests = [first, { ...(await newRequest()), idempotencyKey }]
  const consumed = await consume(requests)
  expect(consumed).toHaveLength(1)
  const left = requests.filter(({ consumeId }) => consumeId !== consumed[0]?.consumeId)
  expect(left).toHaveLength(1)
  const statuses = await sql`select status from payments where id = ${left[0]?.paymentId ?? ''}`
  expect([...statuses]).toEqual([{ status: 'PAID' }])
  expect(await consume(left)).toEqual([])
  const keys =
    await sql`select resource_id from idempotency_keys where key = ${idempotencyKey} and operation = 'consumePayment'`
  expect([...keys]).toEqual([{ resource_id: consumed[0]?.payment.id }])
})

test('a session that has planned consume_payments consumes after a migration has added a column to payments', async ({
  sql,
  consume,
  newRequest,
}) => {
  // A driver prepares its statement at the first call, and PostgreSQL the plan within the function.
  for (let call = 0; call < 2; call += 1) expect(await consume([await newRequest()])).toHaveLength(1)
  const request = await newRequest()
  await sql`alter table payments add column added_later text default 'a value'`
  try {
    const [consumed] = await consume([request])
    expect(consumed).toMatchObject({
      consumeId: request.consumeId,
      payment: { id: request.paymentId, status: 'CONSUMED' },
    })
  } finally {
    await sql`alter table payments drop column added_later`
  }
  expect(await consume([await newRequest()])).toHaveLength(1)
})
