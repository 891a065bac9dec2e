import { importSPKI, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import {
  createPurchase,
  callPurchaseAction,
  coinsProductId,
  sendRequest,
  getPurchaseView,
} from './emulator-client.ts'
import type { TestResponse } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

async function callTestStore(
  transactionId: string | null,
  verb?: 'acknowledge' | 'consume' | 'refund',
  secret?: string,
): Promise<TestResponse> {
  const { baseUrl, apiSecret } = emulator.credentials.testStore
  const path = `/v1/purchases/${String(transactionId)}${verb === undefined ? '' : `/${verb}`}`
  return sendRequest(baseUrl + path, verb === undefined ? 'GET' : 'POST', undefined, {
    authorization: `Bearer ${secret ?? apiSecret}`,
  })
}

async function claimsOf(receipt: string | undefined): Promise<unknown> {
  const key = await importSPKI(emulator.credentials.testStore.receiptPublicKey, 'EdDSA')
  const { payload } = await jwtVerify(receipt ?? '', key, {
    algorithms: ['EdDSA'],
    typ: 'coinslot-test-receipt',
  })
  return payload
}

test('the receipt verifies with the public key and matches the purchase in the API', async () => {
  const price = { amount: '4.99', currencyCode: 'USD' }
  const { receipt, transactionId } = await createPurchase(emulator, {
    store: 'TEST_STORE',
    accountToken: 'Token-1',
    quantity: 3,
    price,
  })
  expect(await claimsOf(receipt?.testStore?.receipt)).toEqual({
    transactionId,
    bundleId: 'com.example.arcade',
    productId: coinsProductId,
    accountToken: 'token-1',
    quantity: 3,
    purchasedAt: expect.any(Number),
    price: { amountMicros: '4990000', currency: 'USD' },
    state: 'PAID',
  })
  expect((await callTestStore(transactionId)).body).toEqual({
    transactionId,
    orderId: expect.any(String),
    bundleId: 'com.example.arcade',
    productId: coinsProductId,
    productType: 'CONSUMABLE',
    state: 'PAID',
    accountToken: 'token-1',
    quantity: 3,
    priceMicros: '4990000',
    currency: 'USD',
    purchasedAt: expect.any(Number),
    consumed: false,
    acknowledged: false,
  })
})

test('a pending purchase has a receipt with its state and becomes paid or canceled', async () => {
  const paid = await createPurchase(emulator, { store: 'TEST_STORE', outcome: 'PENDING' })
  expect(await claimsOf(paid.receipt?.testStore?.receipt)).toMatchObject({ state: 'PENDING' })
  expect((await callTestStore(paid.transactionId)).body).toMatchObject({ state: 'PENDING' })
  expect(await callTestStore(paid.transactionId, 'consume')).toMatchObject({
    status: 409,
    body: { error: { code: 'NOT_PAID' } },
  })
  await callPurchaseAction(emulator, paid.id, 'complete')
  expect((await callTestStore(paid.transactionId)).body).toMatchObject({ state: 'PAID' })

  const canceled = await createPurchase(emulator, { store: 'TEST_STORE', outcome: 'PENDING' })
  await callPurchaseAction(emulator, canceled.id, 'cancel')
  expect((await callTestStore(canceled.transactionId)).body).toMatchObject({ state: 'CANCELED' })
})

test('a declined purchase has no receipt and the state DECLINED', async () => {
  const { receipt, transactionId } = await createPurchase(emulator, {
    store: 'TEST_STORE',
    outcome: 'DECLINED',
  })
  expect(receipt).toBeNull()
  expect((await callTestStore(transactionId)).body).toMatchObject({ state: 'DECLINED' })
})

test('acknowledging and consuming are idempotent', async () => {
  const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  for (let n = 0; n < 2; n += 1) {
    expect(await callTestStore(transactionId, 'acknowledge')).toMatchObject({
      status: 200,
      body: { acknowledged: true, consumed: false },
    })
  }
  for (let n = 0; n < 2; n += 1) {
    expect(await callTestStore(transactionId, 'consume')).toMatchObject({
      status: 200,
      body: { acknowledged: true, consumed: true },
    })
  }
})

test('a purchase that is not consumable or was refunded cannot be consumed', async () => {
  const ads = await createPurchase(emulator, {
    store: 'TEST_STORE',
    productId: 'com.example.arcade.remove_ads',
  })
  expect(await callTestStore(ads.transactionId, 'consume')).toMatchObject({
    status: 409,
    body: { error: { code: 'NOT_CONSUMABLE' } },
  })
  const refunded = await createPurchase(emulator, { store: 'TEST_STORE' })
  await callPurchaseAction(emulator, refunded.id, 'refund')
  expect(await callTestStore(refunded.transactionId, 'consume')).toMatchObject({
    status: 409,
    body: { error: { code: 'NOT_PAID' } },
  })
  expect((await callTestStore(refunded.transactionId)).body).toMatchObject({
    state: 'REFUNDED',
    refundedAt: expect.any(Number),
  })
  await callPurchaseAction(emulator, refunded.id, 'reverse-refund')
  expect((await callTestStore(refunded.transactionId)).body).not.toHaveProperty('refundedAt')
})

test('a refund of the developer is full and idempotent, even after the purchase was consumed', async () => {
  const { id, transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  await callTestStore(transactionId, 'consume')
  const refunded = await callTestStore(transactionId, 'refund')
  expect(refunded).toMatchObject({
    status: 200,
    body: { transactionId, state: 'REFUNDED', consumed: true, refundedAt: expect.any(Number) },
  })
  expect((await callTestStore(transactionId, 'refund')).body).toEqual(refunded.body)
  expect((await callTestStore(transactionId)).body).toEqual(refunded.body)
  expect(await getPurchaseView(emulator, id)).toMatchObject({ refund: { by: 'DEVELOPER', percentage: 100 } })
})

test('an unpaid purchase cannot be refunded', async () => {
  for (const outcome of ['PENDING', 'DECLINED']) {
    const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE', outcome })
    expect(await callTestStore(transactionId, 'refund')).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_PAID' } },
    })
  }
})

test('a wrong secret is rejected with 401, and an unknown purchase with 404', async () => {
  const { transactionId } = await createPurchase(emulator, { store: 'TEST_STORE' })
  expect(await callTestStore(transactionId, undefined, 'wrong')).toMatchObject({
    status: 401,
    body: { error: { code: 'UNAUTHENTICATED' } },
  })
  const other = await createPurchase(emulator, { store: 'TEST_STORE', bundleId: 'com.example.other' })
  const apple = await createPurchase(emulator, { store: 'APP_STORE' })
  for (const unknown of ['TT1', other.transactionId, apple.transactionId]) {
    expect(await callTestStore(unknown)).toMatchObject({
      status: 404,
      body: { error: { code: 'PURCHASE_NOT_FOUND' } },
    })
  }
})
