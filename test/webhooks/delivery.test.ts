import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { advanceClock } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { isSignedWith, startReceiver, type Receiver } from './receiver.ts'
import { expectAllTaken, openWebhookDesk, type WebhookDesk } from './webhook-desk.ts'

const dayMs = 24 * 60 * 60_000

let desk: WebhookDesk
let receiver: Receiver
const endpoints: string[] = []
beforeAll(async () => {
  desk = await openWebhookDesk({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_TIMEOUT_MS: '400' })
})
afterEach(async () => {
  for (const endpointId of endpoints.splice(0))
    await desk.admin.mutate('deleteWebhookEndpoint', { endpointId })
  await receiver.close()
})
afterAll(() => desk.close())

async function open(types: Parameters<WebhookDesk['open']>[1] = null) {
  await desk.isSettled()
  receiver = await startReceiver()
  const endpoint = await desk.open(receiver.url, types)
  endpoints.push(endpoint.id)
  return endpoint
}

test('everything is delivered in order for each payment, signed by the standard', async () => {
  const { id, secret } = await open()
  const sold = [await desk.sell(), await desk.sell(), await desk.sell()]
  await expectAllTaken(desk, receiver)
  expect(receiver.received.every((one) => isSignedWith(secret, one))).toBe(true)
  expect(receiver.received.every(({ headers, id: event }) => headers['webhook-id'] === event)).toBe(true)
  // An attempt is noted after its answer.
  const log = await eventually(async () => {
    const noted = await desk.log(id)
    expect(noted).toHaveLength(receiver.received.length)
    return noted
  })
  expect(log[0]).toMatchObject({ status: 'DELIVERED', responseStatus: 200, responseBody: 'thanks', error: null })
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
  await open()
  const { payment } = await desk.sell()
  await eventually(() => expect(receiver.taken().map(({ type }) => type)).toContain('PAYMENT_CONSUMED'))
  const sent = receiver.received.map(({ body }) => body).join()
  expect(payment.purchaseToken).toEqual(expect.any(String))
  expect(sent).not.toContain(payment.purchaseToken)
  expect(sent).not.toContain('urchaseToken')
})

test('after a rotation both secrets sign for 24 hours, then only the new one', async () => {
  const { id, secret } = await open()
  const { secret: anew } = await desk.admin.mutate('rotateWebhookSecret', { endpointId: id })
  const newest = async () => {
    const before = receiver.received.length
    await desk.sell()
    return eventually(() => {
      expect(receiver.received.length).toBeGreaterThan(before)
      return receiver.received.at(-1) ?? expect.fail()
    })
  }
  const during = await newest()
  expect(during.headers['webhook-signature']?.split(' ')).toHaveLength(2)
  expect([secret, anew ?? ''].map((each) => isSignedWith(each, during))).toEqual([true, true])
  await advanceClock(desk.at.emulator, dayMs + 1)
  const after = await newest()
  expect([secret, anew ?? ''].map((each) => isSignedWith(each, after))).toEqual([false, true])
})

test('only the types that are wanted are sent, and the others do not hold it up', async () => {
  const { id } = await open(['PAYMENT_CONSUMED'])
  await desk.sell()
  await desk.sell()
  await eventually(async () => {
    expect(receiver.taken().map(({ type }) => type)).toEqual(['PAYMENT_CONSUMED', 'PAYMENT_CONSUMED'])
    expect((await desk.look(id)).cursor).toBe((await desk.feed()).at(-1)?.cursor)
  })
})

test('replaying sends everything after a cursor again', async () => {
  const { id } = await open()
  await desk.sell()
  const feed = await desk.feed()
  await eventually(async () => {
    expect((await desk.look(id)).cursor).toBe((await desk.feed()).at(-1)?.cursor)
  })
  receiver.received.length = 0
  const from = feed.at(1)?.cursor ?? ''
  const { problem } = await desk.admin.mutate('replayWebhookEvents', { endpointId: id, from })
  expect(problem).toBeNull()
  await eventually(async () => {
    const sent = new Set(receiver.taken().map((one) => one.id))
    expect(sent).toEqual(new Set((await desk.feed()).slice(2).map((event) => event.id)))
  })
})
