import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { advanceTime } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { isSignedWith, startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'
import { expectAllAccepted, openWebhookFixture, type WebhookFixture } from './webhook-fixture.ts'

const dayMs = 24 * 60 * 60_000

let fixture: WebhookFixture
let receiver: WebhookReceiver
const endpoints: string[] = []
beforeAll(async () => {
  fixture = await openWebhookFixture({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_TIMEOUT_MS: '400' })
})
afterEach(async () => {
  for (const endpointId of endpoints.splice(0))
    await fixture.admin.mutate('deleteWebhookEndpoint', { endpointId })
  await receiver.close()
})
afterAll(() => fixture.close())

async function createEndpoint(types: Parameters<WebhookFixture['createEndpoint']>[1] = null) {
  await fixture.waitForAllEvents()
  receiver = await startWebhookReceiver()
  const endpoint = await fixture.createEndpoint(receiver.url, types)
  endpoints.push(endpoint.id)
  return endpoint
}

test('everything is delivered in order for each payment, signed by the standard', async () => {
  const { id, secret } = await createEndpoint()
  const sold = [await fixture.buyAndConsume(), await fixture.buyAndConsume(), await fixture.buyAndConsume()]
  await expectAllAccepted(fixture, receiver)
  expect(receiver.received.every((one) => isSignedWith(secret, one))).toBe(true)
  expect(receiver.received.every(({ headers, id: event }) => headers['webhook-id'] === event)).toBe(true)
  // An attempt is noted after its answer.
  const log = await eventually(async () => {
    const noted = await fixture.readDeliveries(id)
    expect(noted).toHaveLength(receiver.received.length)
    return noted
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
  const [payment] = sold.map((each) => each.payment)
  const consumed = receiver.received.find(
    ({ type, purchaseId }) => type === 'PAYMENT_CONSUMED' && purchaseId === sold[0]?.purchase.id,
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

test('I10: no request tells a purchase token', async () => {
  await createEndpoint()
  const { payment } = await fixture.buyAndConsume()
  await eventually(() => expect(receiver.accepted().map(({ type }) => type)).toContain('PAYMENT_CONSUMED'))
  const sent = receiver.received.map(({ body }) => body).join()
  expect(payment.purchaseToken).toEqual(expect.any(String))
  expect(sent).not.toContain(payment.purchaseToken)
  expect(sent).not.toContain('urchaseToken')
})

test('after a rotation both secrets sign for 24 hours, then only the new one', async () => {
  const { id, secret } = await createEndpoint()
  const { secret: anew } = await fixture.admin.mutate('rotateWebhookSecret', { endpointId: id })
  const newest = async () => {
    const before = receiver.received.length
    await fixture.buyAndConsume()
    return eventually(() => {
      expect(receiver.received.length).toBeGreaterThan(before)
      return receiver.received.at(-1) ?? expect.fail()
    })
  }
  const during = await newest()
  expect(during.headers['webhook-signature']?.split(' ')).toHaveLength(2)
  expect([secret, anew ?? ''].map((each) => isSignedWith(each, during))).toEqual([true, true])
  await advanceTime(fixture.server.emulator, dayMs + 1)
  const after = await newest()
  expect([secret, anew ?? ''].map((each) => isSignedWith(each, after))).toEqual([false, true])
})

test('only the types that are wanted are sent, and the others do not hold it up', async () => {
  const { id } = await createEndpoint(['PAYMENT_CONSUMED'])
  await fixture.buyAndConsume()
  await fixture.buyAndConsume()
  await eventually(async () => {
    expect(receiver.accepted().map(({ type }) => type)).toEqual(['PAYMENT_CONSUMED', 'PAYMENT_CONSUMED'])
    expect((await fixture.readEndpoint(id)).cursor).toBe((await fixture.readFeed()).at(-1)?.cursor)
  })
})

test('replaying sends everything after a cursor again', async () => {
  const { id } = await createEndpoint()
  await fixture.buyAndConsume()
  const feed = await fixture.readFeed()
  await eventually(async () => {
    expect((await fixture.readEndpoint(id)).cursor).toBe((await fixture.readFeed()).at(-1)?.cursor)
  })
  receiver.received.length = 0
  const from = feed.at(1)?.cursor ?? ''
  const { problem } = await fixture.admin.mutate('replayWebhookEvents', { endpointId: id, from })
  expect(problem).toBeNull()
  await eventually(async () => {
    const sent = new Set(receiver.accepted().map((one) => one.id))
    expect(sent).toEqual(new Set((await fixture.readFeed()).slice(2).map((event) => event.id)))
  })
})
