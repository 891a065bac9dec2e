import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { DevApp } from '../../src/development/dev-app.ts'
import {
  createAppClient,
  createBuyerWithoutToken,
  createBuyer,
  createServerClient,
  type Buyer,
} from '../support/buyer.ts'
import {
  buyItem,
  consumeInput,
  payAtStore,
  toStoreProductId,
  expectField,
  requestPurchase,
} from '../support/buyer.ts'
import { connectEmulator } from '../support/connect-emulator.ts'
import { createStorePurchase, updateStorePurchase } from '../support/emulator-control.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

let testServer: TestServer
beforeAll(async () => {
  testServer = await startTestServer()
})
afterAll(() => testServer.close())

const unconsumed = '{ unconsumedPayments { nodes { id purchaseToken status } } }'
const unconsumedOf =
  'query ($userId: String) { unconsumedPayments(userId: $userId) { nodes { id purchaseToken } } }'

describe.each(['APP_STORE', 'TEST_STORE'] as const)('%s', (store) => {
  test('a purchase goes from reservation over payment and consume to delivery', async () => {
    const buyer = await createBuyer(testServer)
    const purchase = await requestPurchase(buyer, store)
    expect(purchase).toMatchObject({
      status: 'REQUESTED',
      store,
      storeProductId: toStoreProductId('coins_100'),
    })
    expect(purchase.user.userId).toBe(buyer.userId)

    const { receipt, transactionId } = await payAtStore(testServer, purchase)
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

    const server = createServerClient(testServer)
    const consumed = await server.mutate('consumePayment', consumeInput(payment, `delivery at ${store}`))
    expect(consumed).toMatchObject({
      replayed: false,
      problem: null,
      consume: { consumedBy: 'SERVER', idempotencyKey: `delivery at ${store}` },
      payment: { status: 'CONSUMED', purchaseToken: null },
    })

    const completed = await server.mutate('completePayment', {
      paymentId: payment.id,
      deliveryReference: 'mail 7',
    })
    expect(completed).toMatchObject({ replayed: false, problem: null, payment: { status: 'COMPLETED' } })
    expect(completed.payment?.completedAt).toEqual(expect.any(String))
    expect((await buyer.client.query(unconsumed)).unconsumedPayments.nodes).toEqual([])
  })

  test('a lost answer is had again: the same receipt gives the same payment with its token, replayed', async () => {
    const buyer = await createBuyer(testServer)
    const { payment, storePurchase } = await buyItem(testServer, buyer, store)
    const again = await buyer.client.mutate('verifyPurchase', { receipt: storePurchase.receipt })
    expect(again).toMatchObject({ replayed: true, problem: null })
    expect(again.payment).toEqual(payment)
    expect(again.payment?.purchaseToken).toEqual(expect.any(String))
  })

  test('a payment without a reservation gets a purchase made for it', async () => {
    const buyer = await createBuyer(testServer)
    const { receipt } = await createStorePurchase(testServer.emulator, {
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

  test('a canceled purchase becomes VERIFIED when the store proves the payment after all', async () => {
    const buyer = await createBuyer(testServer)
    const purchase = await requestPurchase(buyer, store)
    const canceled = await buyer.client.mutate('cancelPurchase', {
      purchaseId: purchase.id,
      reason: 'changed my mind',
    })
    expect(canceled).toMatchObject({
      problem: null,
      purchase: { status: 'CANCELED', problem: { code: 'PURCHASE_CANCELED', message: 'changed my mind' } },
    })
    const { receipt } = await payAtStore(testServer, purchase)
    const verified = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(verified).toMatchObject({
      problem: null,
      purchase: { id: purchase.id, status: 'VERIFIED', problem: null },
      payment: { status: 'PAID', purchase: { id: purchase.id } },
    })
  })

  test('two payments of one reservation are two payments, the second with a purchase of its own', async () => {
    const buyer = await createBuyer(testServer)
    const { purchase, payment } = await buyItem(testServer, buyer, store)
    const { receipt } = await payAtStore(testServer, purchase)
    const second = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
    expect(second).toMatchObject({ replayed: false, problem: null })
    expect(second.payment?.id).not.toBe(payment.id)
    expect(second.payment?.purchase.id).not.toBe(purchase.id)
    expect((await buyer.client.query(unconsumed)).unconsumedPayments.nodes.map(({ id }) => id)).toEqual([
      payment.id,
      second.payment?.id,
    ])
  })

  test('what is owned for good is not consumed, and completes from PAID', async () => {
    const buyer = await createBuyer(testServer)
    const { payment } = await buyItem(testServer, buyer, store, 'remove_ads')
    const consumed = await createServerClient(testServer).mutate('consumePayment', consumeInput(payment))
    expect(consumed).toMatchObject({ consume: null, problem: { code: 'NOT_CONSUMABLE' } })
    const completed = await createServerClient(testServer).mutate('completePayment', {
      paymentId: payment.id,
    })
    expect(completed).toMatchObject({ problem: null, payment: { status: 'COMPLETED', consume: null } })
  })
})

test('a purchase that waits for its money is PENDING, and VERIFIED once the store has it', async () => {
  const buyer = await createBuyer(testServer)
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const bought = await payAtStore(testServer, purchase, { outcome: 'PENDING' })
  const input = { purchaseId: purchase.id, receipt: bought.receipt }
  expect(await buyer.client.mutate('verifyPurchase', input)).toMatchObject({
    payment: null,
    purchase: { id: purchase.id, status: 'PENDING' },
    problem: { code: 'PURCHASE_PENDING', retryable: true },
  })
  await updateStorePurchase(testServer.emulator, bought.id, 'complete')
  expect(await buyer.client.mutate('verifyPurchase', input)).toMatchObject({
    purchase: { status: 'VERIFIED' },
    payment: { status: 'PAID' },
    problem: null,
  })
})

test('a pending purchase that the store gives up is CANCELED', async () => {
  const buyer = await createBuyer(testServer)
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const bought = await payAtStore(testServer, purchase, { outcome: 'PENDING' })
  const input = { purchaseId: purchase.id, receipt: bought.receipt }
  await buyer.client.mutate('verifyPurchase', input)
  await updateStorePurchase(testServer.emulator, bought.id, 'cancel')
  expect(await buyer.client.mutate('verifyPurchase', input)).toMatchObject({
    payment: null,
    purchase: { status: 'CANCELED' },
    problem: { code: 'PURCHASE_CANCELED', retryable: false },
  })
})

test('the quantity and the price are those that the store took, exact to the last digit', async () => {
  const buyer = await createBuyer(testServer)
  const purchase = await requestPurchase(buyer, 'TEST_STORE')
  const price = { amount: '1234567.890123', currencyCode: 'KWD' }
  const { receipt } = await payAtStore(testServer, purchase, { quantity: 3, price })
  const { payment } = await buyer.client.mutate('verifyPurchase', { purchaseId: purchase.id, receipt })
  expect(payment).toMatchObject({ quantity: 3, price })
})

test('a game server can make every step for its user by itself', async () => {
  const server: Buyer = {
    userId: 'served by the game server',
    client: createServerClient(testServer),
    endpoint: testServer,
  }
  const { userId, client } = server
  const first = await client.mutate('registerUser', { userId })
  const again = await client.mutate('registerUser', { userId })
  expect([first.replayed, again.replayed]).toEqual([false, true])
  expect(again.user).toEqual(first.user)
  const { payment } = await buyItem(testServer, server, 'APP_STORE')
  const listed = (await client.query(unconsumedOf, { userId })).unconsumedPayments.nodes
  expect(listed).toEqual([{ id: payment.id, purchaseToken: payment.purchaseToken }])
  expect((await client.mutate('consumePayment', consumeInput(payment))).problem).toBeNull()
})

describe('the built-in model', () => {
  let project: DevApp
  let buyer: Buyer
  beforeAll(async () => {
    project = await testServer.addProject({ name: 'without a game server', consumeModel: 'BUILT_IN' })
    await connectEmulator(testServer, project)
    buyer = await createBuyerWithoutToken(testServer, project)
  })

  test.each(['APP_STORE', 'TEST_STORE'] as const)(
    'a bare user buys at %s, and its client consumes',
    async (store) => {
      const { payment } = await buyItem(testServer, buyer, store)
      const consumed = await buyer.client.mutate('consumePayment', consumeInput(payment, `key ${store}`))
      expect(consumed).toMatchObject({
        problem: null,
        consume: { consumedBy: 'CLIENT', idempotencyKey: null },
        payment: { status: 'CONSUMED' },
      })
      const again = await buyer.client.mutate('consumePayment', consumeInput(payment, `key ${store}`))
      expect(again).toMatchObject({ replayed: true, problem: null, consume: { id: consumed.consume?.id } })
    },
  )

  test('a bare user id lists its payments without tokens, and gets a token for the receipt itself', async () => {
    const { payment, storePurchase } = await buyItem(testServer, buyer, 'APP_STORE')
    const { userId } = buyer
    const listed = (await createAppClient(testServer, project).query(unconsumedOf, { userId }))
      .unconsumedPayments.nodes
    expect(listed).toEqual([{ id: payment.id, purchaseToken: null }])
    const again = await buyer.client.mutate('verifyPurchase', { userId, receipt: storePurchase.receipt })
    expect(again).toMatchObject({ replayed: true, payment: { purchaseToken: payment.purchaseToken } })
  })
})
