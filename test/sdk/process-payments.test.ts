import type { Fetch } from '../../packages/sdk/src/index.ts'
import {
  createCoinslotServer,
  type CoinslotServer,
  type PaymentEvent,
  type PaymentHandler,
  type ProcessPaymentsOptions,
  type ServerPayment,
} from '../../packages/sdk/src/server.ts'
import { eventually } from '../support/eventually.ts'
import { buyItem, createBuyer } from '../support/purchase-client.ts'
import { expect } from '../support/test.ts'
import { createKill, type Kill } from './kill.ts'
import { listPayments, sdkTest } from './sdk-test.ts'

const fast: ProcessPaymentsOptions = { pollIntervalMs: 20, initialRetryDelayMs: 10, stopTimeoutMs: 5_000 }
const maxSteps = 60

const test = sdkTest.extend('connectGameServer', { scope: 'file' }, ({ server, project }) => {
  return (kill?: Kill): CoinslotServer => {
    const fetchNow: Fetch = (url, init) => fetch(url, init)
    return createCoinslotServer({
      url: server.graphqlUrl,
      serverKey: project.serverKey,
      fetch: kill?.wrap(fetchNow) ?? fetchNow,
    })
  }
})

/** What a game keeps: each delivery once, by its key. */
function createInventory() {
  const granted = new Map<string, ServerPayment>()
  let grantCount = 0
  const grant: PaymentHandler = async ({ payment, idempotencyKey }) => {
    if (granted.has(idempotencyKey)) return
    granted.set(idempotencyKey, payment)
    grantCount += 1
  }
  return { grant, granted, grantCount: () => grantCount }
}

test('a payment is delivered once, wherever the game server is killed', async ({
  server,
  gameServer,
  connectGameServer,
}) => {
  for (const phase of ['BEFORE', 'AFTER'] as const) {
    for (let step = 1; ; step += 1) {
      expect(step).toBeLessThan(maxSteps)
      const buyer = await createBuyer(server)
      for (const itemId of ['coins_100', 'remove_ads']) await buyItem(buyer, { itemId })
      const allCompleted = async () => {
        const payments = await listPayments(gameServer, buyer.userId)
        expect(payments.map(({ status }) => status)).toEqual(['COMPLETED', 'COMPLETED'])
      }
      const inventory = createInventory()
      const kill = createKill({ step, phase })
      const handler = kill.wrap(async (delivery: Parameters<PaymentHandler>[0]) => inventory.grant(delivery))
      const first = connectGameServer(kill).processPayments(handler, fast)
      const isKilled = await Promise.race([
        kill.killed.then(() => true),
        eventually(allCompleted).then(() => false),
      ])
      if (isKilled) {
        const second = connectGameServer().processPayments(inventory.grant, fast)
        await eventually(allCompleted)
        await second.stop()
      } else await first.stop()
      expect(inventory.grantCount()).toBe(2)
      if (!isKilled) break
    }
  }
})

test('payments that are made meanwhile are delivered, those of one user in their order', async ({
  server,
  gameServer,
  connectGameServer,
}) => {
  const delivered: ServerPayment[] = []
  const running = new Set<string>()
  const processor = connectGameServer().processPayments(async ({ payment }) => {
    expect(running.has(payment.userId)).toBe(false)
    running.add(payment.userId)
    await gameServer.payment(payment.id)
    running.delete(payment.userId)
    delivered.push(payment)
  }, fast)
  const buyers = await Promise.all([createBuyer(server), createBuyer(server), createBuyer(server)])
  for (let round = 0; round < 3; round += 1) await Promise.all(buyers.map((buyer) => buyItem(buyer)))
  await eventually(() => expect(delivered.length).toBe(9))
  await processor.stop()
  for (const { userId } of buyers) {
    const ids = delivered.filter((payment) => payment.userId === userId).map(({ id }) => id)
    const payments = await listPayments(gameServer, userId)
    expect(ids).toEqual(payments.map(({ id }) => id).toReversed())
    expect(new Set(payments.map(({ status }) => status))).toEqual(new Set(['COMPLETED']))
  }
})

test('a handler that throws is called again with the same key, and blocks no other payment', async ({
  server,
  gameServer,
  connectGameServer,
}) => {
  const [failing, other] = await Promise.all([createBuyer(server), createBuyer(server)])
  const { payment } = await buyItem(failing)
  await buyItem(other)
  const calls: { readonly attempt: number; readonly idempotencyKey: string; readonly userId: string }[] = []
  const errors: unknown[] = []
  const handler: PaymentHandler = ({ attempt, idempotencyKey, payment: { userId } }) => {
    calls.push({ attempt, idempotencyKey, userId })
    if (userId === failing.userId && attempt < 4) throw new Error('The database of the game is down.')
  }
  const onError = (error: unknown) => errors.push(error)
  const processor = connectGameServer().processPayments(handler, { ...fast, onError })
  await eventually(async () => {
    expect(await gameServer.payment(payment.id)).toMatchObject({ status: 'COMPLETED' })
  })
  await processor.stop()
  const own = calls.filter(({ userId }) => userId === failing.userId)
  expect(own.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
  expect(new Set(own.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1)
  expect(errors.length).toBe(3)
  expect(calls.filter(({ userId }) => userId === other.userId).length).toBe(1)
})

test('a payment that another caller consumed is not delivered', async ({
  server,
  gameServer,
  connectGameServer,
}) => {
  const buyer = await createBuyer(server)
  const { payment } = await buyItem(buyer)
  await gameServer.consume({ paymentId: payment.id, purchaseToken: payment.purchaseToken ?? '' })
  const later = await buyItem(buyer)
  const inventory = createInventory()
  const processor = connectGameServer().processPayments(inventory.grant, fast)
  await eventually(() => expect(inventory.grantCount()).toBe(1))
  await processor.stop()
  expect([...inventory.granted.values()].map(({ id }) => id)).toEqual([later.payment.id])
  expect(await gameServer.payment(payment.id)).toMatchObject({ status: 'CONSUMED' })
})

test('stop waits for the running handler, then aborts its signal', async ({ server, connectGameServer }) => {
  const { payment } = await buyItem(await createBuyer(server))
  const { promise: called, resolve: call } = Promise.withResolvers<AbortSignal>()
  const handler: PaymentHandler = async ({ payment: { id }, signal }) => {
    if (id !== payment.id) return
    call(signal)
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
  }
  const processor = connectGameServer().processPayments(handler, { ...fast, stopTimeoutMs: 50 })
  const signal = await called
  expect(signal.aborted).toBe(false)
  await processor.stop()
  expect(signal.aborted).toBe(true)
})

test('a processor starts when its server does, and goes on after failures', async ({ server, project }) => {
  const buyer = await createBuyer(server)
  const { payment } = await buyItem(buyer)
  let failures = 5
  const gameServer = createCoinslotServer({
    url: server.graphqlUrl,
    serverKey: project.serverKey,
    maxRetries: 0,
    fetch: async (url, init) => {
      failures -= 1
      if (failures >= 0) throw new TypeError('The connection was refused.')
      return fetch(url, init)
    },
  })
  const processor = gameServer.processPayments(() => undefined, fast)
  await eventually(async () => {
    expect(await gameServer.payment(payment.id)).toMatchObject({ status: 'COMPLETED' })
  })
  await processor.stop()
})

test('an iteration of events resumes where its consumer ended, and repeats what was being processed', async ({
  server,
  gameServer,
}) => {
  const consumer = 'mailer'
  const first = await buyItem(await createBuyer(server))
  const second = await buyItem(await createBuyer(server))
  const types = ['PAYMENT_PAID'] as const
  const read = async (until: string, process: (id: string) => void) => {
    for await (const { payment } of gameServer.events({ consumer, types, pollIntervalMs: 20 })) {
      process(payment?.id ?? '')
      if (payment?.id === until) break
    }
  }
  const seen: string[] = []
  const failure = read(first.payment.id, (id) => {
    seen.push(id)
    if (id === first.payment.id) throw new Error('The mail server is down.')
  })
  await expect(failure).rejects.toThrow('The mail server is down.')
  const again: string[] = []
  await read(second.payment.id, (id) => again.push(id))
  expect(again[0]).toBe(first.payment.id)
  expect(again.at(-1)).toBe(second.payment.id)
})

test('an iteration of events that begins with the next one sees no earlier one', async ({
  server,
  gameServer,
}) => {
  await buyItem(await createBuyer(server))
  const events = gameServer.events({ from: 'NEXT', types: ['PAYMENT_PAID'], pollIntervalMs: 20 })
  const buyer = await createBuyer(server)
  const state: { event: PaymentEvent | null } = { event: null }
  const next = events.next().then(({ value }) => (state.event = value ?? null))
  // The position may be read after the first of them.
  while (isMissing(state)) await buyItem(buyer)
  expect(await next).toMatchObject({ type: 'PAYMENT_PAID', payment: { userId: buyer.userId } })
  await events.return()
})

test('an invalid server key and a foreign cursor end an iteration with their codes', async ({
  server,
  gameServer,
}) => {
  const events = gameServer.events({ after: 'not-a-cursor' })
  await expect(events.next()).rejects.toMatchObject({ code: 'BAD_USER_INPUT' })
  const stranger = createCoinslotServer({ url: server.graphqlUrl, serverKey: 'csk_unknown' })
  const payments = stranger.payments()
  await expect(payments.next()).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    requestId: expect.any(String),
  })
})

const isMissing = ({ event }: { readonly event: PaymentEvent | null }) => event === null
