import { eventually } from '../support/eventually.ts'
import {
  buyItem,
  createBuyer,
  payAtStore,
  toStoreProductId,
  requestPurchase,
  createServerClient,
} from '../support/purchase-client.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { describe, expect, serverTest } from '../support/test.ts'
import { expectRejected } from './expect-rejected-receipt.ts'

const test = serverTest.extend(
  'serverOptions',
  { scope: 'file' },
  {
    environment: { STORE_TIMEOUT_MS: '300', INVALID_RECEIPT_RATE_LIMIT: '1000' },
  },
)

const userMismatch = { code: 'RECEIPT_USER_MISMATCH', field: ['receipt'], retryable: false }

describe('a genuine receipt of another purchase is rejected and changes nothing', () => {
  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s for another app is rejected',
    async (store, { buyer, emulator, databaseSnapshot }) => {
      const { receipt } = await createStorePurchase(emulator, {
        store,
        productId: toStoreProductId('coins_100'),
        bundleId: 'com.example.other',
      })
      expect(await expectRejected(databaseSnapshot, buyer, receipt)).toMatchObject({
        code: 'RECEIPT_APP_MISMATCH',
        field: ['receipt'],
        retryable: false,
      })
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s for another item than the purchase is rejected',
    async (store, { server, buyer, databaseSnapshot }) => {
      const purchase = await requestPurchase(buyer, { store })
      const { receipt } = await payAtStore(server, purchase, { productId: toStoreProductId('coins_500') })
      expect(await expectRejected(databaseSnapshot, buyer, receipt, purchase.id)).toMatchObject({
        code: 'RECEIPT_ITEM_MISMATCH',
        retryable: false,
      })
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s for a product without an item is rejected',
    async (store, { buyer, emulator, databaseSnapshot }) => {
      const { receipt } = await createStorePurchase(emulator, {
        store,
        productId: 'com.example.arcade.unknown',
      })
      expect(await expectRejected(databaseSnapshot, buyer, receipt)).toMatchObject({
        code: 'ITEM_NOT_FOUND',
        field: ['receipt'],
      })
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s with the account token of another user is rejected',
    async (store, { server, buyer, databaseSnapshot }) => {
      const thief = await createBuyer(server)
      const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store }))
      expect(await expectRejected(databaseSnapshot, thief, receipt)).toMatchObject(userMismatch)
      const own = await requestPurchase(thief, { store })
      expect(await expectRejected(databaseSnapshot, thief, receipt, own.id)).toMatchObject(userMismatch)
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s with an unknown account token is rejected',
    async (store, { buyer, emulator, databaseSnapshot }) => {
      const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
      const { receipt } = await createStorePurchase(emulator, {
        store,
        productId: toStoreProductId('coins_100'),
        accountToken,
      })
      expect(await expectRejected(databaseSnapshot, buyer, receipt)).toMatchObject(userMismatch)
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a receipt of %s that another user has verified is rejected',
    async (store, { server, emulator, buyer, databaseSnapshot }) => {
      const { receipt } = await createStorePurchase(emulator, {
        store,
        productId: toStoreProductId('coins_100'),
      })
      const verified = await buyer.client.mutate('verifyPurchase', { receipt })
      expect(verified.problem).toBeNull()
      const thief = await createBuyer(server)
      expect(await expectRejected(databaseSnapshot, thief, receipt)).toMatchObject(userMismatch)
      const serverClient = createServerClient(server)
      const input = { userId: thief.userId, receipt }
      expect((await serverClient.mutate('verifyPurchase', input)).problem).toMatchObject(userMismatch)
    },
  )

  test('a bare transaction id without an account token, or with that of another user, is rejected', async ({
    server,
    emulator,
    buyer,
    databaseSnapshot,
  }) => {
    const unbound = await createStorePurchase(emulator, {
      store: 'APP_STORE',
      productId: toStoreProductId('coins_100'),
    })
    expect(
      await expectRejected(databaseSnapshot, buyer, { appStore: { transactionId: unbound.transactionId } }),
    ).toMatchObject(userMismatch)
    const bound = await payAtStore(server, await requestPurchase(buyer, { store: 'APP_STORE' }))
    const thief = await createBuyer(server)
    expect(
      await expectRejected(databaseSnapshot, thief, { appStore: { transactionId: bound.transactionId } }),
    ).toMatchObject(userMismatch)
  })

  test('a receipt of one store is rejected for a purchase at another store', async ({
    emulator,
    buyer,
    databaseSnapshot,
  }) => {
    const purchase = await requestPurchase(buyer, { store: 'APP_STORE' })
    const { receipt } = await createStorePurchase(emulator, {
      store: 'TEST_STORE',
      productId: toStoreProductId('coins_100'),
    })
    expect(await expectRejected(databaseSnapshot, buyer, receipt, purchase.id)).toMatchObject({
      code: 'INVALID_INPUT',
      field: ['receipt'],
    })
  })
})

describe('a purchase that the store refunded', () => {
  test.for([
    ['APP_STORE', 'refund'],
    ['APP_STORE', 'revoke'],
    ['TEST_STORE', 'refund'],
  ] as const)(
    'a purchase at %s creates no payment after a %s',
    async ([store, change], { server, emulator, buyer, databaseSnapshot }) => {
      const purchase = await requestPurchase(buyer, { store })
      const { id } = await payAtStore(server, purchase)
      const { receipt } = await updateStorePurchase(emulator, id, change)
      expect(await expectRejected(databaseSnapshot, buyer, receipt, purchase.id)).toMatchObject({
        code: 'PAYMENT_REFUNDED',
        retryable: false,
      })
    },
  )

  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'an earlier payment of the purchase at %s becomes REFUNDED',
    async (store, { emulator, admin, buyer }) => {
      const { payment, storePurchase } = await buyItem(buyer, { store })
      const { receipt } = await updateStorePurchase(emulator, storePurchase.id, 'refund')
      const payload = await buyer.client.mutate('verifyPurchase', { receipt })
      expect(payload).toMatchObject({
        payment: null,
        purchase: { id: payment.purchase.id },
        problem: { code: 'PAYMENT_REFUNDED' },
      })
      const text = 'query ($id: ID!) { payment(id: $id) { status refund { source } events { type } } }'
      // An event is shown as soon as it has its position in the feed, a moment after the payload.
      await eventually(async () => {
        expect((await admin.query(text, { id: payment.id })).payment).toMatchObject({
          status: 'REFUNDED',
          refund: { source: 'VERIFICATION' },
          events: [{ type: 'PAYMENT_PAID' }, { type: 'PAYMENT_REFUNDED' }],
        })
      })
    },
  )
})
