import type { Payment } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { buyItem, type Buyer } from '../support/purchase-client.ts'
import { uuidOf } from '../support/database-records.ts'
import { describe, expect, serverTest as test } from '../support/test.ts'
import type { Sql } from 'postgres'

const acknowledgement = 'acknowledgement { status deadline attempts lastError acknowledgedAt }'
const acknowledgementText = `query ($id: ID!) { payment(id: $id) { ${acknowledgement} } }`
const readAcknowledgement = async (api: ApiClient, id: string) =>
  (await api.query(acknowledgementText, { id })).payment?.acknowledgement

/** A payment whose acknowledgement the store has rejected. */
async function createFailedAcknowledgement(buyer: Buyer, sql: Sql): Promise<Serialized<Payment>> {
  const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const id = uuidOf(payment.id)
  await sql`update payments set acknowledgement_status = 'FAILED' where id = ${id}`
  await sql`
    update acknowledgements set attempts = 7, last_error = 'The store said no.', alert_level = 'CRITICAL', next_attempt_at = null
    where payment_id = ${id}`
  return payment
}

describe('Payment.acknowledgement', () => {
  test('the acknowledgement shows its deadline, the number of attempts and the last error', async ({
    admin,
    buyer,
    sql,
  }) => {
    const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    expect(await readAcknowledgement(admin, payment.id)).toMatchObject({
      status: 'PENDING',
      deadline: expect.any(String),
      attempts: 0,
      lastError: null,
      acknowledgedAt: null,
    })
    const { id } = await createFailedAcknowledgement(buyer, sql)
    expect(await readAcknowledgement(admin, id)).toMatchObject({
      status: 'FAILED',
      attempts: 7,
      lastError: 'The store said no.',
    })
  })

  test('the acknowledgement of a store that needs none has no deadline and no attempts', async ({
    admin,
    buyer,
  }) => {
    const { payment } = await buyItem(buyer, { store: 'TEST_STORE' })
    expect(await readAcknowledgement(admin, payment.id)).toMatchObject({
      deadline: null,
      attempts: 0,
      acknowledgedAt: null,
    })
  })

  test('a client does not see the last error', async ({ buyer, sql }) => {
    const { id } = await createFailedAcknowledgement(buyer, sql)
    expect(await readAcknowledgement(buyer.client, id)).toMatchObject({
      status: 'FAILED',
      attempts: 7,
      lastError: null,
    })
  })

  test('a page of payments shows the acknowledgement of each payment', async ({ admin, buyer, sql }) => {
    const { id } = await createFailedAcknowledgement(buyer, sql)
    const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
    const { nodes } = (await admin.query(`{ payments(first: 2) { nodes { id ${acknowledgement} } } }`))
      .payments
    expect(nodes.map((node) => [node.id, node.acknowledgement.attempts])).toEqual([
      [payment.id, 0],
      [id, 7],
    ])
  })
})

describe('retryAcknowledgement', () => {
  const retry = (admin: ApiClient, paymentId: string) => admin.mutate('retryAcknowledgement', { paymentId })
  const stored = async (sql: Sql, paymentId: string) => {
    const [row] = await sql`
      select attempts, last_error, alert_level, next_attempt_at <= now() as due from acknowledgements where payment_id = ${uuidOf(paymentId)}`
    return row
  }

  test('a failed acknowledgement becomes PENDING and due now, and keeps its attempts and last error', async ({
    admin,
    buyer,
    sql,
    records,
  }) => {
    const { id } = await createFailedAcknowledgement(buyer, sql)
    expect(await retry(admin, id)).toMatchObject({
      payment: { acknowledgement: { status: 'PENDING' } },
      problem: null,
    })
    const history = { attempts: 7, last_error: 'The store said no.', alert_level: 'CRITICAL' }
    expect(await stored(sql, id)).toEqual({ ...history, due: true })
    const paymentId = uuidOf(id)
    expect(await records.jobs(`acknowledge:${paymentId}`)).toMatchObject([
      { task: 'acknowledge_payment', payload: { paymentId } },
    ])
    expect(await records.auditLog(id)).toEqual([
      {
        actor: expect.stringMatching(/^SERVER_KEY key_/),
        action: 'retryAcknowledgement',
        reason: null,
        changes: { before: { acknowledgementStatus: 'FAILED' }, after: { acknowledgementStatus: 'PENDING' } },
      },
    ])
  })

  test('a payment without a stored acknowledgement gets a new one', async ({ admin, buyer, sql }) => {
    const { id } = await createFailedAcknowledgement(buyer, sql)
    await sql`delete from acknowledgements where payment_id = ${uuidOf(id)}`
    await retry(admin, id)
    expect(await stored(sql, id)).toEqual({ attempts: 0, last_error: null, alert_level: null, due: true })
  })

  test('simultaneous retries of one payment enqueue one job', async ({ admin, buyer, sql, records }) => {
    const { id } = await createFailedAcknowledgement(buyer, sql)
    await Promise.all(Array.from({ length: 10 }, () => retry(admin, id)))
    expect(await records.jobs(`acknowledge:${uuidOf(id)}`)).toHaveLength(1)
  })

  test.for(['ACKNOWLEDGED', 'NOT_REQUIRED'])(
    'an acknowledgement in the status %s is not changed',
    async (status, { admin, buyer, sql, records }) => {
      const { id } = await createFailedAcknowledgement(buyer, sql)
      await sql`update payments set acknowledgement_status = ${status} where id = ${uuidOf(id)}`
      expect(await retry(admin, id)).toMatchObject({
        payment: { acknowledgement: { status } },
        problem: null,
      })
      expect(await records.jobs(`acknowledge:${uuidOf(id)}`)).toEqual([])
      expect(await records.auditLog(id)).toEqual([])
    },
  )
})

describe('a correction', () => {
  const correct = (admin: ApiClient, paymentId: string, status: 'PAID' | 'REFUNDED') =>
    admin.mutate('correctPayment', { paymentId, status, reason: 'the bank said so' })

  test('a correction to REFUNDED ends the acknowledgement, and a correction back to PAID starts it again', async ({
    admin,
    buyer,
    sql,
    records,
  }) => {
    const { id } = await createFailedAcknowledgement(buyer, sql)
    expect((await correct(admin, id, 'REFUNDED')).payment?.acknowledgement.status).toBe('NOT_REQUIRED')
    expect((await correct(admin, id, 'PAID')).payment?.acknowledgement.status).toBe('PENDING')
    expect(await records.jobs(`acknowledge:${uuidOf(id)}`)).toHaveLength(1)
  })
})
