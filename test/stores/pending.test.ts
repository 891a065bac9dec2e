import type { Purchase, ReceiptInput } from '../../src/graphql/generated/types.ts'
import type { Serialized, ApiClient } from '../support/api.ts'
import {
  toConsumeInput,
  createBuyer,
  payAtStore,
  expectField,
  requestPurchase,
  type Buyer,
} from '../support/purchase-client.ts'
import { advanceTime, updateStorePurchase, type EmulatedStore } from '../support/emulator-control.ts'
import type { TestServer } from '../support/test-server.ts'
import { describe, expect, storeTest as test } from './store-fixture.ts'

const oneDayMs = 24 * 60 * 60 * 1_000

const stateOf = 'query ($id: ID!) { purchase(id: $id) { status payment { status } } }'

async function expectCompletePayment(
  admin: ApiClient,
  buyer: Buyer,
  purchase: Serialized<Purchase>,
  receipt: ReceiptInput,
) {
  const verified = await verify(buyer, purchase, receipt)
  expect(verified).toMatchObject({
    problem: null,
    purchase: { id: purchase.id, status: 'VERIFIED' },
    payment: { status: 'PAID' },
  })
  const payment = expectField(verified, 'payment')
  expect(await admin.mutate('consumePayment', toConsumeInput(payment))).toMatchObject({
    problem: null,
    payment: { status: 'CONSUMED' },
  })
  expect(await admin.mutate('completePayment', { paymentId: payment.id })).toMatchObject({
    problem: null,
    payment: { status: 'COMPLETED' },
  })
  return payment
}

const verify = (buyer: Buyer, { id }: Serialized<Purchase>, receipt: ReceiptInput) =>
  buyer.client.mutate('verifyPurchase', { purchaseId: id, receipt })

async function requestPendingPurchase(server: TestServer, store: EmulatedStore) {
  const buyer = await createBuyer(server)
  const purchase = await requestPurchase(buyer, { store })
  const storePurchase = await payAtStore(server, purchase, { outcome: 'PENDING' })
  return { buyer, purchase, storePurchase }
}

// At these stores the app gets a receipt of the pending purchase at once.
describe.each(['GOOGLE_PLAY', 'TEST_STORE'] as const)('a pending purchase at %s', (store) => {
  test('a pending purchase can be verified, consumed and completed once it is paid a day later', async ({
    server,
    emulator,
    admin,
    databaseSnapshot,
  }) => {
    const { buyer, purchase, storePurchase } = await requestPendingPurchase(server, store)
    const pending = {
      payment: null,
      purchase: { id: purchase.id, status: 'PENDING' },
      problem: { code: 'PURCHASE_PENDING', retryable: true, retryAfterMs: expect.any(Number) },
    }
    expect(await verify(buyer, purchase, storePurchase.receipt)).toMatchObject(pending)
    // A repeated verify changes nothing.
    const again = await databaseSnapshot.expectUnchanged(() => verify(buyer, purchase, storePurchase.receipt))
    expect(again).toMatchObject(pending)

    await advanceTime(emulator, oneDayMs)
    expect(await verify(buyer, purchase, storePurchase.receipt)).toMatchObject(pending)
    await updateStorePurchase(emulator, storePurchase.id, 'complete')
    const payment = await expectCompletePayment(admin, buyer, purchase, storePurchase.receipt)
    // The time of the payment counts, not that of the order.
    expect(Date.parse(payment.paidAt)).toBeGreaterThan(Date.now() + oneDayMs / 2)
  })

  test('a pending purchase is CANCELED when it is never paid, and stays so', async ({
    server,
    emulator,
    databaseSnapshot,
  }) => {
    const { buyer, purchase, storePurchase } = await requestPendingPurchase(server, store)
    await verify(buyer, purchase, storePurchase.receipt)
    await advanceTime(emulator, oneDayMs)
    await updateStorePurchase(emulator, storePurchase.id, 'cancel')
    const canceled = {
      payment: null,
      purchase: { id: purchase.id, status: 'CANCELED', problem: { code: 'PURCHASE_CANCELED' } },
      problem: { code: 'PURCHASE_CANCELED', field: ['receipt'], retryable: false },
    }
    expect(await verify(buyer, purchase, storePurchase.receipt)).toMatchObject(canceled)
    const again = await databaseSnapshot.expectUnchanged(() => verify(buyer, purchase, storePurchase.receipt))
    expect(again).toMatchObject(canceled)
  })

  test('a purchase that was canceled before it was verified is CANCELED at once', async ({
    server,
    emulator,
  }) => {
    const { buyer, purchase, storePurchase } = await requestPendingPurchase(server, store)
    await updateStorePurchase(emulator, storePurchase.id, 'cancel')
    expect(await verify(buyer, purchase, storePurchase.receipt)).toMatchObject({
      purchase: { status: 'CANCELED' },
      problem: { code: 'PURCHASE_CANCELED' },
    })
  })

  test('a pending receipt of another user is rejected, and nothing changes', async ({
    server,
    admin,
    stores,
  }) => {
    const { purchase, storePurchase } = await requestPendingPurchase(server, store)
    const problem = await stores.expectRejected(storePurchase.receipt, { buyer: await createBuyer(server) })
    expect(problem).toMatchObject({ code: 'RECEIPT_USER_MISMATCH', field: ['receipt'], retryable: false })
    expect((await admin.query(stateOf, { id: purchase.id })).purchase).toMatchObject({
      status: 'REQUESTED',
    })
  })

  test('a pending receipt for another item than requested is rejected, and nothing changes', async ({
    server,
    stores,
  }) => {
    const buyer = await createBuyer(server)
    const purchase = await requestPurchase(buyer, { store })
    const productId = 'com.example.arcade.coins_500'
    const { receipt } = await payAtStore(server, purchase, { outcome: 'PENDING', productId })
    const problem = await stores.expectRejected(receipt, { buyer, purchaseId: purchase.id })
    expect(problem).toMatchObject({ code: 'RECEIPT_ITEM_MISMATCH', retryable: false })
  })
})

// At these stores the app gets no receipt before the purchase is paid: at the App Store while a parent has to approve it (Ask to
// Buy), at ONE store because it has no pending purchases. The purchase stays REQUESTED.
describe.each(['APP_STORE', 'ONE_STORE'] as const)('a pending purchase at %s', (store) => {
  test('a pending purchase has no receipt, and the receipt of a day later verifies it', async ({
    server,
    emulator,
    admin,
  }) => {
    const { buyer, purchase, storePurchase } = await requestPendingPurchase(server, store)
    expect(storePurchase).toMatchObject({ receipt: null, transactionId: null })
    await advanceTime(emulator, oneDayMs)
    const open = await buyer.client.query(stateOf, { id: purchase.id })
    expect(open.purchase).toEqual({ status: 'REQUESTED', payment: null })
    const { receipt } = await updateStorePurchase(emulator, storePurchase.id, 'complete')
    await expectCompletePayment(admin, buyer, purchase, receipt)
  })

  test('a canceled pending purchase has no receipt', async ({ server, emulator }) => {
    const { storePurchase } = await requestPendingPurchase(server, store)
    expect(await updateStorePurchase(emulator, storePurchase.id, 'cancel')).toMatchObject({
      receipt: null,
    })
  })
})
