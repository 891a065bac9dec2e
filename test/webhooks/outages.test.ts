import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createKeyring, seal } from '../../src/platform/crypto.ts'
import { advanceClock } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openRecords, uuidOf } from '../support/records.ts'
import { answer, hang, isSignedWith, startReceiver, type Receiver } from './receiver.ts'
import { openWebhookDesk, type WebhookDesk } from './webhook-desk.ts'

/** Receivers that are down for long, that fail, and that want nothing any more. */

const hourMs = 60 * 60_000
const dayMs = 24 * hourMs

let desk: WebhookDesk
let receiver: Receiver
const endpoints: string[] = []
beforeAll(async () => {
  desk = await openWebhookDesk({ WEBHOOK_ALLOWED_CIDRS: '127.0.0.1/32', WEBHOOK_TIMEOUT_MS: '400' })
  // A feed that began before any receiver.
  await desk.sell()
  await desk.isSettled()
})
afterEach(async () => {
  for (const endpointId of endpoints.splice(0))
    await desk.admin.mutate('deleteWebhookEndpoint', { endpointId })
  await receiver.close()
})
afterAll(() => desk.close())

async function open() {
  await desk.isSettled()
  receiver = await startReceiver()
  const endpoint = await desk.open(receiver.url)
  endpoints.push(endpoint.id)
  return endpoint
}

/** The store's clock goes on to the next attempt, if one waits. */
async function passTimeUntilRetry(id: string): Promise<void> {
  const { nextAttemptAt } = await desk.look(id)
  const aheadMs = Date.parse(nextAttemptAt ?? '') - desk.at.emulator.now()
  if (aheadMs > 0) await advanceClock(desk.at.emulator, aheadMs + 1)
}

test('a receiver that answers 500 for a day, hangs, fails and leads inside gets everything, in order and signed', async () => {
  const { id, secret } = await open()
  const inside = await startReceiver('127.0.0.2')
  const [first] = await desk.feed()
  await desk.admin.mutate('pauseWebhookEndpoint', { endpointId: id })
  await desk.admin.mutate('replayWebhookEvents', { endpointId: id, from: first?.cursor ?? '' })
  const metadata = 'http://169.254.169.254/latest/meta-data/'
  const ways = [answer(307, '', { location: inside.url }), answer(302, '', { location: metadata }), hang]
  receiver.react(answer(500, 'broken'))
  await desk.admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  const tried = async () => {
    const { nextAttemptAt } = await desk.look(id)
    expect(Date.parse(nextAttemptAt ?? '')).toBeGreaterThan(desk.at.emulator.now())
  }
  for (let hour = 0; hour < 24; hour += 1) {
    if (hour % 8 === 0) await desk.sell()
    receiver.react(ways[hour] ?? answer(500, 'broken'))
    await eventually(tried, { timeoutMs: 20_000 })
    await advanceClock(desk.at.emulator, hourMs)
  }
  expect(receiver.taken()).toEqual([])
  const stuck = await desk.look(id)
  expect(stuck).toMatchObject({ status: 'ACTIVE', lastError: 'the answer was 500' })
  expect(stuck.consecutiveFailures).toBeGreaterThan(5)
  expect((await desk.log(id))[0]).toMatchObject({ status: 'FAILED', responseStatus: 500, answer: 'broken' })

  const turns = [hang, answer(503), null, null, null]
  receiver.react((response, request) => {
    const turn = turns[receiver.received.length % turns.length] ?? null
    if (turn !== null) return turn(response, request)
    request.taken = true
    response.writeHead(204).end()
  })
  await advanceClock(desk.at.emulator, dayMs)
  const seen = async () => {
    await passTimeUntilRetry(id)
    const feed = (await desk.feed()).slice(1)
    expect(new Set(receiver.taken().map((one) => one.id)).size).toBe(feed.length)
  }
  await eventually(seen, { timeoutMs: 30_000, intervalMs: 100 })
  const order = new Map((await desk.feed()).map((event, index) => [event.id, index]))
  for (const of of Map.groupBy(receiver.taken(), ({ purchaseId }) => purchaseId).values()) {
    const places = of.map((one) => order.get(one.id) ?? -1)
    expect(places).toEqual(places.toSorted((a, b) => a - b))
  }
  expect(receiver.received.every((one) => isSignedWith(secret, one))).toBe(true)
  expect(inside.connections()).toBe(0)
  await inside.close()
}, 90_000)

test('an endpoint that is back after a day and fails once more is tried again in seconds, not in hours', async () => {
  const { id } = await open()
  receiver.react(answer(503))
  await desk.sell()
  await desk.sell()
  for (let attempts = 1; attempts < 12; attempts += 1) {
    await eventually(async () => expect((await desk.look(id)).consecutiveFailures).toBeGreaterThanOrEqual(attempts))
    if (attempts < 11) await passTimeUntilRetry(id)
  }
  const [first] = receiver.received
  let refusals = 0
  receiver.react((response, request) => {
    request.taken = request.id !== first?.id || refusals > 0
    if (!request.taken) refusals += 1
    response.writeHead(request.taken ? 200 : 503).end()
  })
  await passTimeUntilRetry(id)
  await eventually(async () => {
    const { consecutiveFailures: attempts, nextAttemptAt, firstFailedAt } = await desk.look(id)
    expect({ refusals, attempts }).toEqual({ refusals: 1, attempts: 1 })
    expect(firstFailedAt).not.toBeNull()
    expect(Date.parse(nextAttemptAt ?? '')).toBeLessThanOrEqual(desk.at.emulator.now() + 5_000)
  })
  await passTimeUntilRetry(id)
  await eventually(() => expect(receiver.taken().map((one) => one.id)).toContain(first?.id))
}, 60_000)

test('an event that is always refused holds up only its own payment, however long', async () => {
  const { id } = await open()
  const bad = await desk.sell()
  receiver.react((response, request) => {
    request.taken = request.purchaseId !== bad.purchase.id
    response.writeHead(request.taken ? 200 : 500).end()
  })
  const first = await eventually(async () => {
    const feed = await desk.feed()
    return feed.find(({ purchase }) => purchase.id === bad.purchase.id) ?? expect.fail('not placed yet')
  })
  const { problem } = await desk.admin.mutate('replayWebhookEvents', { endpointId: id, from: first.cursor })
  expect(problem).toBeNull()
  const triedAgain = async () => {
    const { nextAttemptAt } = await desk.look(id)
    expect(Date.parse(nextAttemptAt ?? '')).toBeGreaterThan(desk.at.emulator.now())
  }
  for (let hour = 0; hour < 12; hour += 1) {
    await eventually(triedAgain, { timeoutMs: 20_000 })
    await advanceClock(desk.at.emulator, hourMs)
  }
  await eventually(triedAgain, { timeoutMs: 20_000 })
  const { nextAttemptAt } = await desk.look(id)
  const other = await desk.sell()
  // No time passes but that of the machine: it does not wait for the retry.
  await eventually(() => {
    const types = receiver.taken().flatMap((one) => (one.purchaseId === other.purchase.id ? one.type : []))
    expect(types).toContain('PAYMENT_CONSUMED')
  })
  expect(await desk.look(id)).toMatchObject({ nextAttemptAt, lastError: 'the answer was 500' })
}, 90_000)

test('a dead endpoint is paused with an alarm after days, and resumed without loss', async () => {
  const { id } = await open()
  receiver.react(answer(500))
  await desk.sell()
  await eventually(async () => expect((await desk.look(id)).firstFailedAt).not.toBeNull())
  await advanceClock(desk.at.emulator, 5 * dayMs)
  await eventually(async () => {
    expect(await desk.look(id)).toMatchObject({
      status: 'PAUSED',
      pauseReason: 'FAILING',
      lastError: 'the answer was 500',
    })
  })
  const metrics = async () => (await fetch(`${desk.at.server.url}/metrics`)).text()
  expect(await metrics()).toContain('coinslot_webhook_paused_total{store="TEST_STORE"} 1')
  const pausedNow = (reason: string, count: number) =>
    eventually(async () => {
      expect(await metrics()).toContain(`coinslot_webhook_endpoints_paused{reason="${reason}"} ${count}\n`)
    })
  await pausedNow('FAILING', 1)
  await pausedNow('ENDPOINT_GONE', 0)
  const attempted = receiver.received.length
  await desk.sell()
  const first = receiver.received[0]?.id
  receiver.react(null)
  expect(receiver.received).toHaveLength(attempted)
  await desk.admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  await eventually(async () => {
    const feed = (await desk.feed()).map((event) => event.id)
    expect(new Set(receiver.taken().map((one) => one.id))).toEqual(
      new Set(feed.slice(feed.indexOf(first ?? ''))),
    )
  })
  await pausedNow('FAILING', 0)
})

test('a receiver that answers 410 is left alone at once', async () => {
  const { id } = await open()
  receiver.react(answer(410))
  await desk.sell()
  await eventually(async () => {
    expect(await desk.look(id)).toMatchObject({ status: 'PAUSED', pauseReason: 'ENDPOINT_GONE' })
  })
})

test('a secret that cannot be opened holds the endpoint up as a refusal does, and a new one mends it', async () => {
  const { id } = await open()
  const records = openRecords(desk.at.databaseUrl)
  const lost = seal(createKeyring(['a secret that nobody has any more']), 'whsec_bG9zdA==', 'whatever')
  await records.sql`update webhook_endpoints set secret = ${Buffer.from(lost)} where id = ${uuidOf(id)}`
  await records.close()
  await desk.sell()
  const lastError = 'the secret of this endpoint cannot be opened: rotate it, and resume the endpoint'
  await eventually(async () => {
    expect(await desk.look(id)).toMatchObject({ status: 'ACTIVE', consecutiveFailures: 1, lastError })
  })
  expect((await desk.log(id))[0]).toMatchObject({ status: 'FAILED', responseStatus: null, error: lastError })
  await advanceClock(desk.at.emulator, 5 * dayMs)
  await eventually(async () => {
    expect(await desk.look(id)).toMatchObject({ status: 'PAUSED', pauseReason: 'FAILING', lastError })
  })
  expect(receiver.received).toEqual([])
  const { secret } = await desk.admin.mutate('rotateWebhookSecret', { endpointId: id })
  await desk.admin.mutate('resumeWebhookEndpoint', { endpointId: id })
  await eventually(() => expect(receiver.taken().map(({ type }) => type)).toContain('PAYMENT_CONSUMED'))
  expect(receiver.received.every((one) => isSignedWith(secret ?? '', one))).toBe(true)
})
