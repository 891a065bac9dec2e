import { createFakeStore, type FakeSheet } from '../../packages/sdk/src/bridges.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { toStoreProductId } from '../support/purchase-client.ts'
import { expect } from '../support/test.ts'
import { countKept, listPayments, newUserId, readEntries, sdkTest as test } from './sdk-test.ts'

const productId = toStoreProductId('coins_100')

test('the items of the store are listed with its prices', async ({ startApp, createDevice }) => {
  const items = await startApp({ device: createDevice(), player: newUserId() }).items()
  expect(items.map(({ itemId }) => itemId)).toEqual(['coins_100', 'coins_500', 'remove_ads'])
  expect(items[0]).toEqual({
    itemId: 'coins_100',
    name: '100 coins',
    type: 'CONSUMABLE',
    productId,
    displayPrice: '₩1,200',
  })
})

test('a payment is consumed and completed by the game server, and is then owed no longer', async ({
  startApp,
  createDevice,
  gameServer,
}) => {
  const app = startApp({ device: createDevice(), player: newUserId() })
  const result = await app.purchase('coins_100')
  if (result.status !== 'paid') throw new Error(result.status)
  const { id: paymentId, purchaseToken } = result.payment
  expect(await app.unconsumedPayments()).toEqual([result.payment])
  const input = { paymentId, purchaseToken: purchaseToken ?? '' }
  expect(await gameServer.consume(input)).toMatchObject({ replayed: false, payment: { status: 'CONSUMED' } })
  expect(await gameServer.consume(input)).toMatchObject({ replayed: true })
  expect(await gameServer.complete({ paymentId })).toMatchObject({ payment: { status: 'COMPLETED' } })
  expect(await app.unconsumedPayments()).toEqual([])
  const other = gameServer.consume({ ...input, idempotencyKey: 'another' })
  await expect(other).rejects.toMatchObject({ code: 'ALREADY_CONSUMED', requestId: expect.any(String) })
})

test('two taps open one sheet and have one result', async ({ startApp, createDevice }) => {
  const device = createDevice()
  const app = startApp({ device, player: newUserId() })
  const [first, second] = await Promise.all([app.purchase('coins_100'), app.purchase('coins_100')])
  expect(first.status).toBe('paid')
  expect(second).toEqual(first)
  expect(device.store.openedSheets()).toBe(1)
})

test.for([
  ['PAY', { status: 'paid' }],
  ['CANCEL', { status: 'canceled' }],
  ['DECLINE', { status: 'failed', error: { code: 'PAYMENT_DECLINED', retryable: false } }],
  ['OFFLINE', { status: 'failed', error: { code: 'STORE_NETWORK_ERROR', retryable: true } }],
] as const)(
  'two tabs of a browser open one sheet that ends with %s, and have one result',
  async ([outcome, expected], { startApp, createDevice }) => {
    const device = createDevice()
    const player = newUserId()
    const { promise: isClosed, resolve: close } = Promise.withResolvers<null>()
    const bridge = device.store.createBridge()
    device.store.script({ outcome })
    const open: typeof bridge.open = async (request) => {
      const result = await bridge.open(request)
      await isClosed
      return result
    }
    const first = startApp({ device, player, bridge: { ...bridge, open } }).purchase('coins_100')
    await eventually(() => expect(device.store.openedSheets()).toBe(1))
    const second = startApp({ device, player }).purchase('coins_100')
    await eventually(async () => {
      const { pending } = await navigator.locks.query()
      expect(pending.filter(({ name }) => name.includes(player))).toHaveLength(1)
    })
    close(null)
    const results = await Promise.all([first, second])
    expect(results[0]).toMatchObject(expected)
    expect(results[1]).toEqual(results[0])
    expect(device.store.openedSheets()).toBe(1)
  },
)

test('a queued transaction does not end a new purchase of the same item', async ({
  startApp,
  createDevice,
  gameServer,
}) => {
  const device = createDevice()
  const player = newUserId()
  // The app was killed before the store reported the first purchase.
  device.store.script({ outcome: 'PAY_SILENTLY' }, { outcome: 'PAY_BY_EVENT', openMs: 100 })
  const first = startApp({
    device,
    player,
    bridge: { ...device.store.createBridge(), unfinished: async () => [] },
  })
  expect(await first.purchase('coins_100')).toMatchObject({ status: 'unknown' })
  const [earlier] = device.store.unfinished()
  const app = startApp({ device, player })
  const purchased = app.purchase('coins_100')
  await eventually(() => expect(device.store.openedSheets()).toBe(2))
  device.store.replay()
  const result = await purchased
  if (result.status !== 'paid') throw new Error(result.status)
  const payments = await listPayments(gameServer, player)
  expect(payments.length).toBe(2)
  const transactionOf = (id: string) => payments.find((payment) => payment.id === id)?.storeTransactionId
  expect(result.payment.id).not.toBe(payments.find(({ id }) => id !== result.payment.id)?.id)
  expect(device.updates.filter(({ status }) => status === 'paid').length).toBe(1)
  expect(transactionOf(result.payment.id)).not.toBe(earlier?.id)
  await app.reprocess()
  expect(device.store.unfinished()).toEqual([])
  expect(device.store.sales()).toBe(2)
})

test('a store without account tokens does not mix up a queued transaction and a new one', async ({
  startApp,
  createDevice,
}) => {
  const device = createDevice()
  const app = startApp({ device, player: newUserId() })
  device.store.script({ outcome: 'PAY_BY_EVENT', returnsAccountToken: false, openMs: 50 })
  const queued = await device.store.sell({ productId, accountToken: null, outcome: 'PAID' })
  const purchased = app.purchase('coins_100')
  await eventually(() => expect(device.store.openedSheets()).toBe(1))
  device.store.replay()
  const result = await purchased
  expect(result).toMatchObject({ status: 'paid', itemId: 'coins_100' })
  await eventually(() => expect(device.store.unfinished()).toEqual([]))
  expect(queued.id).toEqual(expect.any(String))
  expect(device.store.sales()).toBe(2)
})

test('a payment stays with the player who made it when another one logs in', async ({
  startApp,
  createDevice,
  gameServer,
}) => {
  const device = createDevice()
  const [ada, bob] = [newUserId(), newUserId()]
  device.store.script({ outcome: 'HANG' })
  const first = startApp({ device, player: ada, timeouts: { sheetMs: 50, reportMs: 10 } })
  expect(await first.purchase('coins_100')).toMatchObject({ status: 'unknown' })
  const entry = (await readEntries(device))[0]!
  await device.store.sell({ productId, accountToken: entry.accountToken, outcome: 'PAID' })
  const second = startApp({ device, player: bob })
  expect(await second.reprocess()).toEqual([])
  expect(await second.unconsumedPayments()).toEqual([])
  expect(device.updates).toEqual([])
  const third = startApp({ device, player: ada })
  expect(await third.reprocess()).toMatchObject([{ status: 'paid', payment: { userId: ada } }])
  expect(await countKept(device)).toBe(0)
  expect(await listPayments(gameServer, bob)).toEqual([])
})

test('a store account that two players share gives its purchase to one of them', async ({
  startApp,
  createDevice,
  gameServer,
}) => {
  const device = createDevice()
  const [ada, bob] = [newUserId(), newUserId()]
  const keepsAll = { ...device.store.createBridge(), finish: async () => undefined }
  await startApp({ device, player: ada, bridge: keepsAll }).purchase('coins_100')
  expect(device.store.unfinished().length).toBe(1)
  const errors: string[] = []
  const app = startApp({ device, player: bob, onError: ({ code }) => errors.push(code) })
  expect(await app.reprocess()).toEqual([])
  expect(errors).toContain('RECEIPT_USER_MISMATCH')
  expect(await listPayments(gameServer, bob)).toEqual([])
})

test('an item that the store says is owned is reprocessed before the sheet opens again', async ({
  startApp,
  createDevice,
}) => {
  const device = createDevice()
  const player = newUserId()
  const accountless = { productId, accountToken: null, outcome: 'PAID' } as const
  await device.store.sell(accountless)
  device.store.script({ outcome: 'ALREADY_OWNED' }, { outcome: 'PAY' })
  const bridge = { ...device.store.createBridge(), connect: async () => undefined }
  const result = await startApp({ device, player, bridge }).purchase('coins_100')
  expect(result.status).toBe('paid')
  expect(device.store.openedSheets()).toBe(2)
  expect(device.updates).toMatchObject([{ status: 'paid', payment: { userId: player } }])
})

test('an offer code that was redeemed in the app of the store is claimed at the next start', async ({
  startApp,
  createDevice,
}) => {
  const device = createDevice()
  const player = newUserId()
  await device.store.sell({ productId, accountToken: null, outcome: 'PAID' })
  const app = startApp({ device, player })
  await app.reprocess()
  await eventually(() =>
    expect(device.updates).toMatchObject([{ status: 'paid', payment: { userId: player } }]),
  )
  expect(await app.unconsumedPayments()).toMatchObject([{ itemId: 'coins_100' }])
})

test('a receipt of another item is processed, and does not end the purchase', async ({
  startApp,
  createDevice,
}) => {
  const device = createDevice()
  device.store.script({ outcome: 'PAY', otherProductId: toStoreProductId('coins_500') })
  const app = startApp({ device, player: newUserId() })
  const result = await app.purchase('coins_100')
  expect(result).toMatchObject({ status: 'unknown', error: { code: 'RESULT_UNKNOWN', retryable: true } })
  expect(device.updates).toMatchObject([{ status: 'paid', itemId: 'coins_500' }])
  expect(await countKept(device)).toBe(1)
})

const badSheets: readonly FakeSheet[] = [{ outcome: 'THROW' }, { outcome: 'HANG' }]

test.for(badSheets)(
  'a bridge that does $outcome gives a result, and the money is found later',
  async (sheet, { startApp, createDevice }) => {
    const device = createDevice()
    const player = newUserId()
    device.store.script(sheet)
    const app = startApp({ device, player, timeouts: { sheetMs: 100, reportMs: 10 } })
    const result = await app.purchase('coins_100')
    expect(result).toMatchObject({ status: 'unknown', error: { retryable: true } })
    const entry = (await readEntries(device))[0]!
    await device.store.sell({ productId, accountToken: entry.accountToken, outcome: 'PAID' })
    expect(await app.reprocess()).toMatchObject([{ status: 'paid', purchaseId: result.purchaseId }])
    expect(await countKept(device)).toBe(0)
  },
)

test('a purchase that is still pending is not bought twice', async ({ startApp, createDevice, emulator }) => {
  const device = createDevice()
  const app = startApp({ device, player: newUserId() })
  device.store.script({ outcome: 'PAY_LATER' })
  expect(await app.purchase('coins_100')).toMatchObject({ status: 'pending' })
  expect(await app.purchase('coins_100')).toMatchObject({ status: 'pending' })
  expect(device.store.openedSheets()).toBe(1)
  const [pending] = device.store.unfinished()
  const { receipt } = await updateStorePurchase(emulator, pending!.id, 'complete')
  device.store.complete(pending!.id, receipt)
  device.store.replay()
  await eventually(() => expect(device.updates).toMatchObject([{ status: 'paid' }]))
})

test('receipts of all stores are accepted as the emulator signs them', async ({
  server,
  startApp,
  createDevice,
}) => {
  for (const store of ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const) {
    const device = {
      ...createDevice(),
      store: createFakeStore({
        store,
        sell: async ({ accountToken, ...sale }) =>
          createStorePurchase(server.emulator, { store, ...sale, accountToken: accountToken ?? '' }),
      }),
    }
    const result = await startApp({ device, player: newUserId() }).purchase('coins_100')
    expect(result).toMatchObject({ status: 'paid', payment: { store } })
    expect(await countKept(device)).toBe(0)
  }
})
