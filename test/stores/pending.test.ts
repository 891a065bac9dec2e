import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Purchase, ReceiptInput } from '../../src/graphql/generated/types.ts'
import type { Wire } from '../support/api.ts'
import { consumeInput, newBuyer, pay, required, reserve, serverApi, type Buyer } from '../support/buyer.ts'
import { advanceClock, changeAtStore, type EmulatedStore } from '../support/emulator-control.ts'
import { openDesk, type StoreDesk } from './store-desk.ts'

const oneDayMs = 24 * 60 * 60 * 1_000

let desk: StoreDesk
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

const stateOf = 'query ($id: ID!) { purchase(id: $id) { status payment { status } } }'

async function expectWhole(buyer: Buyer, purchase: Wire<Purchase>, receipt: ReceiptInput) {
  const verified = await verify(buyer, purchase, receipt)
  expect(verified).toMatchObject({
    problem: null,
    purchase: { id: purchase.id, status: 'VERIFIED' },
    payment: { status: 'PAID' },
  })
  const payment = required(verified, 'payment')
  const server = serverApi(desk.at)
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

const verify = (buyer: Buyer, { id }: Wire<Purchase>, receipt: ReceiptInput) =>
  buyer.api.mutate('verifyPurchase', { purchaseId: id, receipt })

async function reserveAndOwe(store: EmulatedStore) {
  const buyer = await newBuyer(desk.at)
  const purchase = await reserve(buyer, store)
  const bought = await pay(desk.at, purchase, { outcome: 'PENDING' })
  return { buyer, purchase, bought }
}

// In these two the app gets a receipt at once, which says that the money is still to come.
describe.each(['GOOGLE_PLAY', 'TEST_STORE'] as const)('a pending purchase at %s', (store) => {
  test('is PENDING, and goes its whole way once the money has come a day later', async () => {
    const { buyer, purchase, bought } = await reserveAndOwe(store)
    const pending = {
      payment: null,
      purchase: { id: purchase.id, status: 'PENDING' },
      problem: { code: 'PURCHASE_PENDING', retryable: true, retryAfterMs: expect.any(Number) },
    }
    expect(await verify(buyer, purchase, bought.receipt)).toMatchObject(pending)
    // Asking again changes nothing more.
    const again = await desk.database.expectUnchanged(() => verify(buyer, purchase, bought.receipt))
    expect(again).toMatchObject(pending)

    await advanceClock(desk.at.emulator, oneDayMs)
    expect(await verify(buyer, purchase, bought.receipt)).toMatchObject(pending)
    await changeAtStore(desk.at.emulator, bought.id, 'complete')
    const payment = await expectWhole(buyer, purchase, bought.receipt)
    // The day of the payment counts, not that of the order.
    expect(Date.parse(payment.paidAt)).toBeGreaterThan(Date.now() + oneDayMs / 2)
  })

  test('is CANCELED when the money never comes, and stays so', async () => {
    const { buyer, purchase, bought } = await reserveAndOwe(store)
    await verify(buyer, purchase, bought.receipt)
    await advanceClock(desk.at.emulator, oneDayMs)
    await changeAtStore(desk.at.emulator, bought.id, 'cancel')
    const canceled = {
      payment: null,
      purchase: { id: purchase.id, status: 'CANCELED', problem: { code: 'PURCHASE_CANCELED' } },
      problem: { code: 'PURCHASE_CANCELED', field: ['receipt'], retryable: false },
    }
    expect(await verify(buyer, purchase, bought.receipt)).toMatchObject(canceled)
    const again = await desk.database.expectUnchanged(() => verify(buyer, purchase, bought.receipt))
    expect(again).toMatchObject(canceled)
  })

  test('is CANCELED at once when nobody asked while it was pending', async () => {
    const { buyer, purchase, bought } = await reserveAndOwe(store)
    await changeAtStore(desk.at.emulator, bought.id, 'cancel')
    expect(await verify(buyer, purchase, bought.receipt)).toMatchObject({
      purchase: { status: 'CANCELED' },
      problem: { code: 'PURCHASE_CANCELED' },
    })
  })

  test('of another user is not told, and nothing changes', async () => {
    const { purchase, bought } = await reserveAndOwe(store)
    const problem = await desk.refuse(bought.receipt, { by: await newBuyer(desk.at) })
    expect(problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH', field: ['receipt'], retryable: false })
    expect((await serverApi(desk.at).query(stateOf, { id: purchase.id })).purchase).toMatchObject({
      status: 'REQUESTED',
    })
  })

  test('of another item than was reserved is refused, and nothing changes', async () => {
    const buyer = await newBuyer(desk.at)
    const purchase = await reserve(buyer, store)
    const productId = 'com.example.arcade.coins_500'
    const { receipt } = await pay(desk.at, purchase, { outcome: 'PENDING', productId })
    const problem = await desk.refuse(receipt, { by: buyer, purchaseId: purchase.id })
    expect(problem).toMatchObject({ code: 'RECEIPT_ITEM_MISMATCH', retryable: false })
  })
})

// Both of these give the app nothing before the money is there: Apple while a parent is asked (Ask to Buy), ONE store because
// it has no pending purchases at all, whose state only is "bought" or "canceled". The reservation just stays REQUESTED.
describe.each(['APP_STORE', 'ONE_STORE'] as const)('what waits at %s', (store) => {
  test('has no receipt; the reservation waits, and the receipt of a day later fulfils it', async () => {
    const { buyer, purchase, bought } = await reserveAndOwe(store)
    expect(bought).toMatchObject({ receipt: null, transactionId: null })
    await advanceClock(desk.at.emulator, oneDayMs)
    const open = await buyer.api.query(stateOf, { id: purchase.id })
    expect(open.purchase).toEqual({ status: 'REQUESTED', payment: null })
    const { receipt } = await changeAtStore(desk.at.emulator, bought.id, 'complete')
    await expectWhole(buyer, purchase, receipt)
  })

  test('leaves no receipt when it is given up', async () => {
    const { bought } = await reserveAndOwe(store)
    expect(await changeAtStore(desk.at.emulator, bought.id, 'cancel')).toMatchObject({ receipt: null })
  })
})
