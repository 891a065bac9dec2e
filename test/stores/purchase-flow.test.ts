import {
  buyItem,
  toConsumeInput,
  createBuyer,
  payAtStore,
  toStoreProductId,
  expectField,
  requestPurchase,
} from '../support/purchase-client.ts'
import { createStorePurchase } from '../support/emulator-control.ts'
import { eventually } from '../support/eventually.ts'
import { tokenStores, withoutSignedData, describe, expect, storeTest as test } from './store-fixture.ts'

const unconsumed = '{ unconsumedPayments { nodes { id purchaseToken status } } }'
const history = `query ($id: ID!) { payment(id: $id) { status events { type } } }`

/** ONE store's server API has no price; Google Play has it in the order. */
const expectedPrice = { GOOGLE_PLAY: { amount: '1200', currencyCode: 'KRW' }, ONE_STORE: null }

describe.each(tokenStores)('%s', (store) => {
  test('a purchase is requested, paid, verified, consumed and completed', async ({ server, admin }) => {
    const buyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store })
    expect(purchase).toMatchObject({
      status: 'REQUESTED',
      store,
      storeProductId: toStoreProductId('coins_100'),
    })

    const { receipt, transactionId } = await payAtStore(server, purchase)
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

    const consumed = await admin.mutate('consumePayment', toConsumeInput(payment, `delivery at ${store}`))
    expect(consumed).toMatchObject({
      replayed: false,
      problem: null,
      consume: { consumedBy: 'SERVER' },
      payment: { status: 'CONSUMED', purchaseToken: null },
    })
    const again = await admin.mutate('consumePayment', toConsumeInput(payment, `delivery at ${store}`))
    expect(again).toMatchObject({ replayed: true, problem: null, consume: { id: consumed.consume?.id } })
    const other = await admin.mutate('consumePayment', toConsumeInput(payment, 'another key'))
    expect(other).toMatchObject({ consume: null, problem: { code: 'ALREADY_CONSUMED' } })

    const completed = await admin.mutate('completePayment', { paymentId: payment.id })
    expect(completed).toMatchObject({ replayed: false, problem: null, payment: { status: 'COMPLETED' } })
    expect((await buyer.client.query(unconsumed)).unconsumedPayments.nodes).toEqual([])
    await eventually(async () => {
      const { payment: payload } = await admin.query(history, { id: payment.id })
      const types = ['PAYMENT_PAID', 'PAYMENT_CONSUMED', 'PAYMENT_COMPLETED']
      expect(payload?.events.map(({ type }) => type)).toEqual(types)
    })
  })

  test('a repeated verify of the same receipt returns the same payment with its token, replayed', async ({
    server,
  }) => {
    const buyer = await createBuyer(server)
    const { payment, storePurchase } = await buyItem(buyer, { store })
    const again = await buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    expect(again).toMatchObject({ replayed: true, problem: null })
    expect(again.payment).toEqual(payment)
  })

  test('a receipt with and without its signed data is the same payment', async ({ server }) => {
    const buyer = await createBuyer(server)
    const { payment, storePurchase } = await buyItem(buyer, { store })
    const again = await buyer.client.mutate('verifyPurchase', {
      receipt: withoutSignedData(storePurchase.receipt),
    })
    expect(again).toMatchObject({ replayed: true, problem: null, payment: { id: payment.id } })
  })

  test('a payment without a requested purchase creates a purchase', async ({ server, emulator }) => {
    const buyer = await createBuyer(server)
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: toStoreProductId('coins_500'),
    })
    expect(await buyer.client.mutate('verifyPurchase', { receipt })).toMatchObject({
      problem: null,
      purchase: { status: 'VERIFIED', store, item: { itemId: 'coins_500' }, user: { userId: buyer.userId } },
      payment: { status: 'PAID' },
    })
  })

  test('a receipt without a purchase id is matched to the purchase by its account token', async ({
    server,
  }) => {
    const buyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store })
    const { receipt } = await payAtStore(server, purchase)
    const verified = await buyer.client.mutate('verifyPurchase', { receipt })
    expect(verified).toMatchObject({ problem: null, purchase: { id: purchase.id, status: 'VERIFIED' } })
  })

  test('a payment for a non-consumable item is completed without a consume', async ({ server, admin }) => {
    const buyer = await createBuyer(server)
    const { payment } = await buyItem(buyer, { store, itemId: 'remove_ads' })
    expect(payment).toMatchObject({ status: 'PAID', item: { itemId: 'remove_ads' } })
    const completed = await admin.mutate('completePayment', {
      paymentId: payment.id,
    })
    expect(completed).toMatchObject({ problem: null, payment: { status: 'COMPLETED', consume: null } })
  })

  test('several units at once are one payment with that quantity', async ({ server }) => {
    const buyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store })
    const { receipt } = await payAtStore(server, purchase, { quantity: 7 })
    const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    const price = store === 'GOOGLE_PLAY' ? { amount: '8400', currencyCode: 'KRW' } : null
    expect(payment).toMatchObject({ quantity: 7, price })
  })
})

test('the price from Google Play is that of the whole quantity, exact to the micro', async ({
  server,
  buyer,
}) => {
  const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
  const price = { amount: '1234567.890123', currencyCode: 'KWD' }
  const { receipt } = await payAtStore(server, purchase, { quantity: 3, price })
  const { payment } = await buyer.client.mutate('verifyPurchase', {
    purchaseId: purchase.id,
    receipt,
  })
  expect(payment).toMatchObject({ quantity: 3, price })
})

test.for(['PROMO_CODE', 'REWARDED_AD'] as const)(
  'a purchase at Google Play by %s is a payment without an order',
  async (origin, { server, buyer }) => {
    const purchase = await requestPurchase(buyer, { store: 'GOOGLE_PLAY' })
    const { receipt } = await payAtStore(server, purchase, { origin })
    const { payment, problem } = await buyer.client.mutate('verifyPurchase', {
      purchaseId: purchase.id,
      receipt,
    })
    expect(problem).toBeNull()
    expect(payment).toMatchObject({ status: 'PAID', price: null, storeOrderId: null })
    // The purchase token is a credential and must not be shown as an id.
    expect(payment?.storeTransactionId).not.toContain(receipt.googlePlay?.purchaseToken)
    const again = await buyer.client.mutate('verifyPurchase', { receipt })
    expect(again).toMatchObject({ replayed: true, payment: { id: payment?.id } })
  },
)

test('a purchase at ONE store in the other market is verified there', async ({ server, buyer }) => {
  const purchase = await requestPurchase(buyer, { store: 'ONE_STORE' })
  const { receipt } = await payAtStore(server, purchase, { marketCode: 'MKT_GLB' })
  expect(receipt.oneStore?.marketCode).toBe('MKT_GLB')
  const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(verified).toMatchObject({ problem: null, payment: { status: 'PAID' } })
})
