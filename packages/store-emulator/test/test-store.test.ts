import { importSPKI, jwtVerify } from 'jose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { buy, change, COINS, send, view } from './emulator-client.ts'
import type { Answer } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

async function ask(
  transactionId: string | null,
  verb?: 'acknowledge' | 'consume' | 'refund',
  secret?: string,
): Promise<Answer> {
  const { baseUrl, apiSecret } = emulator.credentials.testStore
  const path = `/v1/purchases/${String(transactionId)}${verb === undefined ? '' : `/${verb}`}`
  return send(baseUrl + path, verb === undefined ? 'GET' : 'POST', undefined, {
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

it('signs a receipt that its public key verifies, and answers the same about the purchase', async () => {
  const price = { amount: '4.99', currencyCode: 'USD' }
  const { receipt, transactionId } = await buy(emulator, {
    store: 'TEST_STORE',
    accountToken: 'Token-1',
    quantity: 3,
    price,
  })
  expect(await claimsOf(receipt?.testStore?.receipt)).toEqual({
    transactionId,
    bundleId: 'com.example.arcade',
    productId: COINS,
    accountToken: 'token-1',
    quantity: 3,
    purchasedAt: expect.any(Number),
    price: { amountMicros: '4990000', currency: 'USD' },
    state: 'PAID',
  })
  expect((await ask(transactionId)).body).toEqual({
    transactionId,
    orderId: expect.any(String),
    bundleId: 'com.example.arcade',
    productId: COINS,
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

it('a pending purchase has a receipt that says so, and becomes paid or canceled', async () => {
  const paid = await buy(emulator, { store: 'TEST_STORE', outcome: 'PENDING' })
  expect(await claimsOf(paid.receipt?.testStore?.receipt)).toMatchObject({ state: 'PENDING' })
  expect((await ask(paid.transactionId)).body).toMatchObject({ state: 'PENDING' })
  expect(await ask(paid.transactionId, 'consume')).toMatchObject({
    status: 409,
    body: { error: { code: 'NOT_PAID' } },
  })
  await change(emulator, paid.id, 'complete')
  expect((await ask(paid.transactionId)).body).toMatchObject({ state: 'PAID' })

  const canceled = await buy(emulator, { store: 'TEST_STORE', outcome: 'PENDING' })
  await change(emulator, canceled.id, 'cancel')
  expect((await ask(canceled.transactionId)).body).toMatchObject({ state: 'CANCELED' })
})

it('a declined purchase has no receipt, and the store says that it was declined', async () => {
  const { receipt, transactionId } = await buy(emulator, { store: 'TEST_STORE', outcome: 'DECLINED' })
  expect(receipt).toBeNull()
  expect((await ask(transactionId)).body).toMatchObject({ state: 'DECLINED' })
})

it('acknowledges and consumes as often as it is asked, once', async () => {
  const { transactionId } = await buy(emulator, { store: 'TEST_STORE' })
  for (let n = 0; n < 2; n += 1) {
    expect(await ask(transactionId, 'acknowledge')).toMatchObject({
      status: 200,
      body: { acknowledged: true, consumed: false },
    })
  }
  for (let n = 0; n < 2; n += 1) {
    expect(await ask(transactionId, 'consume')).toMatchObject({
      status: 200,
      body: { acknowledged: true, consumed: true },
    })
  }
})

it('refuses to consume what is not consumable or was refunded', async () => {
  const ads = await buy(emulator, { store: 'TEST_STORE', productId: 'com.example.arcade.remove_ads' })
  expect(await ask(ads.transactionId, 'consume')).toMatchObject({
    status: 409,
    body: { error: { code: 'NOT_CONSUMABLE' } },
  })
  const refunded = await buy(emulator, { store: 'TEST_STORE' })
  await change(emulator, refunded.id, 'refund')
  expect(await ask(refunded.transactionId, 'consume')).toMatchObject({
    status: 409,
    body: { error: { code: 'NOT_PAID' } },
  })
  expect((await ask(refunded.transactionId)).body).toMatchObject({
    state: 'REFUNDED',
    refundedAt: expect.any(Number),
  })
  await change(emulator, refunded.id, 'reverse-refund')
  expect((await ask(refunded.transactionId)).body).not.toHaveProperty('refundedAt')
})

it('refunds for the developer, all of it and once, whatever became of the product', async () => {
  const { id, transactionId } = await buy(emulator, { store: 'TEST_STORE' })
  await ask(transactionId, 'consume')
  const refunded = await ask(transactionId, 'refund')
  expect(refunded).toMatchObject({
    status: 200,
    body: { transactionId, state: 'REFUNDED', consumed: true, refundedAt: expect.any(Number) },
  })
  expect((await ask(transactionId, 'refund')).body).toEqual(refunded.body)
  expect((await ask(transactionId)).body).toEqual(refunded.body)
  expect(await view(emulator, id)).toMatchObject({ refund: { by: 'DEVELOPER', percentage: 100 } })
})

it('refuses to refund what was not paid', async () => {
  for (const outcome of ['PENDING', 'DECLINED']) {
    const { transactionId } = await buy(emulator, { store: 'TEST_STORE', outcome })
    expect(await ask(transactionId, 'refund')).toMatchObject({
      status: 409,
      body: { error: { code: 'NOT_PAID' } },
    })
  }
})

it('answers 401 to a wrong secret and 404 to what it does not know', async () => {
  const { transactionId } = await buy(emulator, { store: 'TEST_STORE' })
  expect(await ask(transactionId, undefined, 'wrong')).toMatchObject({
    status: 401,
    body: { error: { code: 'UNAUTHENTICATED' } },
  })
  const other = await buy(emulator, { store: 'TEST_STORE', bundleId: 'com.example.other' })
  const apple = await buy(emulator, { store: 'APP_STORE' })
  for (const unknown of ['TT1', other.transactionId, apple.transactionId]) {
    expect(await ask(unknown)).toMatchObject({ status: 404, body: { error: { code: 'PURCHASE_NOT_FOUND' } } })
  }
})
