import {
  createBuyer,
  newUserId,
  payAtStore,
  toStoreProductId,
  requestPurchase,
} from '../support/purchase-client.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import {
  changeReceipt,
  tokenStores,
  withoutSignedData,
  describe,
  expect,
  storeTest as test,
} from './store-fixture.ts'

const rejection = (code: string) => ({ code, field: ['receipt'], retryable: false })
const coins = toStoreProductId('coins_100')

describe.each(tokenStores)('%s: a genuine receipt of another app, item or user', (store) => {
  test('a receipt of another app is rejected by the package in its signed data', async ({
    emulator,
    stores,
  }) => {
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: coins,
      bundleId: 'com.example.other',
    })
    expect(await stores.expectRejected(receipt)).toMatchObject(rejection('RECEIPT_APP_MISMATCH'))
  })

  test('a receipt of another app without signed data is unknown to the store', async ({
    emulator,
    stores,
  }) => {
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: coins,
      bundleId: 'com.example.other',
    })
    expect(await stores.expectRejected(withoutSignedData(receipt))).toMatchObject(
      rejection('RECEIPT_INVALID'),
    )
  })

  test('a receipt for another item than requested is rejected', async ({ server, buyer, stores }) => {
    const purchase = await requestPurchase(buyer, { store })
    const { receipt } = await payAtStore(server, purchase, {
      productId: toStoreProductId('coins_500'),
    })
    const problem = await stores.expectRejected(receipt, { purchaseId: purchase.id })
    expect(problem).toMatchObject(rejection('RECEIPT_ITEM_MISMATCH'))
  })

  test('a receipt for a product that belongs to no item is rejected', async ({ emulator, stores }) => {
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: toStoreProductId('unknown'),
    })
    expect(await stores.expectRejected(receipt)).toMatchObject(rejection('ITEM_NOT_FOUND'))
  })

  test('an expensive product with the token of a cheap one is rejected by the signed data', async ({
    server,
    buyer,
    stores,
  }) => {
    const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store }))
    const altered = changeReceipt(receipt, { productId: toStoreProductId('coins_500') })
    expect(await stores.expectRejected(altered)).toMatchObject(rejection('RECEIPT_ITEM_MISMATCH'))
  })

  test('an expensive product with the token of a cheap one is rejected by the store without signed data', async ({
    server,
    buyer,
    stores,
  }) => {
    const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store }))
    const altered = withoutSignedData(changeReceipt(receipt, { productId: toStoreProductId('coins_500') }))
    // ONE store's answer names no product: it just knows no such purchase of this product.
    const code = store === 'GOOGLE_PLAY' ? 'RECEIPT_ITEM_MISMATCH' : 'RECEIPT_INVALID'
    expect(await stores.expectRejected(altered)).toMatchObject(rejection(code))
  })

  test('a receipt with the account token of another user is rejected, with and without an own purchase', async ({
    server,
    buyer,
    stores,
  }) => {
    const otherBuyer = await createBuyer(server)
    const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store }))
    expect(await stores.expectRejected(receipt, { buyer: otherBuyer })).toMatchObject(
      rejection('RECEIPT_USER_MISMATCH'),
    )
    const own = await requestPurchase(otherBuyer, { store })
    const problem = await stores.expectRejected(receipt, { buyer: otherBuyer, purchaseId: own.id })
    expect(problem).toMatchObject(rejection('RECEIPT_USER_MISMATCH'))
  })

  test('a receipt with an unknown account token is rejected', async ({ emulator, stores }) => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: coins,
      accountToken,
    })
    expect(await stores.expectRejected(receipt)).toMatchObject(rejection('RECEIPT_USER_MISMATCH'))
  })

  test('a receipt already used by another user is rejected, also from a game server', async ({
    server,
    emulator,
    admin,
    buyer,
    databaseSnapshot,
    stores,
  }) => {
    const { receipt } = await createStorePurchase(emulator, { store, productId: coins })
    expect((await buyer.client.mutate('verifyPurchase', { receipt })).problem).toBeNull()
    const otherBuyer = await createBuyer(server)
    expect(await stores.expectRejected(receipt, { buyer: otherBuyer })).toMatchObject(
      rejection('RECEIPT_USER_MISMATCH'),
    )
    expect(await stores.expectRejected(withoutSignedData(receipt), { buyer: otherBuyer })).toMatchObject(
      rejection('RECEIPT_USER_MISMATCH'),
    )
    const input = { userId: otherBuyer.userId, receipt }
    const { problem } = await databaseSnapshot.expectUnchanged(() => admin.mutate('verifyPurchase', input))
    expect(problem).toMatchObject(rejection('RECEIPT_USER_MISMATCH'))
  })

  test('a receipt for a purchase at another store is rejected', async ({ emulator, buyer, stores }) => {
    const purchase = await requestPurchase(buyer)
    const { receipt } = await createStorePurchase(emulator, { store, productId: coins })
    const problem = await stores.expectRejected(receipt, { purchaseId: purchase.id })
    expect(problem).toMatchObject(rejection('INVALID_INPUT'))
  })

  test('a token of a subscription is rejected as a one-time purchase', async ({ emulator, stores }) => {
    // At ONE store a one-time token is named with the other kind of product instead.
    const productType = store === 'GOOGLE_PLAY' ? 'AUTO_RENEWABLE' : 'NON_CONSUMABLE'
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: toStoreProductId('remove_ads'),
      productType,
    })
    const bare = withoutSignedData(receipt)
    const wrong = store === 'GOOGLE_PLAY' ? bare : changeReceipt(bare, { productId: coins })
    // Google Play knows the subscription, which is of another kind than the item.
    const code = store === 'GOOGLE_PLAY' ? 'RECEIPT_ITEM_MISMATCH' : 'RECEIPT_INVALID'
    expect(await stores.expectRejected(wrong)).toMatchObject(rejection(code))
  })
})

describe('ONE store', () => {
  test.for([
    ['MKT_ONE', 'MKT_GLB'],
    ['MKT_GLB', 'MKT_ONE'],
  ] as const)(
    'a purchase of %s is unknown in %s',
    async ([marketCode, other], { emulator, buyer, stores }) => {
      const { receipt } = await createStorePurchase(emulator, {
        store: 'ONE_STORE',
        productId: coins,
        marketCode,
      })
      expect(await stores.expectRejected(changeReceipt(receipt, { marketCode: other }))).toMatchObject(
        rejection('RECEIPT_INVALID'),
      )
      const { problem } = await buyer.client.mutate('verifyPurchase', { receipt })
      expect(problem).toBeNull()
    },
  )

  test('a receipt without a market uses that of the connection', async ({ emulator, stores }) => {
    const options = { store: 'ONE_STORE', productId: coins, marketCode: 'MKT_GLB' } as const
    const { receipt } = await createStorePurchase(emulator, options)
    expect(await stores.expectRejected(changeReceipt(receipt, { marketCode: null }))).toMatchObject(
      rejection('RECEIPT_INVALID'),
    )
  })

  test('a developer payload returned by the API binds the purchase to its user without signed data', async ({
    server,
    buyer,
    stores,
  }) => {
    const otherBuyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store: 'ONE_STORE' })
    const { receipt } = await payAtStore(server, purchase, { returnDeveloperPayload: true })
    const bare = withoutSignedData(receipt)
    expect(await stores.expectRejected(bare, { buyer: otherBuyer })).toMatchObject(
      rejection('RECEIPT_USER_MISMATCH'),
    )
    const verified = await buyer.client.mutate('verifyPurchase', { receipt: bare })
    expect(verified).toMatchObject({ problem: null, purchase: { id: purchase.id } })
  })

  test('signed data of one purchase does not bind the token of another', async ({
    server,
    buyer,
    stores,
  }) => {
    const otherBuyer = await createBuyer(server)
    const own = await payAtStore(server, await requestPurchase(otherBuyer, { store: 'ONE_STORE' }))
    const { receipt } = await payAtStore(server, await requestPurchase(buyer, { store: 'ONE_STORE' }))
    const { originalJson, signature } = own.receipt.oneStore ?? {}
    const mixed = changeReceipt(receipt, { originalJson: originalJson ?? null, signature: signature ?? null })
    expect(await stores.expectRejected(mixed, { buyer: otherBuyer })).toMatchObject(
      rejection('RECEIPT_INVALID'),
    )
  })

  test('a receipt of another app is unknown to the store when the connection has no package name', async ({
    emulator,
    stores,
  }) => {
    const options = { store: 'ONE_STORE', productId: coins, bundleId: 'com.example.other' } as const
    const { receipt } = await createStorePurchase(emulator, options)
    await stores.connectOneStore({ packageName: null })
    expect(await stores.expectRejected(receipt)).toMatchObject(rejection('RECEIPT_INVALID'))
    await stores.connectOneStore()
  })
})

test('an account id of Google Play that is no UUID binds the purchase to no user', async ({
  server,
  emulator,
}) => {
  const options = { store: 'GOOGLE_PLAY', productId: coins, accountToken: 'the app had an idea' } as const
  const { receipt } = await createStorePurchase(emulator, options)
  const otherBuyer = await createBuyer(server, { userId: newUserId() })
  const verified = await otherBuyer.client.mutate('verifyPurchase', { receipt })
  expect(verified).toMatchObject({ problem: null, payment: { user: { userId: otherBuyer.userId } } })
})
