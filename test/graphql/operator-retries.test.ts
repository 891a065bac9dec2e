import type { ApiClient } from '../support/api.ts'
import { buyItem, toConsumeInput } from '../support/purchase-client.ts'
import { updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { uuidOf } from '../support/database-records.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('serverOptions', { scope: 'file' }, { notifications: true })

const paymentText = `query ($id: ID!) { payment(id: $id) { status acknowledgement { status attempts lastError acknowledgedAt } } }`
const readPayment = async (admin: ApiClient, id: string) => (await admin.query(paymentText, { id })).payment

test('I8: an acknowledgement that failed permanently completes after retryAcknowledgement', async ({
  admin,
  buyer,
  sql,
  records,
}) => {
  const { payment } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const { id } = payment
  await sql`update payments set acknowledgement_status = 'FAILED' where id = ${uuidOf(id)}`
  await sql`
    update acknowledgements set attempts = 7, last_error = 'The store said no.', next_attempt_at = null where payment_id = ${uuidOf(id)}`
  await admin.mutate('consumePayment', toConsumeInput(payment))
  expect(await readPayment(admin, id)).toMatchObject({ acknowledgement: { status: 'FAILED' } })
  await admin.mutate('retryAcknowledgement', { paymentId: id })
  const done = { status: 'ACKNOWLEDGED', attempts: 8, lastError: null, acknowledgedAt: expect.any(String) }
  await eventually(async () => expect(await readPayment(admin, id)).toMatchObject({ acknowledgement: done }))
  const events = await records.events(id)
  expect(events.map(({ type }) => type)).toEqual(['PAYMENT_CONSUMED', 'PAYMENT_ACKNOWLEDGED'])
})

test('a payment that is corrected to CONSUMED is acknowledged', async ({ admin, buyer }) => {
  const { id } = (await buyItem(buyer, { store: 'GOOGLE_PLAY' })).payment
  await admin.mutate('correctPayment', { paymentId: id, status: 'CONSUMED', reason: 'given by hand' })
  await eventually(async () =>
    expect(await readPayment(admin, id)).toMatchObject({ acknowledgement: { status: 'ACKNOWLEDGED' } }),
  )
})

test('a notification that failed permanently is processed again after replayNotification', async ({
  emulator,
  admin,
  buyer,
  sql,
  records,
}) => {
  const { payment, storePurchase } = await buyItem(buyer, { store: 'GOOGLE_PLAY' })
  const inbox = async () => {
    const text = '{ notifications(first: 100, store: GOOGLE_PLAY) { nodes { id status result } } }'
    return (await admin.query(text)).notifications.nodes
  }
  await updateStorePurchase(emulator, storePurchase.id, 'refund')
  await eventually(async () =>
    expect(await readPayment(admin, payment.id)).toMatchObject({ status: 'REFUNDED' }),
  )
  const notification = await eventually(async () => {
    const found = (await inbox()).find(({ result }) => result === 'REFUNDED')
    if (found === undefined) throw new Error('no notification of the refund was handled yet')
    return found
  })
  await sql`update notifications set status = 'FAILED', next_attempt_at = null where id = ${uuidOf(notification.id)}`
  await admin.mutate('replayNotification', { notificationId: notification.id })
  await eventually(async () => {
    const again = (await inbox()).find(({ id }) => id === notification.id)
    expect(again).toMatchObject({ status: 'PROCESSED', result: 'UNCHANGED' })
  })
  expect(await records.events(payment.id)).toHaveLength(1)
})
