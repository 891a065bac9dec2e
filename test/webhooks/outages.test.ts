import type { Emulator } from '@coinslot/store-emulator'
import { createKeyring, encrypt } from '../../src/platform/crypto.ts'
import { advanceTime } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { uuidOf } from '../support/database-records.ts'
import { respondWithStatus, neverRespond, isSignedWith, startWebhookReceiver } from './webhook-receiver.ts'
import { expect, webhookTest, webhookServerOptions, type WebhookHelpers } from './webhook-fixture.ts'

/** Receivers that are down for a long time, that fail, or that respond with 410 Gone. */

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

const test = webhookTest.extend(
  'serverOptions',
  { scope: 'file' },
  webhookServerOptions({ WEBHOOK_TIMEOUT_MS: '400' }),
)
test.beforeAll(async ({ webhooks }) => {
  // The feed has events before the first endpoint.
  await webhooks.buyAndConsume()
  await webhooks.waitForAllEvents()
})

/** Advances the virtual clock to the next attempt, if there is one. */
async function advanceTimeToRetry(emulator: Emulator, webhooks: WebhookHelpers, id: string): Promise<void> {
  const { nextAttemptAt } = await webhooks.readEndpoint(id)
  const aheadMs = Date.parse(nextAttemptAt ?? '') - emulator.now()
  if (aheadMs > 0) await advanceTime(emulator, aheadMs + 1)
}

test('a receiver that fails for a day, hangs and redirects to internal addresses receives all events, in order and signed', async ({
  emulator,
  admin,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id, secret } = await createEndpoint()
  const internal = await startWebhookReceiver('127.0.0.2')
  const [first] = await webhooks.readFeed()
  await admin.mutate('pauseWebhookEndpoint', { endpointId: id })
  await admin.mutate('replayWebhookEvents', { endpointId: id, from: first?.cursor ?? '' })
  const metadata = 'http://169.254.169.254/latest/meta-data/'
  const responses = [
    respondWithStatus(307, '', { location: internal.url }),
    respondWithStatus(302, '', { location: metadata }),
    neverRespond,
  ]
  receiver.respondWith(respondWithStatus(500, 'broken'))
  await admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  const isRetryScheduled = async () => {
    const { nextAttemptAt } = await webhooks.readEndpoint(id)
    expect(Date.parse(nextAttemptAt ?? '')).toBeGreaterThan(emulator.now())
  }
  for (let hour = 0; hour < 24; hour += 1) {
    if (hour % 8 === 0) await webhooks.buyAndConsume()
    receiver.respondWith(responses[hour] ?? respondWithStatus(500, 'broken'))
    await eventually(isRetryScheduled, { timeoutMs: 20_000 })
    await advanceTime(emulator, hourMs)
  }
  expect(receiver.accepted()).toEqual([])
  const failing = await webhooks.readEndpoint(id)
  expect(failing).toMatchObject({ status: 'ACTIVE', lastError: 'HTTP status 500' })
  expect(failing.consecutiveFailures).toBeGreaterThan(5)
  expect((await webhooks.readDeliveries(id))[0]).toMatchObject({
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
  await advanceTime(emulator, dayMs)
  const isAllDelivered = async () => {
    await advanceTimeToRetry(emulator, webhooks, id)
    const feed = (await webhooks.readFeed()).slice(1)
    expect(new Set(receiver.accepted().map((one) => one.id)).size).toBe(feed.length)
  }
  await eventually(isAllDelivered, { timeoutMs: 30_000, intervalMs: 100 })
  const order = new Map((await webhooks.readFeed()).map((event, index) => [event.id, index]))
  for (const ofPurchase of Map.groupBy(receiver.accepted(), ({ purchaseId }) => purchaseId).values()) {
    const positions = ofPurchase.map((one) => order.get(one.id) ?? -1)
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  }
  expect(receiver.received.every((one) => isSignedWith(secret, one))).toBe(true)
  expect(internal.connections()).toBe(0)
  await internal.close()
}, 90_000)

test('an endpoint that recovers after a day and fails once more is retried in seconds, not in hours', async ({
  emulator,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint()
  receiver.respondWith(respondWithStatus(503))
  await webhooks.buyAndConsume()
  await webhooks.buyAndConsume()
  for (let attempts = 1; attempts < 12; attempts += 1) {
    await eventually(async () =>
      expect((await webhooks.readEndpoint(id)).consecutiveFailures).toBeGreaterThanOrEqual(attempts),
    )
    if (attempts < 11) await advanceTimeToRetry(emulator, webhooks, id)
  }
  const [first] = receiver.received
  let rejections = 0
  receiver.respondWith((response, request) => {
    request.accepted = request.id !== first?.id || rejections > 0
    if (!request.accepted) rejections += 1
    response.writeHead(request.accepted ? 200 : 503).end()
  })
  await advanceTimeToRetry(emulator, webhooks, id)
  await eventually(async () => {
    const { consecutiveFailures: attempts, nextAttemptAt, firstFailedAt } = await webhooks.readEndpoint(id)
    expect({ rejections, attempts }).toEqual({ rejections: 1, attempts: 1 })
    expect(firstFailedAt).not.toBeNull()
    expect(Date.parse(nextAttemptAt ?? '')).toBeLessThanOrEqual(emulator.now() + 5_000)
  })
  await advanceTimeToRetry(emulator, webhooks, id)
  await eventually(() => expect(receiver.accepted().map((one) => one.id)).toContain(first?.id))
}, 60_000)

test('an event that is always rejected delays only its own payment, however long', async ({
  emulator,
  admin,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint()
  const bad = await webhooks.buyAndConsume()
  receiver.respondWith((response, request) => {
    request.accepted = request.purchaseId !== bad.purchase.id
    response.writeHead(request.accepted ? 200 : 500).end()
  })
  const first = await eventually(async () => {
    const feed = await webhooks.readFeed()
    return feed.find(({ purchase }) => purchase.id === bad.purchase.id) ?? expect.fail('not sequenced yet')
  })
  const { problem } = await admin.mutate('replayWebhookEvents', {
    endpointId: id,
    from: first.cursor,
  })
  expect(problem).toBeNull()
  const isRetryScheduled = async () => {
    const { nextAttemptAt } = await webhooks.readEndpoint(id)
    expect(Date.parse(nextAttemptAt ?? '')).toBeGreaterThan(emulator.now())
  }
  for (let hour = 0; hour < 12; hour += 1) {
    await eventually(isRetryScheduled, { timeoutMs: 20_000 })
    await advanceTime(emulator, hourMs)
  }
  await eventually(isRetryScheduled, { timeoutMs: 20_000 })
  const { nextAttemptAt } = await webhooks.readEndpoint(id)
  const other = await webhooks.buyAndConsume()
  // The virtual clock does not advance: the event does not wait for the retry.
  await eventually(() => {
    const types = receiver.accepted().flatMap((one) => (one.purchaseId === other.purchase.id ? one.type : []))
    expect(types).toContain('PAYMENT_CONSUMED')
  })
  expect(await webhooks.readEndpoint(id)).toMatchObject({ nextAttemptAt, lastError: 'HTTP status 500' })
}, 90_000)

test('a failing endpoint is disabled with an alert after days, and resumed without loss', async ({
  server,
  emulator,
  admin,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint()
  receiver.respondWith(respondWithStatus(500))
  await webhooks.buyAndConsume()
  await eventually(async () => expect((await webhooks.readEndpoint(id)).firstFailedAt).not.toBeNull())
  await advanceTime(emulator, 5 * dayMs)
  await eventually(async () => {
    expect(await webhooks.readEndpoint(id)).toMatchObject({
      status: 'PAUSED',
      pauseReason: 'FAILING',
      lastError: 'HTTP status 500',
    })
  })
  const metrics = async () => (await fetch(`${server.instance.url}/metrics`)).text()
  expect(await metrics()).toContain('coinslot_webhook_endpoint_disabled_total{reason="FAILING"} 1')
  const expectPausedCount = (reason: string, count: number) =>
    eventually(async () => {
      expect(await metrics()).toContain(`coinslot_webhook_endpoints_paused{reason="${reason}"} ${count}\n`)
    })
  await expectPausedCount('FAILING', 1)
  await expectPausedCount('ENDPOINT_GONE', 0)
  const attempted = receiver.received.length
  await webhooks.buyAndConsume()
  const first = receiver.received[0]?.id
  receiver.respondWith(null)
  expect(receiver.received).toHaveLength(attempted)
  await admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  await eventually(async () => {
    const feed = (await webhooks.readFeed()).map((event) => event.id)
    expect(new Set(receiver.accepted().map((one) => one.id))).toEqual(
      new Set(feed.slice(feed.indexOf(first ?? ''))),
    )
  })
  await expectPausedCount('FAILING', 0)
})

test('a receiver that responds with 410 is paused at once', async ({
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint()
  receiver.respondWith(respondWithStatus(410))
  await webhooks.buyAndConsume()
  await eventually(async () => {
    expect(await webhooks.readEndpoint(id)).toMatchObject({ status: 'PAUSED', pauseReason: 'ENDPOINT_GONE' })
  })
})

test('a secret that cannot be decrypted delays the endpoint as a failure does, and a new secret resolves it', async ({
  emulator,
  admin,
  sql,
  webhooks,
  receiver,
  createEndpoint,
}) => {
  const { id } = await createEndpoint()
  const encrypted = encrypt(createKeyring(['a secret that was lost']), 'whsec_bG9zdA==', 'whatever')
  await sql`update webhook_endpoints set encrypted_secret = ${Buffer.from(encrypted)} where id = ${uuidOf(id)}`
  await webhooks.buyAndConsume()
  const lastError = 'the webhook secret cannot be decrypted: rotate it and resume the endpoint'
  await eventually(async () => {
    expect(await webhooks.readEndpoint(id)).toMatchObject({
      status: 'ACTIVE',
      consecutiveFailures: 1,
      lastError,
    })
  })
  expect((await webhooks.readDeliveries(id))[0]).toMatchObject({
    status: 'FAILED',
    responseStatus: null,
    error: lastError,
  })
  await advanceTime(emulator, 5 * dayMs)
  await eventually(async () => {
    expect(await webhooks.readEndpoint(id)).toMatchObject({
      status: 'PAUSED',
      pauseReason: 'FAILING',
      lastError,
    })
  })
  expect(receiver.received).toEqual([])
  const { secret } = await admin.mutate('rotateWebhookSecret', { endpointId: id })
  await admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  await eventually(() => expect(receiver.accepted().map(({ type }) => type)).toContain('PAYMENT_CONSUMED'))
  expect(receiver.received.every((one) => isSignedWith(secret ?? '', one))).toBe(true)
})
