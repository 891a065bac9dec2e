import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createBuyer, newUserId, payAtStore, toStoreProductId, requestPurchase } from '../support/buyer.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import {
  changeReceipt,
  openStoreFixture,
  tokenStores,
  withoutSignedData,
  type StoreFixture,
} from './store-fixture.ts'

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture()
})
afterAll(() => fixture.close())

const refusal = (code: string) => ({ code, field: ['receipt'], retryable: false })
const coins = toStoreProductId('coins_100')

describe.each(tokenStores)('%s: a genuine receipt that belongs elsewhere changes nothing', (store) => {
  test('of another app: the signed data names its package', async () => {
    const { receipt } = await createStorePurchase(fixture.server.emulator, {
      store,
      productId: coins,
      bundleId: 'com.example.other',
    })
    expect(await fixture.expectRejected(receipt)).toMatchObject(refusal('RECEIPT_APP_MISMATCH'))
  })

  test('of another app: without signed data our app has no such purchase', async () => {
    const { receipt } = await createStorePurchase(fixture.server.emulator, {
      store,
      productId: coins,
      bundleId: 'com.example.other',
    })
    expect(await fixture.expectRejected(withoutSignedData(receipt))).toMatchObject(refusal('RECEIPT_INVALID'))
  })

  test('of another item than was reserved', async () => {
    const purchase = await requestPurchase(fixture.buyer, store)
    const { receipt } = await payAtStore(fixture.server, purchase, {
      productId: toStoreProductId('coins_500'),
    })
    const problem = await fixture.expectRejected(receipt, { purchaseId: purchase.id })
    expect(problem).toMatchObject(refusal('RECEIPT_ITEM_MISMATCH'))
  })

  test('of a product that is no item here', async () => {
    const { receipt } = await createStorePurchase(fixture.server.emulator, {
      store,
      productId: toStoreProductId('unknown'),
    })
    expect(await fixture.expectRejected(receipt)).toMatchObject(refusal('ITEM_NOT_FOUND'))
  })

  test('a dear product named over a cheap token: the signed data tells', async () => {
    const { receipt } = await payAtStore(fixture.server, await requestPurchase(fixture.buyer, store))
    const dear = changeReceipt(receipt, { productId: toStoreProductId('coins_500') })
    expect(await fixture.expectRejected(dear)).toMatchObject(refusal('RECEIPT_ITEM_MISMATCH'))
  })

  test('a dear product named over a cheap token: without signed data the store tells', async () => {
    const { receipt } = await payAtStore(fixture.server, await requestPurchase(fixture.buyer, store))
    const dear = withoutSignedData(changeReceipt(receipt, { productId: toStoreProductId('coins_500') }))
    // ONE store's answer names no product: it just knows no such purchase of this product.
    const code = store === 'GOOGLE_PLAY' ? 'RECEIPT_ITEM_MISMATCH' : 'RECEIPT_INVALID'
    expect(await fixture.expectRejected(dear)).toMatchObject(refusal(code))
  })

  test("bound to another user's account token, with and without a reservation of the thief's", async () => {
    const thief = await createBuyer(fixture.server)
    const { receipt } = await payAtStore(fixture.server, await requestPurchase(fixture.buyer, store))
    expect(await fixture.expectRejected(receipt, { buyer: thief })).toMatchObject(
      refusal('RECEIPT_USER_MISMATCH'),
    )
    const own = await requestPurchase(thief, store)
    const problem = await fixture.expectRejected(receipt, { buyer: thief, purchaseId: own.id })
    expect(problem).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
  })

  test('bound to an account token of nobody', async () => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const { receipt } = await createStorePurchase(fixture.server.emulator, {
      store,
      productId: coins,
      accountToken,
    })
    expect(await fixture.expectRejected(receipt)).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
  })

  test('already taken by another user, also when a game server says so', async () => {
    const { receipt } = await createStorePurchase(fixture.server.emulator, { store, productId: coins })
    expect((await fixture.buyer.client.mutate('verifyPurchase', { receipt })).problem).toBeNull()
    const thief = await createBuyer(fixture.server)
    expect(await fixture.expectRejected(receipt, { buyer: thief })).toMatchObject(
      refusal('RECEIPT_USER_MISMATCH'),
    )
    expect(await fixture.expectRejected(withoutSignedData(receipt), { buyer: thief })).toMatchObject(
      refusal('RECEIPT_USER_MISMATCH'),
    )
    const asked = { userId: thief.userId, receipt }
    const { problem } = await fixture.database.expectUnchanged(() =>
      fixture.admin.mutate('verifyPurchase', asked),
    )
    expect(problem).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
  })

  test('for a reservation at another store', async () => {
    const purchase = await requestPurchase(fixture.buyer, 'TEST_STORE')
    const { receipt } = await createStorePurchase(fixture.server.emulator, { store, productId: coins })
    const problem = await fixture.expectRejected(receipt, { purchaseId: purchase.id })
    expect(problem).toMatchObject(refusal('INVALID_INPUT'))
  })

  test('a token of a subscription is no one-time purchase', async () => {
    // ONE store's subscriptions are not emulated; there a one-time token is named with the other kind of product instead.
    const productType = store === 'GOOGLE_PLAY' ? 'AUTO_RENEWABLE' : 'NON_CONSUMABLE'
    const { receipt } = await createStorePurchase(fixture.server.emulator, {
      store,
      productId: toStoreProductId('remove_ads'),
      productType,
    })
    const bare = withoutSignedData(receipt)
    const wrong = store === 'GOOGLE_PLAY' ? bare : changeReceipt(bare, { productId: coins })
    expect(await fixture.expectRejected(wrong)).toMatchObject(refusal('RECEIPT_INVALID'))
  })
})

describe('ONE store', () => {
  test.each([
    ['MKT_ONE', 'MKT_GLB'],
    ['MKT_GLB', 'MKT_ONE'],
  ] as const)('a purchase of %s is unknown in %s', async (marketCode, other) => {
    const { receipt } = await createStorePurchase(fixture.server.emulator, {
      store: 'ONE_STORE',
      productId: coins,
      marketCode,
    })
    expect(await fixture.expectRejected(changeReceipt(receipt, { marketCode: other }))).toMatchObject(
      refusal('RECEIPT_INVALID'),
    )
    const { problem } = await fixture.buyer.client.mutate('verifyPurchase', { receipt })
    expect(problem).toBeNull()
  })

  test('a market that a receipt leaves out is that of the connection', async () => {
    const bought = { store: 'ONE_STORE', productId: coins, marketCode: 'MKT_GLB' } as const
    const { receipt } = await createStorePurchase(fixture.server.emulator, bought)
    expect(await fixture.expectRejected(changeReceipt(receipt, { marketCode: null }))).toMatchObject(
      refusal('RECEIPT_INVALID'),
    )
  })

  test('where the API gives the developer payload back, it binds without signed data too', async () => {
    const thief = await createBuyer(fixture.server)
    const purchase = await requestPurchase(fixture.buyer, 'ONE_STORE')
    const { receipt } = await payAtStore(fixture.server, purchase, { returnDeveloperPayload: true })
    const bare = withoutSignedData(receipt)
    expect(await fixture.expectRejected(bare, { buyer: thief })).toMatchObject(
      refusal('RECEIPT_USER_MISMATCH'),
    )
    const verified = await fixture.buyer.client.mutate('verifyPurchase', { receipt: bare })
    expect(verified).toMatchObject({ problem: null, purchase: { id: purchase.id } })
  })

  test('signed data of one purchase cannot bind the token of another', async () => {
    const thief = await createBuyer(fixture.server)
    const own = await payAtStore(fixture.server, await requestPurchase(thief, 'ONE_STORE'))
    const { receipt } = await payAtStore(fixture.server, await requestPurchase(fixture.buyer, 'ONE_STORE'))
    const { originalJson, signature } = own.receipt.oneStore ?? {}
    const mixed = changeReceipt(receipt, { originalJson: originalJson ?? null, signature: signature ?? null })
    expect(await fixture.expectRejected(mixed, { buyer: thief })).toMatchObject(refusal('RECEIPT_INVALID'))
  })

  test('without the package name in the connection the client id alone decides, and knows no foreign purchase', async () => {
    const bought = { store: 'ONE_STORE', productId: coins, bundleId: 'com.example.other' } as const
    const { receipt } = await createStorePurchase(fixture.server.emulator, bought)
    await fixture.connectOneStore({ packageName: null })
    expect(await fixture.expectRejected(receipt)).toMatchObject(refusal('RECEIPT_INVALID'))
    await fixture.connectOneStore()
  })
})

test('Google Play: an account id that is no UUID is a matter of the app, and binds nobody', async () => {
  const bought = { store: 'GOOGLE_PLAY', productId: coins, accountToken: 'the app had an idea' } as const
  const { receipt } = await createStorePurchase(fixture.server.emulator, bought)
  const somebody = await createBuyer(fixture.server, { userId: newUserId() })
  const verified = await somebody.client.mutate('verifyPurchase', { receipt })
  expect(verified).toMatchObject({ problem: null, payment: { user: { userId: somebody.userId } } })
})
