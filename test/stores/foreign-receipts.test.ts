import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newBuyer, newUserId, pay, productOf, reserve } from '../support/buyer.ts'
import { buy } from '../support/emulator-control.ts'
import { changeReceipt, openDesk, tokenStores, withoutSignedData, type StoreDesk } from './store-desk.ts'

let desk: StoreDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const refusal = (code: string) => ({ code, field: ['receipt'], retryable: false })
const coins = productOf('coins_100')

describe.each(tokenStores)('%s: a genuine receipt that belongs elsewhere changes nothing', (store) => {
  test('of another app: the signed data names its package', async () => {
    const { receipt } = await buy(desk.at.emulator, {
      store,
      productId: coins,
      bundleId: 'com.example.other',
    })
    expect(await desk.refuse(receipt)).toMatchObject(refusal('RECEIPT_APP_MISMATCH'))
  })

  test('of another app: without signed data our app has no such purchase', async () => {
    const { receipt } = await buy(desk.at.emulator, {
      store,
      productId: coins,
      bundleId: 'com.example.other',
    })
    expect(await desk.refuse(withoutSignedData(receipt))).toMatchObject(refusal('RECEIPT_INVALID'))
  })

  test('of another item than was reserved', async () => {
    const purchase = await reserve(desk.buyer, store)
    const { receipt } = await pay(desk.at, purchase, { productId: productOf('coins_500') })
    const problem = await desk.refuse(receipt, { purchaseId: purchase.id })
    expect(problem).toMatchObject(refusal('RECEIPT_ITEM_MISMATCH'))
  })

  test('of a product that is no item here', async () => {
    const { receipt } = await buy(desk.at.emulator, { store, productId: productOf('unknown') })
    expect(await desk.refuse(receipt)).toMatchObject(refusal('ITEM_NOT_FOUND'))
  })

  test('a dear product named over a cheap token: the signed data tells', async () => {
    const { receipt } = await pay(desk.at, await reserve(desk.buyer, store))
    const dear = changeReceipt(receipt, { productId: productOf('coins_500') })
    expect(await desk.refuse(dear)).toMatchObject(refusal('RECEIPT_ITEM_MISMATCH'))
  })

  test('a dear product named over a cheap token: without signed data the store tells', async () => {
    const { receipt } = await pay(desk.at, await reserve(desk.buyer, store))
    const dear = withoutSignedData(changeReceipt(receipt, { productId: productOf('coins_500') }))
    // ONE store's answer names no product: it just knows no such purchase of this product.
    const code = store === 'GOOGLE_PLAY' ? 'RECEIPT_ITEM_MISMATCH' : 'RECEIPT_INVALID'
    expect(await desk.refuse(dear)).toMatchObject(refusal(code))
  })

  test("bound to another user's account token, with and without a reservation of the thief's", async () => {
    const thief = await newBuyer(desk.at)
    const { receipt } = await pay(desk.at, await reserve(desk.buyer, store))
    expect(await desk.refuse(receipt, { by: thief })).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
    const own = await reserve(thief, store)
    const problem = await desk.refuse(receipt, { by: thief, purchaseId: own.id })
    expect(problem).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
  })

  test('bound to an account token of nobody', async () => {
    const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
    const { receipt } = await buy(desk.at.emulator, { store, productId: coins, accountToken })
    expect(await desk.refuse(receipt)).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
  })

  test('already taken by another user, also when a game server says so', async () => {
    const { receipt } = await buy(desk.at.emulator, { store, productId: coins })
    expect((await desk.buyer.api.mutate('verifyPurchase', { receipt })).problem).toBeNull()
    const thief = await newBuyer(desk.at)
    expect(await desk.refuse(receipt, { by: thief })).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
    expect(await desk.refuse(withoutSignedData(receipt), { by: thief })).toMatchObject(
      refusal('RECEIPT_USER_MISMATCH'),
    )
    const asked = { userId: thief.userId, receipt }
    const { problem } = await desk.database.expectUnchanged(() => desk.admin.mutate('verifyPurchase', asked))
    expect(problem).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
  })

  test('for a reservation at another store', async () => {
    const purchase = await reserve(desk.buyer, 'TEST_STORE')
    const { receipt } = await buy(desk.at.emulator, { store, productId: coins })
    const problem = await desk.refuse(receipt, { purchaseId: purchase.id })
    expect(problem).toMatchObject(refusal('INVALID_INPUT'))
  })

  test('a token of a subscription is no one-time purchase', async () => {
    // ONE store's subscriptions are not emulated; there a one-time token is named with the other kind of product instead.
    const productType = store === 'GOOGLE_PLAY' ? 'AUTO_RENEWABLE' : 'NON_CONSUMABLE'
    const { receipt } = await buy(desk.at.emulator, {
      store,
      productId: productOf('remove_ads'),
      productType,
    })
    const bare = withoutSignedData(receipt)
    const wrong = store === 'GOOGLE_PLAY' ? bare : changeReceipt(bare, { productId: coins })
    expect(await desk.refuse(wrong)).toMatchObject(refusal('RECEIPT_INVALID'))
  })
})

describe('ONE store', () => {
  test.each([
    ['MKT_ONE', 'MKT_GLB'],
    ['MKT_GLB', 'MKT_ONE'],
  ] as const)('a purchase of %s is unknown in %s', async (marketCode, other) => {
    const { receipt } = await buy(desk.at.emulator, { store: 'ONE_STORE', productId: coins, marketCode })
    expect(await desk.refuse(changeReceipt(receipt, { marketCode: other }))).toMatchObject(
      refusal('RECEIPT_INVALID'),
    )
    const { problem } = await desk.buyer.api.mutate('verifyPurchase', { receipt })
    expect(problem).toBeNull()
  })

  test('a market that a receipt leaves out is that of the connection', async () => {
    const bought = { store: 'ONE_STORE', productId: coins, marketCode: 'MKT_GLB' } as const
    const { receipt } = await buy(desk.at.emulator, bought)
    expect(await desk.refuse(changeReceipt(receipt, { marketCode: null }))).toMatchObject(
      refusal('RECEIPT_INVALID'),
    )
  })

  test('where the API gives the developer payload back, it binds without signed data too', async () => {
    const thief = await newBuyer(desk.at)
    const purchase = await reserve(desk.buyer, 'ONE_STORE')
    const { receipt } = await pay(desk.at, purchase, { returnDeveloperPayload: true })
    const bare = withoutSignedData(receipt)
    expect(await desk.refuse(bare, { by: thief })).toMatchObject(refusal('RECEIPT_USER_MISMATCH'))
    const verified = await desk.buyer.api.mutate('verifyPurchase', { receipt: bare })
    expect(verified).toMatchObject({ problem: null, purchase: { id: purchase.id } })
  })

  test('signed data of one purchase cannot bind the token of another', async () => {
    const thief = await newBuyer(desk.at)
    const own = await pay(desk.at, await reserve(thief, 'ONE_STORE'))
    const { receipt } = await pay(desk.at, await reserve(desk.buyer, 'ONE_STORE'))
    const { originalJson, signature } = own.receipt.oneStore ?? {}
    const mixed = changeReceipt(receipt, { originalJson: originalJson ?? null, signature: signature ?? null })
    expect(await desk.refuse(mixed, { by: thief })).toMatchObject(refusal('RECEIPT_INVALID'))
  })

  test('without the package name in the connection the client id alone decides, and knows no foreign purchase', async () => {
    const bought = { store: 'ONE_STORE', productId: coins, bundleId: 'com.example.other' } as const
    const { receipt } = await buy(desk.at.emulator, bought)
    await desk.connectOneStore({ packageName: null })
    expect(await desk.refuse(receipt)).toMatchObject(refusal('RECEIPT_INVALID'))
    await desk.connectOneStore()
  })
})

test('Google Play: an account id that is no UUID is a matter of the app, and binds nobody', async () => {
  const bought = { store: 'GOOGLE_PLAY', productId: coins, accountToken: 'the app had an idea' } as const
  const { receipt } = await buy(desk.at.emulator, bought)
  const somebody = await newBuyer(desk.at, { userId: newUserId() })
  const verified = await somebody.api.mutate('verifyPurchase', { receipt })
  expect(verified).toMatchObject({ problem: null, payment: { user: { userId: somebody.userId } } })
})
