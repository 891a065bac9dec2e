import { tmpdir } from 'node:os'
import { expect, test as base } from 'vitest'
import { createCoinslot, memoryStorage } from '../../sdk/src/index.ts'
import { startCoinslot, type CoinslotTestServer, type TestStore } from '../src/index.ts'

const timeout = 240_000
const dayMs = 86_400_000
const items = [
  { itemId: 'vip', type: 'AUTO_RENEWABLE', plan: { graceDays: 3, holdDays: 5 } },
  { itemId: 'pass', type: 'AUTO_RENEWABLE', plan: { period: 'P1W', trial: 'P3D', amount: '1.99' } },
  { itemId: 'monthly_gems', type: 'CONSUMABLE_AUTO_RENEWABLE' },
] as const

const test = base
  .extend('temporaryRoot', { scope: 'worker' }, tmpdir())
  .extend('coinslot', { scope: 'file' }, async ({ temporaryRoot: _ }, { onCleanup }) => {
    const coinslot = await startCoinslot({ items })
    onCleanup(coinslot.stop)
    return coinslot
  })

function startApp({ url, appKey, signUserToken }: CoinslotTestServer, store: TestStore, player: string) {
  return createCoinslot({
    url,
    appKey,
    userToken: () => signUserToken(player),
    bridge: store.createBridge(),
    storage: memoryStorage(),
    maxRetries: 0,
    timeouts: { reportMs: 1 },
  })
}

type Listed = { readonly subscriptions: readonly { readonly status: string; readonly willRenew: boolean }[] }

const readSubscriptions = async ({ callServer }: CoinslotTestServer, userId: string) => {
  const text = `query ($userId: String!) { result: user(userId: $userId) {
    subscriptions(includeExpired: true) { status willRenew } } }`
  return (await callServer<Listed>(text, { userId })).subscriptions
}

test.for(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const)(
  'an app subscribes at %s, and has nothing to consume',
  { timeout },
  async (name, { coinslot }) => {
    const store = coinslot.createStore(name)
    const player = `subscriber-${name}`
    const app = startApp(coinslot, store, player)
    expect(await app.purchase('vip')).toMatchObject({ status: 'paid', itemId: 'vip' })
    expect(await app.unconsumedPayments()).toEqual([])
    expect(await readSubscriptions(coinslot, player)).toEqual([{ status: 'ACTIVE', willRenew: true }])
    await store.cancelRenewal()
    await coinslot.waitUntil(async () =>
      expect(await readSubscriptions(coinslot, player)).toEqual([{ status: 'ACTIVE', willRenew: false }]),
    )
  },
)

test(
  'a first payment that comes later makes the subscription active, and one that never comes leaves none',
  { timeout },
  async ({ coinslot }) => {
    const store = coinslot.createStore('GOOGLE_PLAY')
    const app = startApp(coinslot, store, 'later')
    store.script('PAY_LATER', 'PAY_LATER')
    expect(await app.purchase('vip')).toMatchObject({ status: 'pending' })
    await store.complete()
    await coinslot.waitUntil(async () =>
      expect(await readSubscriptions(coinslot, 'later')).toMatchObject([{ status: 'ACTIVE' }]),
    )
    expect(await app.purchase('pass')).toMatchObject({ status: 'pending' })
    await store.giveUp()
    await coinslot.waitUntil(async () =>
      expect(await readSubscriptions(coinslot, 'later')).toMatchObject([
        { status: 'EXPIRED' },
        { status: 'ACTIVE' },
      ]),
    )
  },
)

test(
  'each period of a consumable subscription is a payment that the game server consumes',
  { timeout },
  async ({ coinslot }) => {
    const { buy, clock, callServer, emulator, waitUntil } = coinslot
    const { paymentId, purchaseToken, saleId } = await buy({ userId: 'monthly', itemId: 'monthly_gems' })
    const consume = `mutation ($input: ConsumePaymentInput!) {
      result: consumePayment(input: $input) { problem { code message } } }`
    await callServer(consume, { input: { paymentId, purchaseToken, idempotencyKey: 'first-month' } })
    // Google Play refunds what nobody has acknowledged, and the server does so when it is consumed.
    await waitUntil(async () => {
      const atStore = await emulator.control<object>('GET', `/control/subscriptions/${saleId}`)
      expect(atStore).toMatchObject({ acknowledgedAt: expect.any(Number) })
    })
    await clock.advance(32 * dayMs)
    const text = `query { result: unconsumedPayments(userId: "monthly") { nodes { id } } }`
    await waitUntil(async () => {
      const { nodes } = await callServer<{ readonly nodes: readonly { readonly id: string }[] }>(text)
      expect(nodes).toHaveLength(1)
    })
  },
)

test(
  'a declined card leads to the grace period and a refund to the end of the access',
  { timeout },
  async ({ coinslot }) => {
    const { clock, waitUntil } = coinslot
    const store = coinslot.createStore('GOOGLE_PLAY')
    const app = startApp(coinslot, store, 'declined')
    expect(await app.purchase('vip')).toMatchObject({ status: 'paid' })
    const expectStatus = (status: string) =>
      waitUntil(async () => expect(await readSubscriptions(coinslot, 'declined')).toMatchObject([{ status }]))
    await expectStatus('ACTIVE')
    await app.reprocess()
    await store.declinePayments()
    await clock.advance(31 * dayMs + dayMs)
    await expectStatus('IN_GRACE_PERIOD')
    await store.acceptPayments()
    await expectStatus('ACTIVE')
    await store.refund()
    await expectStatus('REVOKED')
  },
)
