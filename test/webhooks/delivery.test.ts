import { advanceTime } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { isSignedWith } from './webhook-receiver.ts'
import { expectAllAccepted, expect, webhookTest, webhookServerOptions } from './webhook-fixture.ts'

const dayMs = 24 * 60 * 60_000

const test = webhookTest.extend(
  'serverOptions',
  { scope: 'file' },
  webhookServerOptions({ WEBHOOK_TIMEOUT_MS: '400' }),
)

test('all events are delivered in order for each payment, signed by the Standard Webhooks scheme', async ({
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, secret } = await createEndpoint()
  const purchases = [
    await webhooks.buyAndConsume(),
    await webhooks.buyAndConsume(),
    await webhooks.buyAndConsume(),
  ]
  await expectAllAccepted(webhooks, receiver)
  expect(receiver.received.every((one) => isSignedWith(secret, one))).toBe(true)
  expect(receiver.received.every(({ headers, id: event }) => headers['webhook-id'] === event)).toBe(true)
  // An attempt is logged after its response.
  const log = await eventually(async () => {
    const attempts = await webhooks.readDeliveries(id)
    expect(attempts).toHaveLength(receiver.received.length)
    return attempts
  })
  expect(log[0]).toMatchObject({
    status: 'DELIVERED',
    responseStatus: 200,
    responseBody: 'thanks',
    error: null,
  })
  const sent = new Map(receiver.received.map((one) => [one.id, one.body]))
  expect(log.map(({ requestBody }) => requestBody)).toEqual(log.map(({ event }) => sent.get(event?.id ?? '')))
  expect(new Set(log.map(({ url }) => url))).toEqual(new Set([receiver.url]))
  const [payment] = purchases.map((each) => each.payment)
  const consumed = receiver.received.find(
    ({ type, purchaseId }) => type === 'PAYMENT_CONSUMED' && purchaseId === purchases[0]?.purchase.id,
  )
  expect(JSON.parse(consumed?.body ?? '')).toMatchObject({
    id: consumed?.id,
    cursor: expect.any(String),
    occurredAt: expect.any(String),
    previousStatus: 'PAID',
    status: 'CONSUMED',
    store: 'TEST_STORE',
    payment: {
      id: payment?.id,
      userId: payment?.user.userId,
      itemId: 'coins_100',
      quantity: 1,
      price: payment?.price,
    },
  })
})

test('I10: no request contains a purchase token', async ({ webhooks, receiver, createEndpoint }) => {
  await createEndpoint()
  const { payment } = await webhooks.buyAndConsume()
  await eventually(() => expect(receiver.accepted().map(({ type }) => type)).toContain('PAYMENT_CONSUMED'))
  const sent = receiver.received.map(({ body }) => body).join()
  expect(payment.purchaseToken).toEqual(expect.any(String))
  expect(sent).not.toContain(payment.purchaseToken)
  expect(sent).not.toContain('urchaseToken')
})

test('requests are signed by both secrets for 24 hours after a rotation, then only by the new one', async ({
  emulator,
  admin,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, secret } = await createEndpoint()
  const { secret: newSecret } = await admin.mutate('rotateWebhookSecret', { endpointId: id })
  const receiveNext = async () => {
    const before = receiver.received.length
    await webhooks.buyAndConsume()
    return eventually(() => {
      expect(receiver.received.length).toBeGreaterThan(before)
      return receiver.received.at(-1) ?? expect.fail()
    })
  }
  const during = await receiveNext()
  expect(during.headers['webhook-signature']?.split(' ')).toHaveLength(2)
  expect([secret, newSecret ?? ''].map((each) => isSignedWith(each, during))).toEqual([true, true])
  await advanceTime(emulator, dayMs + 1)
  const after = await receiveNext()
  expect([secret, newSecret ?? ''].map((each) => isSignedWith(each, after))).toEqual([false, true])
})

test('only events of the requested types are sent, and the others do not delay them', async ({
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint(['PAYMENT_CONSUMED'])
  await webhooks.buyAndConsume()
  await webhooks.buyAndConsume()
  await eventually(async () => {
    expect(receiver.accepted().map(({ type }) => type)).toEqual(['PAYMENT_CONSUMED', 'PAYMENT_CONSUMED'])
    expect((await webhooks.readEndpoint(id)).cursor).toBe((await webhooks.readFeed()).at(-1)?.cursor)
  })
})

test('a replay sends all events after a cursor again', async ({
  admin,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint()
  await webhooks.buyAndConsume()
  const feed = await webhooks.readFeed()
  await eventually(async () => {
    expect((await webhooks.readEndpoint(id)).cursor).toBe((await webhooks.readFeed()).at(-1)?.cursor)
  })
  receiver.received.length = 0
  const from = feed.at(1)?.cursor ?? ''
  const { problem } = await admin.mutate('replayWebhookEvents', { endpointId: id, from })
  expect(problem).toBeNull()
  await eventually(async () => {
    const sent = new Set(receiver.accepted().map((one) => one.id))
    expect(sent).toEqual(new Set((await webhooks.readFeed()).slice(2).map((event) => event.id)))
  })
})
