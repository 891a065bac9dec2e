import { encryptSaleReference } from '../../src/domain/store-sync/sale-reference.ts'
import { reconcileStore } from '../../src/domain/reconciliation/reconcile-store.ts'
import { decodeId } from '../../src/platform/ids.ts'
import {
  clearFaults,
  countStoreCalls,
  createStorePurchase,
  getStorePurchase,
  updateStorePurchase,
} from '../support/emulator-control.ts'
import { expectField, toConsumeInput, toStoreProductId } from '../support/purchase-client.ts'
import { uuidOf } from '../support/database-records.ts'
import {
  describe,
  expect,
  liteApp,
  liteConnections,
  mainApp,
  payInApp,
  test,
} from './several-apps-fixture.ts'
import { withoutSignedData } from './store-fixture.ts'

const stores = ['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const
const apps = [mainApp, liteApp] as const
const storesAndApps = stores.flatMap((store) => apps.map((app) => [store, app] as const))

test('a project lists a connection for each app, the oldest of each store first', async ({ admin }) => {
  const { appKey } = await admin.query('{ appKey { storeConnections { store storeBundleId } } }')
  expect(appKey.storeConnections).toEqual(
    storesAndApps.map(([store, storeBundleId]) => ({ store, storeBundleId })),
  )
})

test.for(storesAndApps)(
  'a purchase at %s in %s is verified, consumed and acknowledged in its own app',
  async ([store, app], { emulator, admin, buyer, notifications }) => {
    const { purchaseId, storePurchase } = await payInApp(buyer, app, { store })
    const payment = expectField(
      await buyer.client.mutate('verifyPurchase', { purchaseId, receipt: storePurchase.receipt }),
      'payment',
    )
    expect(payment).toMatchObject({ status: 'PAID', purchase: { id: purchaseId } })
    expectField(await admin.mutate('consumePayment', toConsumeInput(payment)), 'consume')
    await notifications.waitForIdle()
    expect((await notifications.findPayment(payment.id)).acknowledgement.status).toBe('ACKNOWLEDGED')
    const atStore = await getStorePurchase(emulator, storePurchase.id)
    expect(atStore).toMatchObject(store === 'APP_STORE' ? { finished: true } : { consumed: true })
  },
)

test.for(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE'] as const)(
  'a sale and a refund in the second app of %s are recorded by its notifications alone',
  async (store, { emulator, buyer, notifications }) => {
    const { purchaseId, storePurchase } = await payInApp(buyer, liteApp, { store, itemId: 'coins_500' })
    await notifications.waitForIdle()
    const { payment } = await notifications.findPurchase(purchaseId)
    expect(payment?.status).toBe('PAID')
    await updateStorePurchase(emulator, storePurchase.id, 'refund')
    await notifications.waitForIdle()
    expect((await notifications.findPurchase(purchaseId)).payment?.status).toBe('REFUNDED')
  },
)

test.for(['GOOGLE_PLAY', 'ONE_STORE'] as const)(
  'I1: a bare token of %s is found in the app that sold it, once, whoever asks first',
  async (store, { buyer, sql }) => {
    const { purchaseId, storePurchase } = await payInApp(buyer, liteApp, { store })
    const receipt = withoutSignedData(storePurchase.receipt)
    const submit = () => buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
    const results = await Promise.all([submit(), submit(), submit()])
    const ids = new Set(results.map((result) => expectField(result, 'payment').id))
    expect(ids.size).toBe(1)
    const rows = await sql`select from payments where purchase_id = ${uuidOf(purchaseId)}`
    expect(rows).toHaveLength(1)
  },
)

describe('the app of a Google Play receipt', () => {
  test('a receipt that names its package is verified with one call', async ({
    emulator,
    buyer,
    notifications,
  }) => {
    const { purchaseId, storePurchase } = await payInApp(buyer, liteApp, { store: 'GOOGLE_PLAY' })
    await notifications.waitForIdle()
    const { googlePlay } = withoutSignedData(storePurchase.receipt)
    if (googlePlay === undefined) throw new Error('not a receipt of Google Play')
    const endpoint = 'purchases.productsv2.getproductpurchasev2'
    const calls = await countStoreCalls(emulator, { store: 'GOOGLE_PLAY', endpoint })
    const receipt = { googlePlay: { ...googlePlay, packageName: liteApp } }
    expectField(await buyer.client.mutate('verifyPurchase', { purchaseId, receipt }), 'payment')
    expect(await calls.count()).toBe(1)
    await clearFaults(emulator)
  })

  test.for([mainApp, 'com.example.other'])(
    'a receipt that names %s, which did not sell it, is rejected',
    async (packageName, { buyer }) => {
      const { purchaseId, storePurchase } = await payInApp(buyer, liteApp, { store: 'GOOGLE_PLAY' })
      const { googlePlay } = withoutSignedData(storePurchase.receipt)
      if (googlePlay === undefined) throw new Error('not a receipt of Google Play')
      const receipt = { googlePlay: { ...googlePlay, packageName } }
      const { payment, problem } = await buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
      expect(payment).toBeNull()
      expect(problem?.code).toBe(packageName === mainApp ? 'RECEIPT_INVALID' : 'RECEIPT_APP_MISMATCH')
    },
  )
})

test.for(['APP_STORE', 'GOOGLE_PLAY', 'ONE_STORE', 'TEST_STORE'] as const)(
  'a signed receipt of %s of an app that the project is not connected to is rejected',
  async (store, { emulator, buyer }) => {
    const productId = toStoreProductId('coins_100')
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId,
      bundleId: 'com.example.other',
    })
    const { problem } = await buyer.client.mutate('verifyPurchase', { receipt })
    expect(problem?.code).toBe('RECEIPT_APP_MISMATCH')
  },
)

test('a refund in the second app without a notification is found in the list of its own refunds', async ({
  emulator,
  buyer,
  services,
  project,
  notifications,
  admin,
}) => {
  emulator.setNotificationTarget({ store: 'GOOGLE_PLAY', url: 'http://127.0.0.1:9/', audience: 'nobody' })
  const { purchaseId, storePurchase } = await payInApp(buyer, liteApp, { store: 'GOOGLE_PLAY' })
  const { receipt } = storePurchase
  expectField(await buyer.client.mutate('verifyPurchase', { purchaseId, receipt }), 'payment')
  await updateStorePurchase(emulator, storePurchase.id, 'refund')
  const app = await services.apps.find(decodeId('ak', project.appKey) ?? '')
  if (app === null) throw new Error('no such project')
  expect(await reconcileStore({ ...services, app }, 'GOOGLE_PLAY')).toEqual([
    { source: 'REFUNDS', outcome: 'COMPARED' },
    { source: 'REFUNDS', outcome: 'COMPARED' },
    { source: 'PURCHASES', outcome: 'COMPARED' },
  ])
  expect((await notifications.findPurchase(purchaseId)).payment?.status).toBe('REFUNDED')
  const day = services.clock().toISOString().slice(0, 10)
  const { reconciliationReport } = await admin.query(
    'query ($day: Date!) { reconciliationReport(day: $day, store: GOOGLE_PLAY) { runs { source storeBundleId } } }',
    { day },
  )
  const lists = reconciliationReport.runs.filter(({ source }) => source === 'REFUNDS')
  expect(lists.map(({ storeBundleId }) => storeBundleId).toSorted()).toEqual(apps)
})

test('a payment whose reference names no app, as older versions wrote it, is read in the oldest app', async ({
  emulator,
  admin,
  buyer,
  services,
  project,
  sql,
  notifications,
}) => {
  const { purchaseId, storePurchase } = await payInApp(buyer, mainApp, { store: 'TEST_STORE' })
  const { receipt, transactionId } = storePurchase
  const payment = expectField(await buyer.client.mutate('verifyPurchase', { purchaseId, receipt }), 'payment')
  const appId = decodeId('ak', project.appKey) ?? ''
  const older = encryptSaleReference(services.keyring, appId, 'TEST_STORE', JSON.stringify({ transactionId }))
  await sql`
    update sales s set encrypted_reference = ${older} from purchases p
    where p.id = ${uuidOf(purchaseId)} and s.app_id = p.app_id and s.store = p.store and s.key = p.sale_key`
  const input = { paymentId: payment.id, reason: 'test' }
  expect((await admin.mutate('refundPayment', input)).problem).toBeNull()
  expect(await getStorePurchase(emulator, storePurchase.id)).toMatchObject({ refunded: true })
  expect((await notifications.findPayment(payment.id)).status).toBe('REFUNDED')
})

test('an app whose connection does not work leaves the purchases of the other app alone', async ({
  server,
  admin,
  buyer,
}) => {
  const broken = liteConnections(server).GOOGLE_PLAY
  const { googlePlay } = broken
  if (googlePlay == null) throw new Error('no connection of Google Play')
  const tokenUrl = 'http://127.0.0.1:1'
  expectField(
    await admin.mutate('connectStore', { googlePlay: { ...googlePlay, tokenUrl } }),
    'storeConnection',
  )
  const { purchaseId, storePurchase } = await payInApp(buyer, mainApp, { store: 'GOOGLE_PLAY' })
  const receipt = withoutSignedData(storePurchase.receipt)
  expectField(await buyer.client.mutate('verifyPurchase', { purchaseId, receipt }), 'payment')
  const unknown = { googlePlay: { productId: toStoreProductId('coins_100'), purchaseToken: 'x'.repeat(40) } }
  const rejected = await buyer.client.mutate('verifyPurchase', { receipt: unknown })
  expect(rejected.problem).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
  const checked = await admin.mutate('checkStoreConnection', { store: 'GOOGLE_PLAY' })
  expect(checked).toMatchObject({ ok: false, diagnosis: expect.stringMatching(`^${liteApp}: `) })
  const main = { store: 'GOOGLE_PLAY', storeBundleId: mainApp } as const
  expect(await admin.mutate('checkStoreConnection', main)).toMatchObject({ ok: true, diagnosis: null })
  expectField(await admin.mutate('connectStore', broken), 'storeConnection')
})

test('an item that each app sells as a product of its own is reserved by its app', async ({
  admin,
  buyer,
}) => {
  const storeProducts = [
    { store: 'TEST_STORE', productId: 'main.gems', storeBundleId: mainApp },
    { store: 'TEST_STORE', productId: 'lite.gems', storeBundleId: liteApp },
  ] as const
  const item = { itemId: 'gems', name: 'Gems', type: 'CONSUMABLE', storeProducts } as const
  expectField(await admin.mutate('upsertItem', item), 'item')
  const request = { itemId: 'gems', store: 'TEST_STORE' } as const
  const unnamed = await buyer.client.mutate('requestPurchase', request)
  expect(unnamed.problem).toMatchObject({ code: 'INVALID_INPUT', field: ['storeBundleId'] })
  const unknown = await buyer.client.mutate('requestPurchase', { ...request, storeBundleId: 'com.example.x' })
  expect(unknown.problem).toMatchObject({ code: 'STORE_NOT_CONNECTED', field: ['storeBundleId'] })
  for (const [storeBundleId, productId] of [
    [mainApp, 'main.gems'],
    [liteApp, 'lite.gems'],
  ] as const) {
    const reserved = await buyer.client.mutate('requestPurchase', { ...request, storeBundleId })
    const { id: purchaseId, storeProductId, accountToken } = expectField(reserved, 'purchase')
    expect(storeProductId).toBe(productId)
    const paid = { store: 'TEST_STORE', productId, accountToken, bundleId: storeBundleId } as const
    const { receipt } = await createStorePurchase(buyer.endpoint.emulator, paid)
    const verified = await buyer.client.mutate('verifyPurchase', { purchaseId, receipt })
    expect(expectField(verified, 'payment')).toMatchObject({ item: { itemId: 'gems' } })
  }
  const shared = { ...item, storeProducts: [{ store: 'TEST_STORE', productId: 'main.gems' }] } as const
  expectField(await admin.mutate('upsertItem', shared), 'item')
  const { items } = await admin.query(
    '{ items { nodes { itemId storeProducts { productId storeBundleId } } } }',
  )
  expect(items.nodes.find(({ itemId }) => itemId === 'gems')?.storeProducts).toEqual([
    { productId: 'main.gems', storeBundleId: null },
  ])
})
