import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Payment } from '../../src/graphql/generated/types.ts'
import type { Api, Wire } from '../support/api.ts'
import { buyItem, newBuyer, serverApi, type Buyer } from '../support/buyer.ts'
import { openRecords, uuidOf, type Records } from '../support/records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let admin: Api
let buyer: Buyer
let records: Records
beforeAll(async () => {
  at = await startTestServer()
  admin = serverApi(at)
  buyer = await newBuyer(at)
  records = openRecords(at.databaseUrl)
})
afterAll(async () => {
  await records.close()
  await at.close()
})

const settlement = 'settlement { status deadline attempts lastError settledAt }'
const look = `query ($id: ID!) { payment(id: $id) { ${settlement} } }`
const read = async (api: Api, id: string) => (await api.query(look, { id })).payment?.settlement

/** A payment whose store has refused to hear of it. */
async function failed(): Promise<Wire<Payment>> {
  const { payment } = await buyItem(at, buyer, 'GOOGLE_PLAY')
  const id = uuidOf(payment.id)
  await records.sql`update payments set settlement_status = 'FAILED' where id = ${id}`
  await records.sql`
    update settlements set attempts = 7, last_error = 'The store said no.', alarm = 'ALARM', next_at = null
    where payment_id = ${id}`
  return payment
}

describe('Payment.settlement', () => {
  test('tells until when the store waits, how often it was told and what went wrong', async () => {
    const { payment } = await buyItem(at, buyer, 'GOOGLE_PLAY')
    expect(await read(admin, payment.id)).toMatchObject({
      status: 'WAITING',
      deadline: expect.any(String),
      attempts: 0,
      lastError: null,
      settledAt: null,
    })
    const { id } = await failed()
    expect(await read(admin, id)).toMatchObject({
      status: 'FAILED',
      attempts: 7,
      lastError: 'The store said no.',
    })
  })

  test('is complete where the store needs nothing', async () => {
    const { payment } = await buyItem(at, buyer, 'TEST_STORE')
    expect(await read(admin, payment.id)).toMatchObject({ deadline: null, attempts: 0, settledAt: null })
  })

  test('keeps the operators’ words from clients', async () => {
    const { id } = await failed()
    expect(await read(buyer.api, id)).toMatchObject({ status: 'FAILED', attempts: 7, lastError: null })
  })

  test('of a page of payments is the one of each', async () => {
    const { id } = await failed()
    const { payment } = await buyItem(at, buyer, 'GOOGLE_PLAY')
    const { nodes } = (await admin.query(`{ payments(first: 2) { nodes { id ${settlement} } } }`)).payments
    expect(nodes.map((node) => [node.id, node.settlement.attempts])).toEqual([
      [payment.id, 0],
      [id, 7],
    ])
  })
})

describe('retrySettlement', () => {
  const retry = (paymentId: string) => admin.mutate('retrySettlement', { paymentId })
  const stored = async (paymentId: string) => {
    const [row] = await records.sql`
      select attempts, last_error, alarm, next_at <= now() as due from settlements where payment_id = ${uuidOf(paymentId)}`
    return row
  }

  test('makes what failed WAITING and due now, and keeps how it went before', async () => {
    const { id } = await failed()
    expect(await retry(id)).toMatchObject({ payment: { settlement: { status: 'WAITING' } }, problem: null })
    const history = { attempts: 7, last_error: 'The store said no.', alarm: 'ALARM' }
    expect(await stored(id)).toEqual({ ...history, due: true })
    const paymentId = uuidOf(id)
    expect(await records.jobs(`settle:${paymentId}`)).toMatchObject([
      { task: 'settle', payload: { paymentId } },
    ])
    expect(await records.audit(id)).toEqual([
      {
        actor: expect.stringMatching(/^server key key_/),
        action: 'retrySettlement',
        reason: null,
        details: { before: { settlementStatus: 'FAILED' }, after: { settlementStatus: 'WAITING' } },
      },
    ])
  })

  test('of a payment of before settlements were kept begins one', async () => {
    const { id } = await failed()
    await records.sql`delete from settlements where payment_id = ${uuidOf(id)}`
    await retry(id)
    expect(await stored(id)).toEqual({ attempts: 0, last_error: null, alarm: null, due: true })
  })

  test('asked for many times at once is one job', async () => {
    const { id } = await failed()
    await Promise.all(Array.from({ length: 10 }, () => retry(id)))
    expect(await records.jobs(`settle:${uuidOf(id)}`)).toHaveLength(1)
  })

  test.each(['DONE', 'NOT_NEEDED'])('leaves what is %s as it is', async (status) => {
    const { id } = await failed()
    await records.sql`update payments set settlement_status = ${status} where id = ${uuidOf(id)}`
    expect(await retry(id)).toMatchObject({ payment: { settlement: { status } }, problem: null })
    expect(await records.jobs(`settle:${uuidOf(id)}`)).toEqual([])
    expect(await records.audit(id)).toEqual([])
  })
})

describe('a correction', () => {
  const correct = (paymentId: string, status: 'PAID' | 'REFUNDED') =>
    admin.mutate('correctPayment', { paymentId, status, reason: 'the bank said so' })

  test('to REFUNDED leaves nothing to settle, and back again something', async () => {
    const { id } = await failed()
    expect((await correct(id, 'REFUNDED')).payment?.settlement.status).toBe('NOT_NEEDED')
    expect((await correct(id, 'PAID')).payment?.settlement.status).toBe('WAITING')
    expect(await records.jobs(`settle:${uuidOf(id)}`)).toHaveLength(1)
  })
})
