import { createFakeStore } from '../../packages/sdk/src/bridges.ts'
import { createEntitlements } from '../../packages/sdk/src/entitlements.ts'
import type { Fetch } from '../../packages/sdk/src/index.ts'
import { control, createStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { createServerClient, expectField, toStoreProductId } from '../support/purchase-client.ts'
import type { ReceiptInput } from '../../src/graphql/generated/types.ts'
import { expect } from '../support/test.ts'
import { listPayments, newUserId, sdkTest } from './sdk-test.ts'

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const

type SoldProduct = { readonly productId: string; readonly accountToken: string | null }

/** An AppKey that sells a subscription, and `remove_ads` for good; both give entitlements. */
const test = sdkTest
  .extend('admin', { scope: 'file' }, ({ server }) => createServerClient(server))
  .extend('sold', { scope: 'file' }, async ({ admin }) => {
    const storeProducts = stores.map((store) => ({ store, productId: toStoreProductId('vip') }))
    const vip = { itemId: 'vip', name: 'VIP', type: 'AUTO_RENEWABLE', storeProducts } as const
    expectField(await admin.mutate('upsertItem', vip), 'item')
    for (const [key, itemId] of [
      ['no_ads', 'remove_ads'],
      ['vip', 'vip'],
    ] as const) {
      expectField(await admin.mutate('upsertEntitlement', { key, itemIds: [itemId] }), 'entitlement')
    }
    return { noAds: 'remove_ads', vip: 'vip' }
  })
  .extend('createBuyingDevice', { scope: 'file' }, ({ emulator, createDevice }) => () => {
    const store = 'GOOGLE_PLAY'
    // Sales of the test store are in the sandbox, which gives players no access here.
    const sell = async ({ productId, accountToken }: SoldProduct) =>
      createStorePurchase(emulator, { store, productId, accountToken: accountToken ?? '' })
    return { ...createDevice(), store: createFakeStore({ store, sell }) }
  })

test('what a player bought gives an entitlement to the app and to the game server, and a listener hears of it', async ({
  startApp,
  createBuyingDevice,
  gameServer,
  sold,
}) => {
  const player = newUserId()
  const app = startApp({ device: createBuyingDevice(), player })
  const access = createEntitlements(app)
  const reports: string[][] = []
  const remove = access.onEntitlementsChanged((list) => reports.push(list.map(({ key }) => key)))
  await eventually(() => expect(reports).toEqual([[]]))
  const result = await app.purchase(sold.noAds)
  if (result.status !== 'paid') throw new Error(JSON.stringify(result))
  const entitlements = await access.entitlements()
  expect(entitlements).toEqual([
    {
      ...{ key: 'no_ads', name: 'no_ads', isActive: true, accessUntil: null, willRenew: false },
      ...{ inGracePeriod: false, isStale: false, source: 'PAYMENT', sourceId: result.payment.id },
      ...{ environment: 'PRODUCTION', validUntil: expect.stringMatching(/^20.+Z$/) },
    },
  ])
  expect(reports).toEqual([[], ['no_ads']])
  remove()
  const [owned] = await gameServer.entitlements(player)
  expect(owned).toEqual({ ...entitlements[0], validUntil: expect.any(String) })
  expect(await gameServer.entitlements(player, 'PRODUCTION')).toHaveLength(1)
  expect(await gameServer.entitlements(player, 'SANDBOX')).toEqual([])
  expect(await gameServer.entitlements(newUserId())).toEqual([])
})

test('an app that is started without a network uses what the server allowed, for its player only', async ({
  startApp,
  createBuyingDevice,
  gameServer,
  sold,
}) => {
  const [player, other] = [newUserId(), newUserId()]
  const device = createBuyingDevice()
  const app = startApp({ device, player })
  await app.purchase(sold.noAds)
  const [before] = await createEntitlements(app).entitlements()
  const fetchNothing: Fetch = () => Promise.reject(new Error('There is no network.'))
  const startOffline = (name: string) =>
    createEntitlements(startApp({ device, player: name, fetch: fetchNothing, maxRetries: 0 }))
  expect(await startOffline(player).entitlements()).toEqual([before])
  await expect(startOffline(other).entitlements()).rejects.toMatchObject({ code: 'NETWORK_ERROR' })
  expect(await gameServer.entitlements(other)).toEqual([])
})

test.for(stores)(
  'a subscription that is bought at %s is paid, gives its entitlement, and is owed to nobody',
  async (store, { server, startApp, createDevice, gameServer, sold }) => {
    const player = newUserId()
    const sell = async ({ productId, accountToken }: SoldProduct) =>
      (await control(server.emulator, 'POST', '/control/subscriptions', {
        ...{ store, productId, accountToken: accountToken ?? '' },
      })) as { readonly id: string; readonly receipt: ReceiptInput }
    const device = { ...createDevice(), store: createFakeStore({ store, sell }) }
    const app = startApp({ device, player })
    const result = await app.purchase(sold.vip)
    expect(result).toMatchObject({
      ...{ status: 'paid', itemId: 'vip' },
      payment: { store, userId: player, itemType: 'AUTO_RENEWABLE', status: 'COMPLETED' },
    })
    expect(await app.reprocess()).toEqual([])
    expect(await app.unconsumedPayments()).toEqual([])
    const vip = { key: 'vip', isActive: true, source: 'SUBSCRIPTION', willRenew: true }
    expect(await createEntitlements(app).entitlements()).toMatchObject([vip])
    const payments = await listPayments(gameServer, player)
    expect(payments).toMatchObject([{ itemId: 'vip', itemType: 'AUTO_RENEWABLE' }])
    await startApp({ device, player }).reprocess()
    expect(await listPayments(gameServer, player)).toHaveLength(1)
    expect(device.updates).toEqual([])
  },
)
