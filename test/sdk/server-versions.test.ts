import { createFakeStore } from '../../packages/sdk/src/bridges.ts'
import {
  createCoinslotServer,
  type PaymentHandler,
  type ServerPayment,
} from '../../packages/sdk/src/server.ts'
import { createStorePurchase, getStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { buyItem, createBuyer, createServerClient, expectField } from '../support/purchase-client.ts'
import { describe, expect } from '../support/test.ts'
import { buildOlderSchema, findRejections } from './older-schema.ts'
import { startRewritingProxy, type Rewriting } from './rewriting-proxy.ts'
import { newUserId, sdkTest } from './sdk-test.ts'

const olderSchema = buildOlderSchema()

/** A server of the last minor version. It rejects what it does not know as this one does. */
const older: Rewriting = {
  hasVersionHeaders: false,
  answer: (body) => {
    const rejections = findRejections(olderSchema, body)
    if (rejections.length === 0) return null
    const errors = rejections.map((message) => ({ message, extensions: { code: 'BAD_USER_INPUT' } }))
    return { status: 400, body: JSON.stringify({ errors }) }
  },
}

/** A server of the next minor version, with values, members and codes that this SDK does not know. */
const newer: Rewriting = {
  rewrite: (body) =>
    body
      .replaceAll('"PAID"', '"GIFTED"')
      .replaceAll('"SANDBOX"', '"MOON"')
      .replaceAll('"CONSUMABLE"', '"ARTEFACT"')
      .replaceAll('"acknowledgeBy":"SERVER"', '"acknowledgeBy":"NOBODY"')
      .replaceAll('"ITEM_NOT_FOUND"', '"ITEM_ASLEEP"')
      .replaceAll('"PAYMENT_PAID"', '"PAYMENT_DREAMT"')
      .replaceAll(
        '"result":{',
        '"result":{"__typename":"Newer","hint":{"__typename":"Dream","text":"New."},',
      ),
}

const test = sdkTest
  .extend('connect', { scope: 'file' }, async ({ server, project }, { onCleanup }) => {
    const proxies = { older, newer, asIs: {} }
    const started = await Promise.all(
      Object.entries(proxies).map(async ([name, rewriting]) => {
        const proxy = await startRewritingProxy(server.graphqlUrl, rewriting)
        return [name, proxy] as const
      }),
    )
    onCleanup(async () => {
      await Promise.all(started.map(([, proxy]) => proxy.close()))
    })
    const byName = Object.fromEntries(started) as Record<keyof typeof proxies, (typeof started)[0][1]>
    return (name: keyof typeof proxies) => {
      const proxy = byName[name]
      const gameServer = createCoinslotServer({ url: proxy.url, serverKey: project.serverKey, maxRetries: 0 })
      return { proxy, gameServer }
    }
  })
  .extend('admin', { scope: 'file' }, ({ server }) => createServerClient(server))

describe('an older server', () => {
  test('rejects the newest fields, so this test means something', () => {
    const body = (query: string, variables = {}) => JSON.stringify({ query, variables })
    expect(
      findRejections(olderSchema, body('{ payment(id: "pay_1") { acknowledgement { status } } }')),
    ).not.toEqual([])
    const query = 'query ($types: [PaymentEventType!]) { paymentEvents(types: $types) { nodes { id } } }'
    expect(findRejections(olderSchema, body(query, { types: ['PAYMENT_DELIVERY_RETRIED'] }))).not.toEqual([])
    expect(findRejections(olderSchema, body(query, { types: ['PAYMENT_PAID'] }))).toEqual([])
  })

  test('sells to an app, which then leaves the acknowledgement to it', async ({
    connect,
    startApp,
    createDevice,
  }) => {
    const device = createDevice()
    const { proxy } = connect('older')
    const app = startApp({ device, player: newUserId(), url: proxy.url })
    const result = await app.purchase('coins_100')
    expect(result).toMatchObject({ status: 'paid', payment: { status: 'PAID', acknowledgeBy: 'UNKNOWN' } })
    expect(await app.unconsumedPayments()).toHaveLength(1)
    expect(await app.items()).not.toEqual([])
    expect(device.store.unfinished()).toEqual([])
  })

  test('has its payments delivered by a game server', async ({ server, connect }) => {
    const { payment } = await buyItem(await createBuyer(server))
    const { gameServer } = connect('older')
    const delivered: ServerPayment[] = []
    const processor = gameServer.processPayments(({ payment: each }) => void delivered.push(each), {
      pollIntervalMs: 20,
      initialRetryDelayMs: 10,
    })
    const later = await createBuyer(server)
    await eventually(async () => {
      expect(await gameServer.payment(payment.id)).toMatchObject({
        status: 'COMPLETED',
        deliveryFailure: null,
      })
    })
    const second = await buyItem(later)
    await eventually(() => expect(delivered.map(({ id }) => id)).toContain(second.payment.id))
    await processor.stop()
  })

  test('cannot be told of a failed delivery, which is then tried on', async ({ server, connect }) => {
    const { payment } = await buyItem(await createBuyer(server))
    let calls = 0
    const processor = connect('older').gameServer.processPayments(
      ({ payment: { id } }) => {
        if (id !== payment.id) return
        calls += 1
        if (calls < 6) throw new Error('The database of the game is down.')
      },
      { maxAttempts: 2, pollIntervalMs: 20, initialRetryDelayMs: 10, maxRetryDelayMs: 20 },
    )
    await eventually(() => expect(calls).toBe(6))
    await processor.stop()
    expect(await connect('asIs').gameServer.payment(payment.id)).toMatchObject({ status: 'COMPLETED' })
  })
})

describe('a newer server', () => {
  test('sells to an app, and its values, members and codes become UNKNOWN', async ({
    connect,
    startApp,
    createDevice,
  }) => {
    const { proxy } = connect('newer')
    const app = startApp({ device: createDevice(), player: newUserId(), url: proxy.url })
    expect(await app.purchase('coins_100')).toMatchObject({
      status: 'paid',
      payment: { status: 'UNKNOWN', itemType: 'UNKNOWN', acknowledgeBy: 'UNKNOWN' },
    })
    expect(await app.purchase('dragon')).toMatchObject({
      status: 'failed',
      error: { code: 'UNKNOWN', serverCode: 'ITEM_ASLEEP', retryable: false },
    })
  })

  test('sends events of types that are UNKNOWN', async ({ server, connect }) => {
    await buyItem(await createBuyer(server))
    const events = connect('newer').gameServer.events({ types: ['PAYMENT_PAID'] })
    const { value } = await events.next()
    expect(value).toMatchObject({ type: 'UNKNOWN', payment: { itemType: 'UNKNOWN' } })
    await events.return()
  })
})

describe('the version header', () => {
  test('names the entry of the SDK, and is counted', async ({ server, connect, startApp, createDevice }) => {
    const { proxy, gameServer } = connect('asIs')
    await startApp({ device: createDevice(), player: newUserId(), url: proxy.url }).items()
    await gameServer.payment('pay_unknown')
    expect(proxy.clients).toContain('sdk/0.1.0')
    expect(proxy.clients).toContain('sdk-server/0.1.0')
    const metrics = await (await fetch(new URL('/metrics', server.graphqlUrl))).text()
    expect(metrics).toMatch(/coinslot_client_requests_total\{client="sdk",version="0\.1"\} [1-9]/)
  })

  test('of a version that is no longer supported is answered with a warning, which is given once', async ({
    server,
    project,
  }) => {
    const warnings: string[] = []
    const gameServer = createCoinslotServer({
      url: server.graphqlUrl,
      serverKey: project.serverKey,
      onWarning: (message) => warnings.push(message),
      fetch: (url, init) =>
        fetch(url, { ...init, headers: { ...init.headers, 'x-coinslot-client': 'sdk/0.0.9' } }),
    })
    for (let calls = 0; calls < 3; calls += 1) await gameServer.payment('pay_unknown')
    expect(warnings).toEqual(['sdk 0.0.9 is no longer supported. Use 0.1.0 or newer.'])
  })
})

test('where the AppKey says so, the device confirms at the store after the server has recorded the payment', async ({
  emulator,
  admin,
  startApp,
  createDevice,
}) => {
  const device = createDevice()
  const confirmed: string[] = []
  const store = createFakeStore({
    sell: async ({ productId }) => {
      const sale = { store: 'TEST_STORE', productId } as const
      return createStorePurchase(emulator, sale)
    },
    confirm: async ({ id }) => {
      confirmed.push(id)
      // The library of the store refuses to consume twice, which is no failure.
      await updateStorePurchase(emulator, id, 'consume').catch(() => undefined)
      if (confirmed.length === 1) throw new Error('The app was stopped.')
    },
  })
  expectField(await admin.mutate('updateAppKey', { acknowledgeBy: 'CLIENT' }), 'appKey')
  try {
    const app = startApp({ device: { ...device, store }, player: newUserId() })
    const result = await app.purchase('coins_100')
    expect(result).toMatchObject({ status: 'paid', payment: { acknowledgeBy: 'CLIENT' } })
    expect(store.unfinished()).toHaveLength(1)
    await app.reprocess()
    expect(store.unfinished()).toEqual([])
    expect(confirmed).toHaveLength(2)
    expect(await getStorePurchase(emulator, confirmed[0] ?? '')).toMatchObject({ consumed: true })
  } finally {
    await admin.mutate('updateAppKey', { acknowledgeBy: 'SERVER' })
  }
  const own = startApp({ device: { ...device, store }, player: newUserId() })
  expect(await own.purchase('coins_100')).toMatchObject({ payment: { acknowledgeBy: 'SERVER' } })
  expect(confirmed).toHaveLength(2)
})

test('a delivery that fails too often is reported, left alone by every process, and tried again when it is asked for', async ({
  server,
  connect,
}) => {
  const [failing, other] = await Promise.all([createBuyer(server), createBuyer(server)])
  const { payment } = await buyItem(failing)
  const { gameServer } = connect('asIs')
  const attempts: number[] = []
  const state = { isFixed: false }
  const handler: PaymentHandler = ({ payment: { id }, attempt }) => {
    if (id !== payment.id) return
    attempts.push(attempt)
    if (!state.isFixed) throw new Error('The inventory \u202Eis full.\n')
  }
  const options = { pollIntervalMs: 20, initialRetryDelayMs: 10, maxAttempts: 3 }
  const first = connect('asIs').gameServer.processPayments(handler, options)
  await eventually(async () => {
    expect(await gameServer.payment(payment.id)).toMatchObject({
      status: 'CONSUMED',
      deliveryFailure: { attempts: 3, message: 'Error: The inventory  is full.' },
    })
  })
  // Other payments, also of this user, are delivered.
  const later = await Promise.all([buyItem(failing), buyItem(other)])
  for (const { payment: each } of later) {
    await eventually(async () =>
      expect(await gameServer.payment(each.id)).toMatchObject({ status: 'COMPLETED' }),
    )
  }
  await first.stop()
  const second = connect('asIs').gameServer.processPayments(handler, options)
  const { payment: next } = await buyItem(failing)
  await eventually(async () =>
    expect(await gameServer.payment(next.id)).toMatchObject({ status: 'COMPLETED' }),
  )
  expect(attempts).toEqual([1, 2, 3])
  state.isFixed = true
  expect(await gameServer.retryDelivery(payment.id)).toMatchObject({ deliveryFailure: null })
  await eventually(async () => {
    expect(await gameServer.payment(payment.id)).toMatchObject({ status: 'COMPLETED', deliveryFailure: null })
  })
  expect(attempts).toEqual([1, 2, 3, 1])
  await second.stop()
})
