import {
  createAppClient,
  createBuyer,
  createServerClient,
  type Buyer,
  buyItem,
  toConsumeInput,
  payAtStore,
  requestPurchase,
  toStoreProductId,
  expectField,
} from '../support/purchase-client.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { describe, expect, serverTest } from '../support/test.ts'

const test = serverTest
  .extend('builtInProject', { scope: 'file' }, async ({ server }) => {
    const project = await server.addProject({ name: 'without a game server', consumeModel: 'BUILT_IN' })
    await connectEmulator(server, project)
    return project
  })
  .extend('builtInBuyer', { scope: 'file' }, ({ server, builtInProject }) =>
    createBuyer(server, { project: builtInProject, as: 'app' }),
  )

const unconsumed = '{ unconsumedPayments { nodes { id purchaseToken status } } }'
const unconsumedOf =
  'query ($userId: String) { unconsumedPayments(userId: $userId) { nodes { id purchaseToken } } }'

describe.each(['APP_STORE', 'TEST_STORE'] as const)('%s', (store) => {
  test('a purchase is requested, paid, consumed and delivered', async ({ server, admin }) => {
    const buyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store })
    expect(purchase).toMatchObject({
      status: 'REQUESTED',
      store,
      storeProductId: toStoreProductId('coins_100'),
    })
    expect(purchase.user.userId).toBe(buyer.userId)

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
      environment: store === 'APP_STORE' ? 'PRODUCTION' : 'SANDBOX',
      storeTransactionId: transactionId,
      quantity: 1,
      price: { amount: '1200', currencyCode: 'KRW' },
      user: { userId: buyer.userId },
      item: { itemId: 'coins_100' },
      consume: null,
      acknowledgement: { status: 'PENDING' },
    })

    const consumed = await admin.mutate('consumePayment', toConsumeInput(payment, `delivery at ${store}`))
    expect(consumed).toMatchObject({
      replayed: false,
      problem: null,
      consume: { consumedBy: 'SERVER', idempotencyKey: `delivery at ${store}` },
      payment: { status: 'CONSUMED', purchaseToken: null },
    })

    const completed = await admin.mutate('completePayment', {
      paymentId: payment.id,
      deliveryReference: 'mail 7',
    })
    expect(completed).toMatchObject({ replayed: false, problem: null, payment: { status: 'COMPLETED' } })
    expect(completed.payment?.completedAt).toEqual(expect.any(String))
    expect((await buyer.client.query(unconsumed)).unconsumedPayments.nodes).toEqual([])
  })

  test('a retried verification of the same receipt returns the same payment with its token, replayed', async ({
    server,
  }) => {
    const buyer = await createBuyer(server)
    const { payment, storePurchase } = await buyItem(buyer, { store })
    const again = await buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    expect(again).toMatchObject({ replayed: true, problem: null })
    expect(again.payment).toEqual(payment)
    expect(again.payment?.purchaseToken).toEqual(expect.any(String))
  })

  test('a payment without a requested purchase gets a new purchase', async ({ server, emulator }) => {
    const buyer = await createBuyer(server)
    const { receipt } = await createStorePurchase(emulator, {
      store,
      productId: toStoreProductId('coins_500'),
    })
    const verified = await buyer.client.mutate('verifyPurchase', { receipt })
    expect(verified).toMatchObject({
      problem: null,
      purchase: { status: 'VERIFIED', store, item: { itemId: 'coins_500' }, user: { userId: buyer.userId } },
      payment: { status: 'PAID' },
    })
  })

  test('a canceled purchase becomes VERIFIED when its receipt arrives later', async ({ server }) => {
    const buyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store })
    const canceled = await buyer.client.mutate('cancelPurchase', {
      purchaseId: purchase.id,
      reason: 'changed my mind',
    })
    expect(canceled).toMatchObject({
      problem: null,
      purchase: { status: 'CANCELED', problem: { code: 'PURCHASE_CANCELED', message: 'changed my mind' } },
    })
    const { receipt } = await payAtStore(server, purchase)
    const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({
      problem: null,
      purchase: { id: purchase.id, status: 'VERIFIED', problem: null },
      payment: { status: 'PAID', purchase: { id: purchase.id } },
    })
  })

  test('two payments for one requested purchase are two payments, the second with a purchase of its own', async ({
    server,
  }) => {
    const buyer = await createBuyer(server)
    const { purchase, payment } = await buyItem(buyer, { store })
    const { receipt } = await payAtStore(server, purchase)
    const second = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(second).toMatchObject({ replayed: false, problem: null })
    expect(second.payment?.id).not.toBe(payment.id)
    expect(second.payment?.purchase.id).not.toBe(purchase.id)
    expect((await buyer.client.query(unconsumed)).unconsumedPayments.nodes.map(({ id }) => id)).toEqual([
      payment.id,
      second.payment?.id,
    ])
  })

  test('a non-consumable item is not consumed, and its payment completes from PAID', async ({ server }) => {
    const buyer = await createBuyer(server)
    const { payment } = await buyItem(buyer, { store, itemId: 'remove_ads' })
    const consumed = await createServerClient(server).mutate('consumePayment', toConsumeInput(payment))
    expect(consumed).toMatchObject({ consume: null, problem: { code: 'NOT_CONSUMABLE' } })
    const completed = await createServerClient(server).mutate('completePayment', {
      paymentId: payment.id,
    })
    expect(completed).toMatchObject({ problem: null, payment: { status: 'COMPLETED', consume: null } })
  })
})

test('a purchase with a pending payment is PENDING, and VERIFIED once the store has the money', async ({
  server,
  emulator,
}) => {
  const buyer = await createBuyer(server)
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  const storePurchase = await payAtStore(server, purchase, { outcome: 'PENDING' })
  const input = { purchaseId: purchase.id, receipt: storePurchase.receipt }
  expect(await buyer.client.mutate('verifyPurchase', input)).toMatchObject({
    payment: null,
    purchase: { id: purchase.id, status: 'PENDING' },
    problem: { code: 'PURCHASE_PENDING', retryable: true },
  })
  await updateStorePurchase(emulator, storePurchase.id, 'complete')
  expect(await buyer.client.mutate('verifyPurchase', input)).toMatchObject({
    purchase: { status: 'VERIFIED' },
    payment: { status: 'PAID' },
    problem: null,
  })
})

test('a pending purchase that the store cancels is CANCELED', async ({ server, emulator }) => {
  const buyer = await createBuyer(server)
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  const storePurchase = await payAtStore(server, purchase, { outcome: 'PENDING' })
  const input = { purchaseId: purchase.id, receipt: storePurchase.receipt }
  await buyer.client.mutate('verifyPurchase', input)
  await updateStorePurchase(emulator, storePurchase.id, 'cancel')
  expect(await buyer.client.mutate('verifyPurchase', input)).toMatchObject({
    payment: null,
    purchase: { status: 'CANCELED' },
    problem: { code: 'PURCHASE_CANCELED', retryable: false },
  })
})

test('the quantity and the price are exactly those that the store charged', async ({ server }) => {
  const buyer = await createBuyer(server)
  const purchase = await requestPurchase(buyer, { store: 'TEST_STORE' })
  const price = { amount: '1234567.890123', currencyCode: 'KWD' }
  const { receipt } = await payAtStore(server, purchase, { quantity: 3, price })
  const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(payment).toMatchObject({ quantity: 3, price })
})

test('a game server can make every call for its user', async ({ server, admin }) => {
  const gameServer: Buyer = {
    userId: 'served by the game server',
    client: admin,
    endpoint: server,
  }
  const { userId, client } = gameServer
  const first = await client.mutate('registerUser', { userId })
  const again = await client.mutate('registerUser', { userId })
  expect([first.replayed, again.replayed]).toEqual([false, true])
  expect(again.user).toEqual(first.user)
  const { payment } = await buyItem(gameServer, { store: 'APP_STORE' })
  const listed = (await client.query(unconsumedOf, { userId })).unconsumedPayments.nodes
  expect(listed).toEqual([{ id: payment.id, purchaseToken: payment.purchaseToken }])
  expect((await client.mutate('consumePayment', toConsumeInput(payment))).problem).toBeNull()
})

describe('the built-in model', () => {
  test.for(['APP_STORE', 'TEST_STORE'] as const)(
    'a user without a token buys at %s, and its client consumes',
    async (store, { builtInBuyer }) => {
      const { payment } = await buyItem(builtInBuyer, { store })
      const consumed = await builtInBuyer.client.mutate(
        'consumePayment',
        toConsumeInput(payment, `key ${store}`),
      )
      expect(consumed).toMatchObject({
        problem: null,
        consume: { consumedBy: 'CLIENT', idempotencyKey: null },
        payment: { status: 'CONSUMED' },
      })
      const again = await builtInBuyer.client.mutate(
        'consumePayment',
        toConsumeInput(payment, `key ${store}`),
      )
      expect(again).toMatchObject({ replayed: true, problem: null, consume: { id: consumed.consume?.id } })
    },
  )

  test('a client without a user token lists payments without purchase tokens, and gets a token for the receipt', async ({
    server,
    builtInProject,
    builtInBuyer,
  }) => {
    const { payment, storePurchase } = await buyItem(builtInBuyer, { store: 'APP_STORE' })
    const { userId } = builtInBuyer
    const listed = (await createAppClient(server, builtInProject).query(unconsumedOf, { userId }))
      .unconsumedPayments.nodes
    expect(listed).toEqual([{ id: payment.id, purchaseToken: null }])
    const again = await builtInBuyer.client.mutate('verifyPurchase', {
      userId,
      receipt: storePurchase.receipt,
    })
    expect(again).toMatchObject({ replayed: true, payment: { purchaseToken: payment.purchaseToken } })
  })
})
