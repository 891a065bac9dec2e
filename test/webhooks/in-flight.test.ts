import type { ServerResponse } from 'node:http'
import type { Sql } from 'postgres'
import { prune } from '../../src/domain/retention/prune.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { uuidOf } from '../support/database-records.ts'
import { isSignedWith, startWebhookReceiver, type ReceivedWebhook } from './webhook-receiver.ts'
import { expect, webhookTest, webhookServerOptions, type WebhookFixtures } from './webhook-fixture.ts'

/** Changes of an endpoint while one of its requests is in flight. */

const test = webhookTest.extend(
  'serverOptions',
  { scope: 'file' },
  // No retry is due while a test waits for one that it advances the time for.
  webhookServerOptions({ WEBHOOK_RETRY_INITIAL_DELAY_MS: '30000' }),
)

type HeldRequest = { readonly request: ReceivedWebhook; readonly respond: () => void }

/** Creates an endpoint whose receiver has received the first request of a sale and has not responded yet. */
async function createEndpointWithHeldRequest({
  webhooks,
  receiver,
  createEndpoint,
}: Pick<WebhookFixtures, 'webhooks' | 'receiver' | 'createEndpoint'>) {
  const heldRequests: HeldRequest[] = []
  receiver.respondWith((response: ServerResponse, request) => {
    const respond = () => {
      request.accepted = true
      response.writeHead(200).end('thanks')
    }
    heldRequests.push({ request, respond })
  })
  const endpoint = await createEndpoint()
  const sold = await webhooks.buyAndConsume()
  const [first = expect.fail()] = await eventually(() => {
    expect(heldRequests.length).toBeGreaterThan(0)
    return heldRequests
  })
  /** Accepts the held requests and all later ones. */
  const respondToAll = () => {
    receiver.respondWith(null)
    for (const { respond } of heldRequests.splice(0)) respond()
  }
  return { ...endpoint, sold, first, respondToAll }
}

/** Waits until the run has ended and released the lease. */
const waitForReleasedLease = (sql: Sql, id: string) =>
  eventually(async () => {
    const rows = await sql`
      select from webhook_endpoints where id = ${uuidOf(id)} and lease_expires_at <= 'epoch'`
    expect(rows).toHaveLength(1)
  })

test('pausing an endpoint logs the request in flight, sends nothing more, and resuming starts with that request', async ({
  admin,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, first, sold, respondToAll } = await createEndpointWithHeldRequest({
    webhooks,
    receiver,
    createEndpoint,
  })
  await admin.mutate('pauseWebhookEndpoint', { endpointId: id })
  respondToAll()
  await waitForReleasedLease(sql, id)
  const paused = await webhooks.readEndpoint(id)
  expect(paused).toMatchObject({ status: 'PAUSED', pauseReason: 'MANUAL', lastError: null })
  const sent = receiver.received.length
  expect(await webhooks.readDeliveries(id)).toHaveLength(sent)
  await webhooks.buyAndConsume()
  await admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  // A request of another purchase may come at the same time.
  const again = await eventually(() => {
    const later = receiver.received.slice(sent)
    return later.find((one) => one.purchaseId === sold.purchase.id) ?? expect.fail()
  })
  expect(again.headers['webhook-id']).toBe(first.request.id)
  await eventually(async () => {
    const feed = (await webhooks.readFeed()).map((event) => event.id)
    const accepted = new Set(receiver.accepted().map((one) => one.id))
    expect(accepted).toEqual(new Set(feed.slice(feed.indexOf(first.request.id))))
  })
})

test('a replay sends all events after the cursor, also those that were accepted after its request', async ({
  admin,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, first, respondToAll } = await createEndpointWithHeldRequest({
    webhooks,
    receiver,
    createEndpoint,
  })
  const feed = await webhooks.readFeed()
  const position = feed.findIndex((event) => event.id === first.request.id)
  const from = feed[position - 1]?.cursor ?? feed[0]?.cursor ?? ''
  const { problem } = await admin.mutate('replayWebhookEvents', { endpointId: id, from })
  expect(problem).toBeNull()
  respondToAll()
  const count = () => receiver.accepted().filter((one) => one.id === first.request.id).length
  await eventually(() => expect(count()).toBe(2))
  await eventually(async () => {
    const expected = (await webhooks.readFeed()).slice(feed.findIndex((event) => event.cursor === from) + 1)
    expect(new Set(receiver.accepted().map((one) => one.id))).toEqual(
      new Set(expected.map((event) => event.id)),
    )
    expect((await webhooks.readEndpoint(id)).cursor).toBe((await webhooks.readFeed()).at(-1)?.cursor)
  })
})

test('a change of the types applies to all later requests', async ({
  admin,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, respondToAll } = await createEndpointWithHeldRequest({ webhooks, receiver, createEndpoint })
  await admin.mutate('updateWebhookEndpoint', { endpointId: id, types: ['PAYMENT_CONSUMED'] })
  const before = receiver.received.length
  respondToAll()
  const { purchase } = await webhooks.buyAndConsume()
  await eventually(() => {
    const later = receiver.received.slice(before)
    expect(later.map((one) => one.purchaseId)).toContain(purchase.id)
  })
  await waitForReleasedLease(sql, id)
  const types = new Set(receiver.received.slice(before).map(({ type }) => type))
  expect(types).toEqual(new Set(['PAYMENT_CONSUMED']))
})

test('a change of the URL sends the request in flight to the new URL too', async ({
  admin,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, first, respondToAll } = await createEndpointWithHeldRequest({
    webhooks,
    receiver,
    createEndpoint,
  })
  const old = receiver
  const elsewhere = await startWebhookReceiver()
  await admin.mutate('updateWebhookEndpoint', { endpointId: id, url: elsewhere.url })
  const sent = old.received.length
  respondToAll()
  await eventually(() => expect(elsewhere.accepted().map((one) => one.id)).toContain(first.request.id))
  await waitForReleasedLease(sql, id)
  expect(old.received).toHaveLength(sent)
  await admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  await elsewhere.close()
})

test('a rotation of the secret makes both secrets sign the next request', async ({
  admin,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, secret, respondToAll } = await createEndpointWithHeldRequest({
    webhooks,
    receiver,
    createEndpoint,
  })
  const { secret: newSecret } = await admin.mutate('rotateWebhookSecret', { endpointId: id })
  const before = receiver.received.length
  respondToAll()
  const next = await eventually(() => receiver.received[before] ?? expect.fail())
  expect([secret, newSecret ?? ''].map((each) => isSignedWith(each, next))).toEqual([true, true])
})

test('a deleted endpoint receives nothing more, and other endpoints continue', async ({
  admin,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, respondToAll } = await createEndpointWithHeldRequest({ webhooks, receiver, createEndpoint })
  const other = await startWebhookReceiver()
  const { id: otherId } = await webhooks.createEndpoint(other.url)
  await admin.mutate('deleteWebhookEndpoint', { endpointId: id })
  const sent = receiver.received.length
  respondToAll()
  const { purchase } = await webhooks.buyAndConsume()
  await eventually(() => {
    const types = other.accepted().flatMap((one) => (one.purchaseId === purchase.id ? one.type : []))
    expect(types).toContain('PAYMENT_CONSUMED')
  })
  expect(receiver.received).toHaveLength(sent)
  await webhooks.deleteEndpoint(otherId)
  await other.close()
})

test('an accepted retry resets the failure count before the next request is sent', async ({
  emulator,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  receiver.respondWith((response) => response.writeHead(500).end())
  const { id } = await createEndpoint()
  await webhooks.buyAndConsume()
  await eventually(async () => expect((await webhooks.readEndpoint(id)).consecutiveFailures).toBe(1))
  await waitForReleasedLease(sql, id)
  const tried = receiver.received.length
  receiver.respondWith((response, request) => {
    request.accepted = receiver.received.length === tried + 1
    if (request.accepted) response.writeHead(200).end()
  })
  await advanceTime(emulator, 30_000)
  await eventually(() => expect(receiver.received).toHaveLength(tried + 2))
  expect(await webhooks.readEndpoint(id)).toMatchObject({
    consecutiveFailures: 0,
    firstFailedAt: null,
    lastError: null,
  })
})

test('pruning deletes an old log, and an event that waits for its retry is delivered all the same', async ({
  emulator,
  services,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  receiver.respondWith((response) => response.writeHead(500).end())
  const { id } = await createEndpoint()
  const { purchase } = await webhooks.buyAndConsume()
  await eventually(async () => expect((await webhooks.readEndpoint(id)).consecutiveFailures).toBe(1))
  const old = (await webhooks.readDeliveries(id)).map((attempt) => attempt.id)
  expect(old.length).toBeGreaterThan(0)
  await sql`update webhook_deliveries set attempted_at = attempted_at - interval '31 days' where endpoint_id = ${uuidOf(id)}`
  await advanceTime(emulator, 30_000)
  await eventually(async () => expect((await webhooks.readEndpoint(id)).consecutiveFailures).toBe(2))
  const recent = (await webhooks.readDeliveries(id))
    .map((attempt) => attempt.id)
    .filter((each) => !old.includes(each))
  await prune(services)
  expect((await webhooks.readDeliveries(id)).map((attempt) => attempt.id)).toEqual(recent)
  expect(await webhooks.readEndpoint(id)).toMatchObject({
    status: 'ACTIVE',
    consecutiveFailures: 2,
    lastError: 'HTTP status 500',
  })
  receiver.respondWith(null)
  await advanceTime(emulator, 60_000)
  await eventually(async () => {
    const ofPurchase = (await webhooks.readFeed()).filter((event) => event.purchase.id === purchase.id)
    expect(receiver.accepted().map((one) => one.id)).toEqual(ofPurchase.map((event) => event.id))
  })
})
