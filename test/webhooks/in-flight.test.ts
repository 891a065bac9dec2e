import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { prune } from '../../src/domain/hygiene/prune.ts'
import { advanceClock } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openRecords, uuidOf, type Records } from '../support/records.ts'
import { isSignedWith, startReceiver, type Received, type Receiver } from './receiver.ts'
import { openWebhookDesk, type WebhookDesk } from './webhook-desk.ts'

/** What happens to an endpoint while a request of it is on its way. */

let desk: WebhookDesk
let records: Records
let receiver: Receiver
let held: { readonly request: Received; readonly answer: () => void }[] = []
const endpoints: string[] = []
beforeAll(async () => {
  // No retry comes by itself while a test waits for one that it has time pass for.
  const retry = { WEBHOOK_RETRY_INITIAL_DELAY_MS: '30000' }
  desk = await openWebhookDesk({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', ...retry })
  records = openRecords(desk.at.databaseUrl)
})
afterEach(async () => {
  for (const endpointId of endpoints.splice(0))
    await desk.admin.mutate('deleteWebhookEndpoint', { endpointId })
  await receiver.close()
})
afterAll(async () => {
  await records.close()
  await desk.close()
})

/** An endpoint whose receiver has got the first request of a sale, and has not answered yet. */
async function openHeld() {
  await desk.isSettled()
  receiver = await startReceiver()
  held = []
  receiver.react((response: ServerResponse, request) => {
    const take = () => {
      request.taken = true
      response.writeHead(200).end('thanks')
    }
    held.push({ request, answer: take })
  })
  const endpoint = await desk.open(receiver.url)
  endpoints.push(endpoint.id)
  const sold = await desk.sell()
  const [first = expect.fail()] = await eventually(() => {
    expect(held.length).toBeGreaterThan(0)
    return held
  })
  return { ...endpoint, sold, first }
}

/** From now on it takes everything at once. */
function release() {
  receiver.react(null)
  for (const { answer } of held.splice(0)) answer()
}

/** The runner has come to its end, and has nothing in hand. */
const isIdle = (id: string) =>
  eventually(async () => {
    const rows = await records.sql`
      select from webhook_endpoints where id = ${uuidOf(id)} and leased_until <= 'epoch'`
    expect(rows).toHaveLength(1)
  })

test('paused: what is on its way is noted in the log, nothing more is sent, and resuming begins with it again', async () => {
  const { id, first, sold } = await openHeld()
  await desk.admin.mutate('pauseWebhookEndpoint', { endpointId: id })
  release()
  await isIdle(id)
  const paused = await desk.look(id)
  expect(paused).toMatchObject({ status: 'PAUSED', pauseReason: 'MANUAL', lastError: null })
  const sent = receiver.received.length
  expect(await desk.log(id)).toHaveLength(sent)
  await desk.sell()
  await desk.admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  // That of another purchase may come at the same time.
  const again = await eventually(() => {
    const later = receiver.received.slice(sent)
    return later.find((one) => one.purchaseId === sold.purchase.id) ?? expect.fail()
  })
  expect(again.headers['webhook-id']).toBe(first.request.id)
  await eventually(async () => {
    const feed = (await desk.feed()).map((event) => event.id)
    const taken = new Set(receiver.taken().map((one) => one.id))
    expect(taken).toEqual(new Set(feed.slice(feed.indexOf(first.request.id))))
  })
})

test('replayed: everything after the cursor is sent, also what was taken after the replay was asked for', async () => {
  const { id, first } = await openHeld()
  const feed = await desk.feed()
  const place = feed.findIndex((event) => event.id === first.request.id)
  const from = feed[place - 1]?.cursor ?? feed[0]?.cursor ?? ''
  const { problem } = await desk.admin.mutate('replayWebhookEvents', { endpointId: id, from })
  expect(problem).toBeNull()
  release()
  const count = () => receiver.taken().filter((one) => one.id === first.request.id).length
  await eventually(() => expect(count()).toBe(2))
  await eventually(async () => {
    const wanted = (await desk.feed()).slice(feed.findIndex((event) => event.cursor === from) + 1)
    expect(new Set(receiver.taken().map((one) => one.id))).toEqual(new Set(wanted.map((event) => event.id)))
    expect((await desk.look(id)).cursor).toBe((await desk.feed()).at(-1)?.cursor)
  })
})

test('its types changed: what comes after is of the new ones only', async () => {
  const { id } = await openHeld()
  await desk.admin.mutate('updateWebhookEndpoint', { endpointId: id, types: ['PAYMENT_CONSUMED'] })
  const before = receiver.received.length
  release()
  const { purchase } = await desk.sell()
  await eventually(() => {
    const later = receiver.received.slice(before)
    expect(later.map((one) => one.purchaseId)).toContain(purchase.id)
  })
  await isIdle(id)
  const types = new Set(receiver.received.slice(before).map(({ type }) => type))
  expect(types).toEqual(new Set(['PAYMENT_CONSUMED']))
})

test('moved elsewhere: what was on its way to the old address goes to the new one too', async () => {
  const { id, first } = await openHeld()
  const old = receiver
  const elsewhere = await startReceiver()
  await desk.admin.mutate('updateWebhookEndpoint', { endpointId: id, url: elsewhere.url })
  const sent = old.received.length
  release()
  await eventually(() => expect(elsewhere.taken().map((one) => one.id)).toContain(first.request.id))
  await isIdle(id)
  expect(old.received).toHaveLength(sent)
  await desk.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  await elsewhere.close()
})

test('its secret rotated: the next request is signed by both', async () => {
  const { id, secret } = await openHeld()
  const { secret: anew } = await desk.admin.mutate('rotateWebhookSecret', { endpointId: id })
  const before = receiver.received.length
  release()
  const next = await eventually(() => receiver.received[before] ?? expect.fail())
  expect([secret, anew ?? ''].map((each) => isSignedWith(each, next))).toEqual([true, true])
})

test('deleted: nothing more is sent, and other endpoints go on', async () => {
  const { id } = await openHeld()
  const other = await startReceiver()
  const { id: otherId } = await desk.open(other.url)
  endpoints.push(otherId)
  await desk.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  const sent = receiver.received.length
  release()
  const { purchase } = await desk.sell()
  await eventually(() => {
    const types = other.taken().flatMap((one) => (one.purchaseId === purchase.id ? one.type : []))
    expect(types).toContain('PAYMENT_CONSUMED')
  })
  expect(receiver.received).toHaveLength(sent)
})

test('taken after it failed: the patience begins anew before the next one is sent, whoever sends it', async () => {
  await desk.isSettled()
  receiver = await startReceiver()
  receiver.react((response) => response.writeHead(500).end())
  const { id } = await desk.open(receiver.url)
  endpoints.push(id)
  await desk.sell()
  await eventually(async () => expect((await desk.look(id)).consecutiveFailures).toBe(1))
  await isIdle(id)
  const tried = receiver.received.length
  receiver.react((response, request) => {
    request.taken = receiver.received.length === tried + 1
    if (request.taken) response.writeHead(200).end()
  })
  await advanceClock(desk.at.emulator, 30_000)
  await eventually(() => expect(receiver.received).toHaveLength(tried + 2))
  expect(await desk.look(id)).toMatchObject({ consecutiveFailures: 0, firstFailedAt: null, lastError: null })
})

test('pruned: an old log goes, and what waits for its next attempt is delivered all the same', async () => {
  await desk.isSettled()
  receiver = await startReceiver()
  receiver.react((response) => response.writeHead(500).end())
  const { id } = await desk.open(receiver.url)
  endpoints.push(id)
  const { purchase } = await desk.sell()
  await eventually(async () => expect((await desk.look(id)).consecutiveFailures).toBe(1))
  const old = (await desk.log(id)).map((attempt) => attempt.id)
  expect(old.length).toBeGreaterThan(0)
  await records.sql`update webhook_deliveries set at = at - interval '31 days' where endpoint_id = ${uuidOf(id)}`
  await advanceClock(desk.at.emulator, 30_000)
  await eventually(async () => expect((await desk.look(id)).consecutiveFailures).toBe(2))
  const young = (await desk.log(id)).map((attempt) => attempt.id).filter((each) => !old.includes(each))
  await prune(desk.at.server.services)
  expect((await desk.log(id)).map((attempt) => attempt.id)).toEqual(young)
  expect(await desk.look(id)).toMatchObject({
    status: 'ACTIVE',
    consecutiveFailures: 2,
    lastError: 'the answer was 500',
  })
  receiver.react(null)
  await advanceClock(desk.at.emulator, 60_000)
  await eventually(async () => {
    const of = (await desk.feed()).filter((event) => event.purchase.id === purchase.id)
    expect(receiver.taken().map((one) => one.id)).toEqual(of.map((event) => event.id))
  })
})
