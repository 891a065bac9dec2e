import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Purchase, ReceiptInput } from '../../src/graphql/generated/types.ts'
import type { Serialized } from '../support/api.ts'
import {
  consumeInput,
  createBuyer,
  payAtStore,
  expectField,
  requestPurchase,
  createServerClient,
  type Buyer,
} from '../support/buyer.ts'
import { advanceTime, updateStorePurchase, type EmulatedStore } from '../support/emulator-control.ts'
import { openStoreFixture, type StoreFixture } from './store-fixture.ts'

const oneDayMs = 24 * 60 * 60 * 1_000

let fixture: StoreFixture
beforeAll(async () => {
  fixture = await openStoreFixture()
})
afterAll(() => fixture.close())

const stateOf = 'query ($id: ID!) { purchase(id: $id) { status payment { status } } }'

async function expectCompletePayment(buyer: Buyer, purchase: Serialized<Purchase>, receipt: ReceiptInput) {
  const verified = await verify(buyer, purchase, receipt)
  expect(verified).toMatchObject({
    problem: null,
    purchase: { id: purchase.id, status: 'VERIFIED' },
    payment: { status: 'PAID' },
  })
  const payment = expectField(verified, 'payment')
  const server = createServerClient(fixture.server)
  expect(await server.mutate('consumePayment', consumeInput(payment))).toMatchObject({
    problem: null,
    payment: { status: 'CONSUMED' },
  })
  expect(await server.mutate('completePayment', { paymentId: payment.id })).toMatchObject({
    problem: null,
    payment: { status: 'COMPLETED' },
  })
  return payment
}

const verify = (buyer: Buyer, { id }: Serialized<Purchase>, receipt: ReceiptInput) =>
  buyer.client.mutate('verifyPurchase', { purchaseId: id, receipt })

async function requestPendingPurchase(store: EmulatedStore) {
  const buyer = await createBuyer(fixture.server)
  const purchase = await requestPurchase(buyer, store)
  const bought = await payAtStore(fixture.server, purchase, { outcome: 'PENDING' })
  return { buyer, purchase, bought }
}

// In these two the app gets a receipt at once, which says that the money is still to come.
describe.each(['GOOGLE_PLAY', 'TEST_STORE'] as const)('a pending purchase at %s', (store) => {
  test('is PENDING, and goes its whole way once the money has come a day later', async () => {
    const { buyer, purchase, bought } = await requestPendingPurchase(store)
    const pending = {
      payment: null,
      purchase: { id: purchase.id, status: 'PENDING' },
      problem: { code: 'PURCHASE_PENDING', retryable: true, retryAfterMs: expect.any(Number) },
    }
    expect(await verify(buyer, purchase, bought.receipt)).toMatchObject(pending)
    // Asking again changes nothing more.
    const again = await fixture.database.expectUnchanged(() => verify(buyer, purchase, bought.receipt))
    expect(again).toMatchObject(pending)

    await advanceTime(fixture.server.emulator, oneDayMs)
    expect(await verify(buyer, purchase, bought.receipt)).toMatchObject(pending)
    await updateStorePurchase(fixture.server.emulator, bought.id, 'complete')
    const payment = await expectCompletePayment(buyer, purchase, bought.receipt)
    // The day of the payment counts, not that of the order.
    expect(Date.parse(payment.paidAt)).toBeGreaterThan(Date.now() + oneDayMs / 2)
  })

  test('is CANCELED when the money never comes, and stays so', async () => {
    const { buyer, purchase, bought } = await requestPendingPurchase(store)
    await verify(buyer, purchase, bought.receipt)
    await advanceTime(fixture.server.emulator, oneDayMs)
    await updateStorePurchase(fixture.server.emulator, bought.id, 'cancel')
    const canceled = {
      payment: null,
      purchase: { id: purchase.id, status: 'CANCELED', problem: { code: 'PURCHASE_CANCELED' } },
      problem: { code: 'PURCHASE_CANCELED', field: ['receipt'], retryable: false },
    }
    expect(await verify(buyer, purchase, bought.receipt)).toMatchObject(canceled)
    const again = await fixture.database.expectUnchanged(() => verify(buyer, purchase, bought.receipt))
    expect(again).toMatchObject(canceled)
  })

  test('is CANCELED at once when nobody asked while it was pending', async () => {
    const { buyer, purchase, bought } = await requestPendingPurchase(store)
    await updateStorePurchase(fixture.server.emulator, bought.id, 'cancel')
    expect(await verify(buyer, purchase, bought.receipt)).toMatchObject({
      purchase: { status: 'CANCELED' },
      problem: { code: 'PURCHASE_CANCELED' },
    })
  })

  test('of another user is not told, and nothing changes', async () => {
    const { purchase, bought } = await requestPendingPurchase(store)
    const problem = await fixture.expectRejected(bought.receipt, { buyer: await createBuyer(fixture.server) })
    expect(problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH', field: ['receipt'], retryable: false })
    expect(
      (await createServerClient(fixture.server).query(stateOf, { id: purchase.id })).purchase,
    ).toMatchObject({
      status: 'REQUESTED',
    })
  })

  test('of another item than was reserved is refused, and nothing changes', async () => {
    const buyer = await createBuyer(fixture.server)
    const purchase = await requestPurchase(buyer, store)
    const productId = 'com.example.arcade.coins_500'
    const { receipt } = await payAtStore(fixture.server, purchase, { outcome: 'PENDING', productId })
    const problem = await fixture.expectRejected(receipt, { buyer: buyer, purchaseId: purchase.id })
    expect(problem).toMatchObject({ code: 'RECEIPT_ITEM_MISMATCH', retryable: false })
  })
})

// Both of these give the app nothing before the money is there: Apple while a parent is asked (Ask to Buy), ONE store because
// it has no pending purchases at all, whose state only is "bought" or "canceled". The reservation just stays REQUESTED.
describe.each(['APP_STORE', 'ONE_STORE'] as const)('what waits at %s', (store) => {
  test('has no receipt; the reservation waits, and the receipt of a day later fulfils it', async () => {
    const { buyer, purchase, bought } = await requestPendingPurchase(store)
    expect(bought).toMatchObject({ receipt: null, transactionId: null })
    await advanceTime(fixture.server.emulator, oneDayMs)
    const open = await buyer.client.query(stateOf, { id: purchase.id })
    expect(open.purchase).toEqual({ status: 'REQUESTED', payment: null })
    const { receipt } = await updateStorePurchase(fixture.server.emulator, bought.id, 'complete')
    await expectCompletePayment(buyer, purchase, receipt)
  })

  test('leaves no receipt when it is given up', async () => {
    const { bought } = await requestPendingPurchase(store)
    expect(await updateStorePurchase(fixture.server.emulator, bought.id, 'cancel')).toMatchObject({
      receipt: null,
    })
  })
})
