import { createFakeStore } from '../../packages/sdk/src/bridges.ts'
import { expirePurchases } from '../../src/domain/retention/expire-purchases.ts'
import { advanceTime, createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { toStoreProductId } from '../support/purchase-client.ts'
import { expect } from '../support/test.ts'
import { dayMs } from '../support/time.ts'
import { countKept, listPayments, newUserId, readEntries, sdkTest } from './sdk-test.ts'

const productId = toStoreProductId('coins_100')
/** Longer than a reservation lives. */
const longTimeMs = 3 * dayMs

const test = sdkTest.extend('serverOptions', { scope: 'file' }, { notifications: true })

test('a purchase that a parent refuses expires, and the item can be bought again', async ({
  emulator,
  services,
  startApp,
  createDevice,
  gameServer,
}) => {
  const player = newUserId()
  const base = createDevice()
  // The App Store reports neither the question nor the refusal to the app.
  const store = createFakeStore({
    store: 'APP_STORE',
    sell: async ({ accountToken, ...sale }) =>
      createStorePurchase(emulator, { store: 'APP_STORE', ...sale, accountToken: accountToken ?? '' }),
  })
  const device = { ...base, store }
  const bridge = { ...store.createBridge(), open: async () => ({ kind: 'PENDING' as const }) }
  const app = startApp({ device, player, bridge })
  expect(await app.purchase('coins_100')).toMatchObject({ status: 'pending' })
  const [entry] = await readEntries(device)
  const { id } = await createStorePurchase(emulator, {
    store: 'APP_STORE',
    productId,
    accountToken: entry!.accountToken!,
    outcome: 'PENDING',
  })
  await updateStorePurchase(emulator, id, 'cancel')
  expect(await startApp({ device, player }).reprocess()).toMatchObject([{ status: 'pending' }])
  await advanceTime(emulator, longTimeMs)
  await expirePurchases(services)
  const ended = await startApp({ device, player }).reprocess()
  expect(ended).toMatchObject([{ status: 'failed', error: { code: 'PURCHASE_EXPIRED' } }])
  expect(await countKept(device)).toBe(0)
  expect(await listPayments(gameServer, player)).toEqual([])
  expect(await startApp({ device, player }).purchase('coins_100')).toMatchObject({ status: 'paid' })
})

test('a purchase that is approved after its reservation expired is still one payment', async ({
  emulator,
  startApp,
  createDevice,
  gameServer,
}) => {
  const player = newUserId()
  const device = createDevice()
  device.store.script({ outcome: 'PAY_LATER' })
  expect(await startApp({ device, player }).purchase('coins_100')).toMatchObject({ status: 'pending' })
  await advanceTime(emulator, longTimeMs)
  const [pending] = device.store.unfinished()
  const { receipt } = await updateStorePurchase(emulator, pending!.id, 'complete')
  device.store.complete(pending!.id, receipt)
  const results = await startApp({ device, player }).reprocess()
  expect(results).toMatchObject([{ status: 'paid', payment: { userId: player } }])
  expect(await listPayments(gameServer, player)).toHaveLength(1)
  expect(await countKept(device)).toBe(0)
})

test('a sheet that ends after another player has logged in pays for the player who opened it', async ({
  startApp,
  createDevice,
  gameServer,
}) => {
  const device = createDevice()
  const [ada, bob] = [newUserId(), newUserId()]
  const state = { player: ada }
  const bridge = device.store.createBridge()
  const app = startApp({
    device,
    player: ada,
    userToken: () => gameServer.signUserToken({ userId: state.player }),
    bridge: {
      ...bridge,
      open: async (request) => {
        const result = await bridge.open(request)
        state.player = bob
        expect(await app.unconsumedPayments()).toEqual([])
        return result
      },
    },
  })
  expect(await app.purchase('coins_100')).toMatchObject({ status: 'paid', payment: { userId: ada } })
  expect(await app.reprocess()).toEqual([])
  expect(await listPayments(gameServer, bob)).toEqual([])
  expect(await listPayments(gameServer, ada)).toHaveLength(1)
})

test("an event for the player who logged out waits for that player, and the other one's purchase goes on", async ({
  startApp,
  createDevice,
  gameServer,
}) => {
  const device = createDevice()
  const [ada, bob] = [newUserId(), newUserId()]
  device.store.script({ outcome: 'HANG' })
  const limits = { sheetMs: 50, reportMs: 10 }
  const first = startApp({ device, player: ada, timeouts: limits })
  expect(await first.purchase('coins_100')).toMatchObject({ status: 'unknown' })
  const [entry] = await readEntries(device)
  const app = startApp({ device, player: bob })
  await app.reprocess()
  await device.store.sell({ productId, accountToken: entry!.accountToken, outcome: 'PAID' })
  device.store.replay()
  await app.reprocess()
  expect(device.updates).toEqual([])
  expect(await app.purchase('coins_100')).toMatchObject({ status: 'paid', payment: { userId: bob } })
  expect(await startApp({ device, player: ada }).reprocess()).toMatchObject([
    { status: 'paid', payment: { userId: ada } },
  ])
  for (const userId of [ada, bob]) expect(await listPayments(gameServer, userId)).toHaveLength(1)
  expect(await countKept(device)).toBe(0)
})

test('a token that expires between the reservation and the verification is renewed once', async ({
  startApp,
  createDevice,
  gameServer,
}) => {
  const device = createDevice()
  const player = newUserId()
  const requests: boolean[] = []
  const state = { isSold: false }
  const bridge = device.store.createBridge()
  const app = startApp({
    device,
    player,
    userToken: ({ isExpired }) => {
      requests.push(isExpired)
      return gameServer.signUserToken({ userId: player })
    },
    bridge: {
      ...bridge,
      open: async (request) => {
        state.isSold = true
        return bridge.open(request)
      },
    },
    fetch: (url, init) => {
      // The first token is not valid any more once the sheet has been open.
      const isOld = state.isSold && !requests.includes(true)
      return fetch(url, isOld ? { ...init, headers: { ...init.headers, authorization: 'Bearer old' } } : init)
    },
  })
  expect(await app.purchase('coins_100')).toMatchObject({ status: 'paid', payment: { userId: player } })
  expect(requests.filter((isExpired) => isExpired)).toEqual([true])
  expect(await listPayments(gameServer, player)).toHaveLength(1)
})

test('a renewed token of another player sends nothing for that player', async ({
  startApp,
  createDevice,
  gameServer,
}) => {
  const device = createDevice()
  const [ada, bob] = [newUserId(), newUserId()]
  const state = { isSold: false }
  const bridge = device.store.createBridge()
  const app = startApp({
    device,
    player: ada,
    userToken: ({ isExpired }) => gameServer.signUserToken({ userId: isExpired ? bob : ada }),
    bridge: {
      ...bridge,
      open: async (request) => {
        state.isSold = true
        return bridge.open(request)
      },
    },
    fetch: (url, init) => {
      const isVerification = state.isSold && init.body.includes('mutation VerifyPurchase')
      return fetch(
        url,
        isVerification ? { ...init, headers: { ...init.headers, authorization: 'Bearer old' } } : init,
      )
    },
  })
  expect(await app.purchase('coins_100')).toMatchObject({ status: 'unknown' })
  expect(await listPayments(gameServer, bob)).toEqual([])
  expect(await startApp({ device, player: ada }).reprocess()).toMatchObject([{ status: 'paid' }])
})
