import type { ServerResponse } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { prune } from '../../src/domain/retention/prune.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openDatabaseRecords, uuidOf, type DatabaseRecords } from '../support/database-records.ts'
import {
  isSignedWith,
  startWebhookReceiver,
  type ReceivedWebhook,
  type WebhookReceiver,
} from './webhook-receiver.ts'
import { openWebhookFixture, type WebhookFixture } from './webhook-fixture.ts'

/** What happens to an endpoint while a request of it is on its way. */

let fixture: WebhookFixture
let records: DatabaseRecords
let receiver: WebhookReceiver
let heldRequests: { readonly request: ReceivedWebhook; readonly answer: () => void }[] = []
const endpoints: string[] = []
beforeAll(async () => {
  // No retry comes by itself while a test waits for one that it has time pass for.
  const retry = { WEBHOOK_RETRY_INITIAL_DELAY_MS: '30000' }
  fixture = await openWebhookFixture({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', ...retry })
  records = openDatabaseRecords(fixture.server.databaseUrl)
})
afterEach(async () => {
  for (const endpointId of endpoints.splice(0))
    await fixture.admin.mutate('deleteWebhookEndpoint', { endpointId })
  await receiver.close()
})
afterAll(async () => {
  await records.close()
  await fixture.close()
})

/** An endpoint whose receiver has got the first request of a sale, and has not answered yet. */
async function createEndpointWithHeldRequest() {
  await fixture.waitForAllEvents()
  receiver = await startWebhookReceiver()
  heldRequests = []
  receiver.respondWith((response: ServerResponse, request) => {
    const take = () => {
      request.accepted = true
      response.writeHead(200).end('thanks')
    }
    heldRequests.push({ request, answer: take })
  })
  const endpoint = await fixture.createEndpoint(receiver.url)
  endpoints.push(endpoint.id)
  const sold = await fixture.buyAndConsume()
  const [first = expect.fail()] = await eventually(() => {
    expect(heldRequests.length).toBeGreaterThan(0)
    return heldRequests
  })
  return { ...endpoint, sold, first }
}

/** From now on it takes everything at once. */
function respondToAll() {
  receiver.respondWith(null)
  for (const { answer } of heldRequests.splice(0)) answer()
}

/** The runner has come to its end, and has nothing in hand. */
const waitForReleasedLease = (id: string) =>
  eventually(async () => {
    const rows = await records.sql`
      select from webhook_endpoints where id = ${uuidOf(id)} and leased_until <= 'epoch'`
    expect(rows).toHaveLength(1)
  })

test('paused: what is on its way is noted in the log, nothing more is sent, and resuming begins with it again', async () => {
  const { id, first, sold } = await createEndpointWithHeldRequest()
  await fixture.admin.mutate('pauseWebhookEndpoint', { endpointId: id })
  respondToAll()
  await waitForReleasedLease(id)
  const paused = await fixture.readEndpoint(id)
  expect(paused).toMatchObject({ status: 'PAUSED', pauseReason: 'MANUAL', lastError: null })
  const sent = receiver.received.length
  expect(await fixture.readDeliveries(id)).toHaveLength(sent)
  await fixture.buyAndConsume()
  await fixture.admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  // That of another purchase may come at the same time.
  const again = await eventually(() => {
    const later = receiver.received.slice(sent)
    return later.find((one) => one.purchaseId === sold.purchase.id) ?? expect.fail()
  })
  expect(again.headers['webhook-id']).toBe(first.request.id)
  await eventually(async () => {
    const feed = (await fixture.readFeed()).map((event) => event.id)
    const taken = new Set(receiver.accepted().map((one) => one.id))
    expect(taken).toEqual(new Set(feed.slice(feed.indexOf(first.request.id))))
  })
})

test('replayed: everything after the cursor is sent, also what was taken after the replay was asked for', async () => {
  const { id, first } = await createEndpointWithHeldRequest()
  const feed = await fixture.readFeed()
  const place = feed.findIndex((event) => event.id === first.request.id)
  const from = feed[place - 1]?.cursor ?? feed[0]?.cursor ?? ''
  const { problem } = await fixture.admin.mutate('replayWebhookEvents', { endpointId: id, from })
  expect(problem).toBeNull()
  respondToAll()
  const count = () => receiver.accepted().filter((one) => one.id === first.request.id).length
  await eventually(() => expect(count()).toBe(2))
  await eventually(async () => {
    const wanted = (await fixture.readFeed()).slice(feed.findIndex((event) => event.cursor === from) + 1)
    expect(new Set(receiver.accepted().map((one) => one.id))).toEqual(
      new Set(wanted.map((event) => event.id)),
    )
    expect((await fixture.readEndpoint(id)).cursor).toBe((await fixture.readFeed()).at(-1)?.cursor)
  })
})

test('its types changed: what comes after is of the new ones only', async () => {
  const { id } = await createEndpointWithHeldRequest()
  await fixture.admin.mutate('updateWebhookEndpoint', { endpointId: id, types: ['PAYMENT_CONSUMED'] })
  const before = receiver.received.length
  respondToAll()
  const { purchase } = await fixture.buyAndConsume()
  await eventually(() => {
    const later = receiver.received.slice(before)
    expect(later.map((one) => one.purchaseId)).toContain(purchase.id)
  })
  await waitForReleasedLease(id)
  const types = new Set(receiver.received.slice(before).map(({ type }) => type))
  expect(types).toEqual(new Set(['PAYMENT_CONSUMED']))
})

test('moved elsewhere: what was on its way to the old address goes to the new one too', async () => {
  const { id, first } = await createEndpointWithHeldRequest()
  const old = receiver
  const elsewhere = await startWebhookReceiver()
  await fixture.admin.mutate('updateWebhookEndpoint', { endpointId: id, url: elsewhere.url })
  const sent = old.received.length
  respondToAll()
  await eventually(() => expect(elsewhere.accepted().map((one) => one.id)).toContain(first.request.id))
  await waitForReleasedLease(id)
  expect(old.received).toHaveLength(sent)
  await fixture.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  await elsewhere.close()
})

test('its secret rotated: the next request is signed by both', async () => {
  const { id, secret } = await createEndpointWithHeldRequest()
  const { secret: anew } = await fixture.admin.mutate('rotateWebhookSecret', { endpointId: id })
  const before = receiver.received.length
  respondToAll()
  const next = await eventually(() => receiver.received[before] ?? expect.fail())
  expect([secret, anew ?? ''].map((each) => isSignedWith(each, next))).toEqual([true, true])
})

test('deleted: nothing more is sent, and other endpoints go on', async () => {
  const { id } = await createEndpointWithHeldRequest()
  const other = await startWebhookReceiver()
  const { id: otherId } = await fixture.createEndpoint(other.url)
  endpoints.push(otherId)
  await fixture.admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  const sent = receiver.received.length
  respondToAll()
  const { purchase } = await fixture.buyAndConsume()
  await eventually(() => {
    const types = other.accepted().flatMap((one) => (one.purchaseId === purchase.id ? one.type : []))
    expect(types).toContain('PAYMENT_CONSUMED')
  })
  expect(receiver.received).toHaveLength(sent)
})

test('taken after it failed: the patience begins anew before the next one is sent, whoever sends it', async () => {
  await fixture.waitForAllEvents()
  receiver = await startWebhookReceiver()
  receiver.respondWith((response) => response.writeHead(500).end())
  const { id } = await fixture.createEndpoint(receiver.url)
  endpoints.push(id)
  await fixture.buyAndConsume()
  await eventually(async () => expect((await fixture.readEndpoint(id)).consecutiveFailures).toBe(1))
  await waitForReleasedLease(id)
  const tried = receiver.received.length
  receiver.respondWith((response, request) => {
    request.accepted = receiver.received.length === tried + 1
    if (request.accepted) response.writeHead(200).end()
  })
  await advanceTime(fixture.server.emulator, 30_000)
  await eventually(() => expect(receiver.received).toHaveLength(tried + 2))
  expect(await fixture.readEndpoint(id)).toMatchObject({
    consecutiveFailures: 0,
    firstFailedAt: null,
    lastError: null,
  })
})

test('pruned: an old log goes, and what waits for its next attempt is delivered all the same', async () => {
  await fixture.waitForAllEvents()
  receiver = await startWebhookReceiver()
  receiver.respondWith((response) => response.writeHead(500).end())
  const { id } = await fixture.createEndpoint(receiver.url)
  endpoints.push(id)
  const { purchase } = await fixture.buyAndConsume()
  await eventually(async () => expect((await fixture.readEndpoint(id)).consecutiveFailures).toBe(1))
  const old = (await fixture.readDeliveries(id)).map((attempt) => attempt.id)
  expect(old.length).toBeGreaterThan(0)
  await records.sql`update webhook_deliveries set at = at - interval '31 days' where endpoint_id = ${uuidOf(id)}`
  await advanceTime(fixture.server.emulator, 30_000)
  await eventually(async () => expect((await fixture.readEndpoint(id)).consecutiveFailures).toBe(2))
  const young = (await fixture.readDeliveries(id))
    .map((attempt) => attempt.id)
    .filter((each) => !old.includes(each))
  await prune(fixture.server.instance.services)
  expect((await fixture.readDeliveries(id)).map((attempt) => attempt.id)).toEqual(young)
  expect(await fixture.readEndpoint(id)).toMatchObject({
    status: 'ACTIVE',
    consecutiveFailures: 2,
    lastError: 'HTTP status 500',
  })
  receiver.respondWith(null)
  await advanceTime(fixture.server.emulator, 60_000)
  await eventually(async () => {
    const of = (await fixture.readFeed()).filter((event) => event.purchase.id === purchase.id)
    expect(receiver.accepted().map((one) => one.id)).toEqual(of.map((event) => event.id))
  })
})
