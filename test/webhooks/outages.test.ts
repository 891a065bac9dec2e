import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createKeyring, encrypt } from '../../src/platform/crypto.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openDatabaseRecords, uuidOf } from '../support/database-records.ts'
import {
  respondWithStatus,
  neverRespond,
  isSignedWith,
  startWebhookReceiver,
  type WebhookReceiver,
} from './webhook-receiver.ts'
import { openWebhookFixture, type WebhookFixture } from './webhook-fixture.ts'

/** Receivers that are down for long, that fail, and that want nothing any more. */

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

let fixture: WebhookFixture
let receiver: WebhookReceiver
const endpoints: string[] = []
beforeAll(async () => {
  fixture = await openWebhookFixture({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_TIMEOUT_MS: '400' })
  // A feed that began before any receiver.
  await fixture.buyAndConsume()
  await fixture.waitForAllEvents()
})
afterEach(async () => {
  for (const endpointId of endpoints.splice(0))
    await fixture.admin.mutate('deleteWebhookEndpoint', { endpointId })
  await receiver.close()
})
afterAll(() => fixture.close())

async function createEndpoint() {
  await fixture.waitForAllEvents()
  receiver = await startWebhookReceiver()
  const endpoint = await fixture.createEndpoint(receiver.url)
  endpoints.push(endpoint.id)
  return endpoint
}

/** The store's clock goes on to the next attempt, if one waits. */
async function advanceTimeToRetry(id: string): Promise<void> {
  const { nextAttemptAt } = await fixture.readEndpoint(id)
  const aheadMs = Date.parse(nextAttemptAt ?? '') - fixture.server.emulator.now()
  if (aheadMs > 0) await advanceTime(fixture.server.emulator, aheadMs + 1)
}

test('a receiver that answers 500 for a day, hangs, fails and leads inside gets everything, in order and signed', async () => {
  const { id, secret } = await createEndpoint()
  const inside = await startWebhookReceiver('127.0.0.2')
  const [first] = await fixture.readFeed()
  await fixture.admin.mutate('pauseWebhookEndpoint', { endpointId: id })
  await fixture.admin.mutate('replayWebhookEvents', { endpointId: id, from: first?.cursor ?? '' })
  const metadata = 'http://169.254.169.254/latest/meta-data/'
  const ways = [
    respondWithStatus(307, '', { location: inside.url }),
    respondWithStatus(302, '', { location: metadata }),
    neverRespond,
  ]
  receiver.respondWith(respondWithStatus(500, 'broken'))
  await fixture.admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  const tried = async () => {
    const { nextAttemptAt } = await fixture.readEndpoint(id)
    expect(Date.parse(nextAttemptAt ?? '')).toBeGreaterThan(fixture.server.emulator.now())
  }
  for (let hour = 0; hour < 24; hour += 1) {
    if (hour % 8 === 0) await fixture.buyAndConsume()
    receiver.respondWith(ways[hour] ?? respondWithStatus(500, 'broken'))
    await eventually(tried, { timeoutMs: 20_000 })
    await advanceTime(fixture.server.emulator, hourMs)
  }
  expect(receiver.accepted()).toEqual([])
  const stuck = await fixture.readEndpoint(id)
  expect(stuck).toMatchObject({ status: 'ACTIVE', lastError: 'HTTP status 500' })
  expect(stuck.consecutiveFailures).toBeGreaterThan(5)
  expect((await fixture.readDeliveries(id))[0]).toMatchObject({
    status: 'FAILED',
    responseStatus: 500,
    responseBody: 'broken',
  })

  const turns = [neverRespond, respondWithStatus(503), null, null, null]
  receiver.respondWith((response, request) => {
    const turn = turns[receiver.received.length % turns.length] ?? null
    if (turn !== null) return turn(response, request)
    request.accepted = true
    response.writeHead(204).end()
  })
  await advanceTime(fixture.server.emulator, dayMs)
  const seen = async () => {
    await advanceTimeToRetry(id)
    const feed = (await fixture.readFeed()).slice(1)
    expect(new Set(receiver.accepted().map((one) => one.id)).size).toBe(feed.length)
  }
  await eventually(seen, { timeoutMs: 30_000, intervalMs: 100 })
  const order = new Map((await fixture.readFeed()).map((event, index) => [event.id, index]))
  for (const of of Map.groupBy(receiver.accepted(), ({ purchaseId }) => purchaseId).values()) {
    const places = of.map((one) => order.get(one.id) ?? -1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  }
  expect(receiver.received.every((one) => isSignedWith(secret, one))).toBe(true)
  expect(inside.connections()).toBe(0)
  await inside.close()
}, 90_000)

test('an endpoint that is back after a day and fails once more is tried again in seconds, not in hours', async () => {
  const { id } = await createEndpoint()
  receiver.respondWith(respondWithStatus(503))
  await fixture.buyAndConsume()
  await fixture.buyAndConsume()
  for (let attempts = 1; attempts < 12; attempts += 1) {
    await eventually(async () =>
      expect((await fixture.readEndpoint(id)).consecutiveFailures).toBeGreaterThanOrEqual(attempts),
    )
    if (attempts < 11) await advanceTimeToRetry(id)
  }
  const [first] = receiver.received
  let refusals = 0
  receiver.respondWith((response, request) => {
    request.accepted = request.id !== first?.id || refusals > 0
    if (!request.accepted) refusals += 1
    response.writeHead(request.accepted ? 200 : 503).end()
  })
  await advanceTimeToRetry(id)
  await eventually(async () => {
    const { consecutiveFailures: attempts, nextAttemptAt, firstFailedAt } = await fixture.readEndpoint(id)
    expect({ refusals, attempts }).toEqual({ refusals: 1, attempts: 1 })
    expect(firstFailedAt).not.toBeNull()
    expect(Date.parse(nextAttemptAt ?? '')).toBeLessThanOrEqual(fixture.server.emulator.now() + 5_000)
  })
  await advanceTimeToRetry(id)
  await eventually(() => expect(receiver.accepted().map((one) => one.id)).toContain(first?.id))
}, 60_000)

test('an event that is always refused holds up only its own payment, however long', async () => {
  const { id } = await createEndpoint()
  const bad = await fixture.buyAndConsume()
  receiver.respondWith((response, request) => {
    request.accepted = request.purchaseId !== bad.purchase.id
    response.writeHead(request.accepted ? 200 : 500).end()
  })
  const first = await eventually(async () => {
    const feed = await fixture.readFeed()
    return feed.find(({ purchase }) => purchase.id === bad.purchase.id) ?? expect.fail('not placed yet')
  })
  const { problem } = await fixture.admin.mutate('replayWebhookEvents', {
    endpointId: id,
    from: first.cursor,
  })
  expect(problem).toBeNull()
  const triedAgain = async () => {
    const { nextAttemptAt } = await fixture.readEndpoint(id)
    expect(Date.parse(nextAttemptAt ?? '')).toBeGreaterThan(fixture.server.emulator.now())
  }
  for (let hour = 0; hour < 12; hour += 1) {
    await eventually(triedAgain, { timeoutMs: 20_000 })
    await advanceTime(fixture.server.emulator, hourMs)
  }
  await eventually(triedAgain, { timeoutMs: 20_000 })
  const { nextAttemptAt } = await fixture.readEndpoint(id)
  const other = await fixture.buyAndConsume()
  // No time passes but that of the machine: it does not wait for the retry.
  await eventually(() => {
    const types = receiver.accepted().flatMap((one) => (one.purchaseId === other.purchase.id ? one.type : []))
    expect(types).toContain('PAYMENT_CONSUMED')
  })
  expect(await fixture.readEndpoint(id)).toMatchObject({ nextAttemptAt, lastError: 'HTTP status 500' })
}, 90_000)

test('a dead endpoint is paused with an alarm after days, and resumed without loss', async () => {
  const { id } = await createEndpoint()
  receiver.respondWith(respondWithStatus(500))
  await fixture.buyAndConsume()
  await eventually(async () => expect((await fixture.readEndpoint(id)).firstFailedAt).not.toBeNull())
  await advanceTime(fixture.server.emulator, 5 * dayMs)
  await eventually(async () => {
    expect(await fixture.readEndpoint(id)).toMatchObject({
      status: 'PAUSED',
      pauseReason: 'FAILING',
      lastError: 'HTTP status 500',
    })
  })
  const metrics = async () => (await fetch(`${fixture.server.instance.url}/metrics`)).text()
  expect(await metrics()).toContain('coinslot_webhook_endpoint_disabled_total{reason="FAILING"} 1')
  const pausedNow = (reason: string, count: number) =>
    eventually(async () => {
      expect(await metrics()).toContain(`coinslot_webhook_endpoints_paused{reason="${reason}"} ${count}\n`)
    })
  await pausedNow('FAILING', 1)
  await pausedNow('ENDPOINT_GONE', 0)
  const attempted = receiver.received.length
  await fixture.buyAndConsume()
  const first = receiver.received[0]?.id
  receiver.respondWith(null)
  expect(receiver.received).toHaveLength(attempted)
  await fixture.admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  await eventually(async () => {
    const feed = (await fixture.readFeed()).map((event) => event.id)
    expect(new Set(receiver.accepted().map((one) => one.id))).toEqual(
      new Set(feed.slice(feed.indexOf(first ?? ''))),
    )
  })
  await pausedNow('FAILING', 0)
})

test('a receiver that answers 410 is left alone at once', async () => {
  const { id } = await createEndpoint()
  receiver.respondWith(respondWithStatus(410))
  await fixture.buyAndConsume()
  await eventually(async () => {
    expect(await fixture.readEndpoint(id)).toMatchObject({ status: 'PAUSED', pauseReason: 'ENDPOINT_GONE' })
  })
})

test('a secret that cannot be opened holds the endpoint up as a refusal does, and a new one mends it', async () => {
  const { id } = await createEndpoint()
  const records = openDatabaseRecords(fixture.server.databaseUrl)
  const lost = encrypt(createKeyring(['a secret that nobody has any more']), 'whsec_bG9zdA==', 'whatever')
  await records.sql`update webhook_endpoints set secret = ${Buffer.from(lost)} where id = ${uuidOf(id)}`
  await records.close()
  await fixture.buyAndConsume()
  const lastError = 'the webhook secret cannot be decrypted: rotate it and resume the endpoint'
  await eventually(async () => {
    expect(await fixture.readEndpoint(id)).toMatchObject({
      status: 'ACTIVE',
      consecutiveFailures: 1,
      lastError,
    })
  })
  expect((await fixture.readDeliveries(id))[0]).toMatchObject({
    status: 'FAILED',
    responseStatus: null,
    error: lastError,
  })
  await advanceTime(fixture.server.emulator, 5 * dayMs)
  await eventually(async () => {
    expect(await fixture.readEndpoint(id)).toMatchObject({
      status: 'PAUSED',
      pauseReason: 'FAILING',
      lastError,
    })
  })
  expect(receiver.received).toEqual([])
  const { secret } = await fixture.admin.mutate('rotateWebhookSecret', { endpointId: id })
  await fixture.admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  await eventually(() => expect(receiver.accepted().map(({ type }) => type)).toContain('PAYMENT_CONSUMED'))
  expect(receiver.received.every((one) => isSignedWith(secret ?? '', one))).toBe(true)
})
