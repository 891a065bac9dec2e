import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  buyItem,
  consumeInput,
  createBuyer,
  payAtStore,
  toStoreProductId,
  expectField,
  requestPurchase,
  createServerClient,
} from '../support/buyer.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { openStoreFixture, tokenStores, withoutSignedData, type StoreFixture } from './store-fixture.ts'

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture()
})
afterAll(() => fixture.close())

const unconsumed = '{ unconsumedPayments { nodes { id purchaseToken status } } }'
const history = `query ($id: ID!) { payment(id: $id) { status events { type } } }`

/** ONE store's server API tells no price; Google Play tells it with the order. */
const expectedPrice = { GOOGLE_PLAY: { amount: '1200', currencyCode: 'KRW' }, ONE_STORE: null }

describe.each(tokenStores)('%s', (store) => {
  test('a purchase goes from requestPurchase over payment and consume to completePayment', async () => {
    const buyer = await createBuyer(fixture.server)
    const purchase = await requestPurchase(buyer, store)
    expect(purchase).toMatchObject({
      status: 'REQUESTED',
      store,
      storeProductId: toStoreProductId('coins_100'),
    })

    const { receipt, transactionId } = await payAtStore(fixture.server, purchase)
    const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({
      replayed: false,
      problem: null,
      purchase: { id: purchase.id, status: 'VERIFIED' },
    })
    const payment = expectField(verified, 'payment')
    expect(payment).toMatchObject({
      status: 'PAID',
      store,
      environment: 'PRODUCTION',
      storeTransactionId: transactionId,
      quantity: 1,
      price: expectedPrice[store],
      user: { userId: buyer.userId },
      item: { itemId: 'coins_100' },
      consume: null,
      acknowledgement: { status: 'PENDING' },
    })
    expect(payment.storeOrderId).toMatch(store === 'GOOGLE_PLAY' ? /^GPA\./ : /^ONESTORE_/)

    const server = createServerClient(fixture.server)
    const consumed = await server.mutate('consumePayment', consumeInput(payment, `delivery at ${store}`))
    expect(consumed).toMatchObject({
      replayed: false,
      problem: null,
      consume: { consumedBy: 'SERVER' },
      payment: { status: 'CONSUMED', purchaseToken: null },
    })
    const again = await server.mutate('consumePayment', consumeInput(payment, `delivery at ${store}`))
    expect(again).toMatchObject({ replayed: true, problem: null, consume: { id: consumed.consume?.id } })
    const other = await server.mutate('consumePayment', consumeInput(payment, 'another key'))
    expect(other).toMatchObject({ consume: null, problem: { code: 'ALREADY_CONSUMED' } })

    const completed = await server.mutate('completePayment', { paymentId: payment.id })
    expect(completed).toMatchObject({ replayed: false, problem: null, payment: { status: 'COMPLETED' } })
    expect((await buyer.client.query(unconsumed)).unconsumedPayments.nodes).toEqual([])
    await eventually(async () => {
      const { payment: told } = await server.query(history, { id: payment.id })
      const types = ['PAYMENT_PAID', 'PAYMENT_CONSUMED', 'PAYMENT_COMPLETED']
      expect(told?.events.map(({ type }) => type)).toEqual(types)
    })
  })

  test('a lost answer is had again: the same receipt gives the same payment with its token, replayed', async () => {
    const buyer = await createBuyer(fixture.server)
    const { payment, storePurchase } = await buyItem(fixture.server, buyer, store)
    const again = await buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    expect(again).toMatchObject({ replayed: true, problem: null })
    expect(again.payment).toEqual(payment)
  })

  test('a receipt with and without its signed data is the same payment', async () => {
    const buyer = await createBuyer(fixture.server)
    const { payment, storePurchase } = await buyItem(fixture.server, buyer, store)
    const again = await buyer.client.mutate('verifyPurchase', {
      receipt: withoutSignedData(storePurchase.receipt),
    })
    expect(again).toMatchObject({ replayed: true, problem: null, payment: { id: payment.id } })
  })

  test('a payment without a reservation gets a purchase made for it', async () => {
    const buyer = await createBuyer(fixture.server)
    const { receipt } = await createStorePurchase(fixture.server.emulator, {
      store,
      productId: toStoreProductId('coins_500'),
    })
    expect(await buyer.client.mutate('verifyPurchase', { receipt })).toMatchObject({
      problem: null,
      purchase: { status: 'VERIFIED', store, item: { itemId: 'coins_500' }, user: { userId: buyer.userId } },
      payment: { status: 'PAID' },
    })
  })

  test('the account token that the store knows finds the reservation that nobody named', async () => {
    const buyer = await createBuyer(fixture.server)
    const purchase = await requestPurchase(buyer, store)
    const { receipt } = await payAtStore(fixture.server, purchase)
    const verified = await buyer.client.mutate('verifyPurchase', { receipt })
    expect(verified).toMatchObject({ problem: null, purchase: { id: purchase.id, status: 'VERIFIED' } })
  })

  test('what is owned for good is not consumed, and completes from PAID', async () => {
    const buyer = await createBuyer(fixture.server)
    const { payment } = await buyItem(fixture.server, buyer, store, 'remove_ads')
    expect(payment).toMatchObject({ status: 'PAID', item: { itemId: 'remove_ads' } })
    const completed = await createServerClient(fixture.server).mutate('completePayment', {
      paymentId: payment.id,
    })
    expect(completed).toMatchObject({ problem: null, payment: { status: 'COMPLETED', consume: null } })
  })

  test('several at once are one payment of that quantity', async () => {
    const buyer = await createBuyer(fixture.server)
    const purchase = await requestPurchase(buyer, store)
    const { receipt } = await payAtStore(fixture.server, purchase, { quantity: 7 })
    const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    const price = store === 'GOOGLE_PLAY' ? { amount: '8400', currencyCode: 'KRW' } : null
    expect(payment).toMatchObject({ quantity: 7, price })
  })
})

test('Google Play tells the price of the whole quantity, exact to the millionth', async () => {
  const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
  const price = { amount: '1234567.890123', currencyCode: 'KWD' }
  const { receipt } = await payAtStore(fixture.server, purchase, { quantity: 3, price })
  const { payment } = await fixture.buyer.client.mutate('verifyPurchase', {
    purchaseId: purchase.id,
    receipt,
  })
  expect(payment).toMatchObject({ quantity: 3, price })
})

test.each(['PROMO_CODE', 'REWARDED_AD'] as const)(
  'Google Play: what came by %s is a payment without an order',
  async (origin) => {
    const purchase = await requestPurchase(fixture.buyer, 'GOOGLE_PLAY')
    const { receipt } = await payAtStore(fixture.server, purchase, { origin })
    const { payment, problem } = await fixture.buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt,
    })
    expect(problem).toBeNull()
    expect(payment).toMatchObject({ status: 'PAID', price: null, storeOrderId: null })
    // The purchase token proves possession: it is not shown as an id.
    expect(payment?.storeTransactionId).not.toContain(receipt.googlePlay?.purchaseToken)
    const again = await fixture.buyer.client.mutate('verifyPurchase', { receipt })
    expect(again).toMatchObject({ replayed: true, payment: { id: payment?.id } })
  },
)

test('ONE store: a purchase of the other market is verified there', async () => {
  const purchase = await requestPurchase(fixture.buyer, 'ONE_STORE')
  const { receipt } = await payAtStore(fixture.server, purchase, { marketCode: 'MKT_GLB' })
  expect(receipt.oneStore?.marketCode).toBe('MKT_GLB')
  const verified = await fixture.buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
})
