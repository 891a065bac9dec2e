import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Api } from '../support/api.ts'
import { buyItem, consumeInput, newBuyer, serverApi, type Buyer } from '../support/buyer.ts'
import { changeAtStore } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openRecords, uuidOf, type Records } from '../support/records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let at: TestServer
let admin: Api
let buyer: Buyer
let records: Records
beforeAll(async () => {
  at = await startTestServer({ storesSpeak: true })
  admin = serverApi(at)
  buyer = await newBuyer(at)
  records = openRecords(at.databaseUrl)
})
afterAll(async () => {
  await records.close()
  await at.close()
})

const look = `query ($id: ID!) { payment(id: $id) { status acknowledgement { status attempts lastError acknowledgedAt } } }`
const read = async (id: string) => (await admin.query(look, { id })).payment

test('I8: a acknowledgement that had failed for good is done after retryAcknowledgement', async () => {
  const { payment } = await buyItem(at, buyer, 'GOOGLE_PLAY')
  const { id } = payment
  await records.sql`update payments set acknowledgement_status = 'FAILED' where id = ${uuidOf(id)}`
  await records.sql`
    update acknowledgements set attempts = 7, last_error = 'The store said no.', next_at = null where payment_id = ${uuidOf(id)}`
  await admin.mutate('consumePayment', consumeInput(payment))
  expect(await read(id)).toMatchObject({ acknowledgement: { status: 'FAILED' } })
  await admin.mutate('retryAcknowledgement', { paymentId: id })
  const done = { status: 'ACKNOWLEDGED', attempts: 8, lastError: null, acknowledgedAt: expect.any(String) }
  await eventually(async () => expect(await read(id)).toMatchObject({ acknowledgement: done }))
  const told = await records.events(id)
  expect(told.map(({ type }) => type)).toEqual(['PAYMENT_CONSUMED', 'PAYMENT_ACKNOWLEDGED'])
})

test('a payment that is corrected to CONSUMED is acknowledged', async () => {
  const { id } = (await buyItem(at, buyer, 'GOOGLE_PLAY')).payment
  await admin.mutate('correctPayment', { paymentId: id, status: 'CONSUMED', reason: 'given by hand' })
  await eventually(async () => expect(await read(id)).toMatchObject({ acknowledgement: { status: 'ACKNOWLEDGED' } }))
})

test('a notification that had failed for good is worked on again after replayNotification', async () => {
  const { payment, bought } = await buyItem(at, buyer, 'GOOGLE_PLAY')
  const inbox = async () => {
    const text = '{ notifications(first: 100, store: GOOGLE_PLAY) { nodes { id status result } } }'
    return (await admin.query(text)).notifications.nodes
  }
  await changeAtStore(at.emulator, bought.id, 'refund')
  await eventually(async () => expect(await read(payment.id)).toMatchObject({ status: 'REFUNDED' }))
  const told = await eventually(async () => {
    const found = (await inbox()).find(({ result }) => result === 'REFUNDED')
    if (found === undefined) throw new Error('no notification of the refund was handled yet')
    return found
  })
  await records.sql`update notifications set status = 'FAILED', next_at = null where id = ${uuidOf(told.id)}`
  await admin.mutate('replayNotification', { notificationId: told.id })
  await eventually(async () => {
    const again = (await inbox()).find(({ id }) => id === told.id)
    expect(again).toMatchObject({ status: 'PROCESSED', outcome: 'UNCHANGED' })
  })
  expect(await records.events(payment.id)).toHaveLength(1)
})
