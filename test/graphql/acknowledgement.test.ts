import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payment } from '../../src/graphql/generated/types.ts'
import type { ApiClient, Serialized } from '../support/api.ts'
import { buyItem, createBuyer, createServerClient, type Buyer } from '../support/buyer.ts'
import { openDatabaseRecords, uuidOf, type DatabaseRecords } from '../support/database-records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let admin: ApiClient
let buyer: Buyer
let records: DatabaseRecords
beforeAll(async () => {
  server = await startTestServer()
  admin = createServerClient(server)
  buyer = await createBuyer(server)
  records = openDatabaseRecords(server.databaseUrl)
})
afterAll(async () => {
  await records.close()
  await server.close()
})

const acknowledgement = 'acknowledgement { status deadline attempts lastError acknowledgedAt }'
const acknowledgementText = `query ($id: ID!) { payment(id: $id) { ${acknowledgement} } }`
const readAcknowledgement = async (api: ApiClient, id: string) =>
  (await api.query(acknowledgementText, { id })).payment?.acknowledgement

/** A payment whose store has refused to hear of it. */
async function createFailedAcknowledgement(): Promise<Serialized<Payment>> {
  const { payment } = await buyItem(server, buyer, 'GOOGLE_PLAY')
  const id = uuidOf(payment.id)
  await records.sql`update payments set acknowledgement_status = 'FAILED' where id = ${id}`
  await records.sql`
    update acknowledgements set attempts = 7, last_error = 'The store said no.', alarm = 'CRITICAL', next_at = null
    where payment_id = ${id}`
  return payment
}

describe('Payment.acknowledgement', () => {
  test('tells until when the store waits, how often it was told and what went wrong', async () => {
    const { payment } = await buyItem(server, buyer, 'GOOGLE_PLAY')
    expect(await readAcknowledgement(admin, payment.id)).toMatchObject({
      status: 'PENDING',
      deadline: expect.any(String),
      attempts: 0,
      lastError: null,
      acknowledgedAt: null,
    })
    const { id } = await createFailedAcknowledgement()
    expect(await readAcknowledgement(admin, id)).toMatchObject({
      status: 'FAILED',
      attempts: 7,
      lastError: 'The store said no.',
    })
  })

  test('is complete where the store needs nothing', async () => {
    const { payment } = await buyItem(server, buyer, 'TEST_STORE')
    expect(await readAcknowledgement(admin, payment.id)).toMatchObject({
      deadline: null,
      attempts: 0,
      acknowledgedAt: null,
    })
  })

  test('keeps the operators’ words from clients', async () => {
    const { id } = await createFailedAcknowledgement()
    expect(await readAcknowledgement(buyer.client, id)).toMatchObject({
      status: 'FAILED',
      attempts: 7,
      lastError: null,
    })
  })

  test('of a page of payments is the one of each', async () => {
    const { id } = await createFailedAcknowledgement()
    const { payment } = await buyItem(server, buyer, 'GOOGLE_PLAY')
    const { nodes } = (await admin.query(`{ payments(first: 2) { nodes { id ${acknowledgement} } } }`))
      .payments
    expect(nodes.map((node) => [node.id, node.acknowledgement.attempts])).toEqual([
      [payment.id, 0],
      [id, 7],
    ])
  })
})

describe('retryAcknowledgement', () => {
  const retry = (paymentId: string) => admin.mutate('retryAcknowledgement', { paymentId })
  const stored = async (paymentId: string) => {
    const [row] = await records.sql`
      select attempts, last_error, alarm, next_at <= now() as due from acknowledgements where payment_id = ${uuidOf(paymentId)}`
    return row
  }

  test('makes what failed WAITING and due now, and keeps how it went before', async () => {
    const { id } = await createFailedAcknowledgement()
    expect(await retry(id)).toMatchObject({
      payment: { acknowledgement: { status: 'PENDING' } },
      problem: null,
    })
    const history = { attempts: 7, last_error: 'The store said no.', alarm: 'CRITICAL' }
    expect(await stored(id)).toEqual({ ...history, due: true })
    const paymentId = uuidOf(id)
    expect(await records.jobs(`acknowledge:${paymentId}`)).toMatchObject([
      { task: 'acknowledge', payload: { paymentId } },
    ])
    expect(await records.auditLog(id)).toEqual([
      {
        actor: expect.stringMatching(/^server key key_/),
        action: 'retryAcknowledgement',
        reason: null,
        details: { before: { acknowledgementStatus: 'FAILED' }, after: { acknowledgementStatus: 'PENDING' } },
      },
    ])
  })

  test('of a payment of before acknowledgements were kept begins one', async () => {
    const { id } = await createFailedAcknowledgement()
    await records.sql`delete from acknowledgements where payment_id = ${uuidOf(id)}`
    await retry(id)
    expect(await stored(id)).toEqual({ attempts: 0, last_error: null, alarm: null, due: true })
  })

  test('asked for many times at once is one job', async () => {
    const { id } = await createFailedAcknowledgement()
    await Promise.all(Array.from({ length: 10 }, () => retry(id)))
    expect(await records.jobs(`acknowledge:${uuidOf(id)}`)).toHaveLength(1)
  })

  test.each(['ACKNOWLEDGED', 'NOT_REQUIRED'])('leaves what is %s as it is', async (status) => {
    const { id } = await createFailedAcknowledgement()
    await records.sql`update payments set acknowledgement_status = ${status} where id = ${uuidOf(id)}`
    expect(await retry(id)).toMatchObject({ payment: { acknowledgement: { status } }, problem: null })
    expect(await records.jobs(`acknowledge:${uuidOf(id)}`)).toEqual([])
    expect(await records.auditLog(id)).toEqual([])
  })
})

describe('a correction', () => {
  const correct = (paymentId: string, status: 'PAID' | 'REFUNDED') =>
    admin.mutate('correctPayment', { paymentId, status, reason: 'the bank said so' })

  test('to REFUNDED leaves nothing to acknowledge, and back again something', async () => {
    const { id } = await createFailedAcknowledgement()
    expect((await correct(id, 'REFUNDED')).payment?.acknowledgement.status).toBe('NOT_REQUIRED')
    expect((await correct(id, 'PAID')).payment?.acknowledgement.status).toBe('PENDING')
    expect(await records.jobs(`acknowledge:${uuidOf(id)}`)).toHaveLength(1)
  })
})
