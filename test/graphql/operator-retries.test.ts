import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ApiClient } from '../support/api.ts'
import { buyItem, consumeInput, createBuyer, createServerClient, type Buyer } from '../support/buyer.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openDatabaseRecords, uuidOf, type DatabaseRecords } from '../support/database-records.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let server: TestServer
let admin: ApiClient
let buyer: Buyer
let records: DatabaseRecords
beforeAll(async () => {
  server = await startTestServer({ notifications: true })
  admin = createServerClient(server)
  buyer = await createBuyer(server)
  records = openDatabaseRecords(server.databaseUrl)
})
afterAll(async () => {
  await records.close()
  await server.close()
})

const paymentText = `query ($id: ID!) { payment(id: $id) { status acknowledgement { status attempts lastError acknowledgedAt } } }`
const readPayment = async (id: string) => (await admin.query(paymentText, { id })).payment

test('I8: a acknowledgement that had failed for good is done after retryAcknowledgement', async () => {
  const { payment } = await buyItem(server, buyer, 'GOOGLE_PLAY')
  const { id } = payment
  await records.sql`update payments set acknowledgement_status = 'FAILED' where id = ${uuidOf(id)}`
  await records.sql`
    update acknowledgements set attempts = 7, last_error = 'The store said no.', next_at = null where payment_id = ${uuidOf(id)}`
  await admin.mutate('consumePayment', consumeInput(payment))
  expect(await readPayment(id)).toMatchObject({ acknowledgement: { status: 'FAILED' } })
  await admin.mutate('retryAcknowledgement', { paymentId: id })
  const done = { status: 'ACKNOWLEDGED', attempts: 8, lastError: null, acknowledgedAt: expect.any(String) }
  await eventually(async () => expect(await readPayment(id)).toMatchObject({ acknowledgement: done }))
  const told = await records.events(id)
  expect(told.map(({ type }) => type)).toEqual(['PAYMENT_CONSUMED', 'PAYMENT_ACKNOWLEDGED'])
})

test('a payment that is corrected to CONSUMED is acknowledged', async () => {
  const { id } = (await buyItem(server, buyer, 'GOOGLE_PLAY')).payment
  await admin.mutate('correctPayment', { paymentId: id, status: 'CONSUMED', reason: 'given by hand' })
  await eventually(async () =>
    expect(await readPayment(id)).toMatchObject({ acknowledgement: { status: 'ACKNOWLEDGED' } }),
  )
})

test('a notification that had failed for good is worked on again after replayNotification', async () => {
  const { payment, storePurchase } = await buyItem(server, buyer, 'GOOGLE_PLAY')
  const inbox = async () => {
    const text = '{ notifications(first: 100, store: GOOGLE_PLAY) { nodes { id status result } } }'
    return (await admin.query(text)).notifications.nodes
  }
  await updateStorePurchase(server.emulator, storePurchase.id, 'refund')
  await eventually(async () => expect(await readPayment(payment.id)).toMatchObject({ status: 'REFUNDED' }))
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
