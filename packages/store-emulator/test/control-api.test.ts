import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
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

const pageSchema = z.object({
  purchases: z.array(z.object({ id: z.string(), store: z.string() })),
  hasMore: z.boolean(),
  endCursor: z.string().nullable(),
})

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
})
afterAll(async () => {
  await emulator.close()
})

async function control(method: string, path: string, body?: unknown): Promise<TestResponse> {
  return sendRequest(`${emulator.url}/control/${path}`, method, body)
}

async function list(query = ''): Promise<z.infer<typeof pageSchema>> {
  return pageSchema.parse((await control('GET', `purchases${query}`)).body)
}

describe('purchases', () => {
  test('a purchase is returned as its store knows it', async () => {
    const { id, receipt, transactionId } = await createPurchase(emulator, {
      store: 'TEST_STORE',
      accountToken: 'A',
      quantity: 2,
    })
    expect(await getPurchaseView(emulator, id)).toEqual({
      id,
      store: 'TEST_STORE',
      environment: 'PRODUCTION',
      state: 'PAID',
      appId: 'com.example.arcade',
      productId: coinsProductId,
      productType: 'CONSUMABLE',
      quantity: 2,
      price: { amount: '2400', currencyCode: 'KRW' },
      accountToken: 'a',
      transactionId,
      orderId: expect.any(String),
      purchaseToken: null,
      createdAt: expect.any(Number),
      paidAt: expect.any(Number),
      acknowledged: false,
      consumed: false,
      finished: false,
      refunded: false,
      refund: null,
      refundedQuantity: 0,
      consumptionInformation: null,
      refundReview: null,
      origin: null,
      tamper: null,
      receipt,
    })
  })

  test.each([
    ['com.example.arcade.coins_100', '1200', 'KRW', 'CONSUMABLE'],
    ['com.example.arcade.coins_500', '5500', 'KRW', 'CONSUMABLE'],
    ['com.example.arcade.remove_ads', '3300', 'KRW', 'NON_CONSUMABLE'],
    ['anything_else', '1.99', 'USD', 'CONSUMABLE'],
  ])(
    'the product %s costs %s %s and is %s by default',
    async (productId, amount, currencyCode, productType) => {
      const { id } = await createPurchase(emulator, { productId })
      expect(await getPurchaseView(emulator, id)).toMatchObject({
        price: { amount, currencyCode },
        productType,
      })
    },
  )

  test('the pages list each purchase exactly once, newest first', async () => {
    const ids: string[] = []
    for (let n = 0; n < 7; n += 1)
      ids.unshift((await createPurchase(emulator, { store: n % 2 === 0 ? 'TEST_STORE' : 'APP_STORE' })).id)
    const first = await list('?first=3')
    await createPurchase(emulator, {})
    const second = await list(`?first=3&after=${String(first.endCursor)}`)
    const third = await list(`?first=3&after=${String(second.endCursor)}`)
    expect([first, second, third].flatMap(({ purchases }) => purchases.map(({ id }) => id))).toEqual(ids)
    expect([first.hasMore, second.hasMore, third.hasMore]).toEqual([true, true, false])
  })

  test('the list can be filtered by store and by account token in any case', async () => {
    await createPurchase(emulator, { store: 'TEST_STORE', accountToken: 'Someone' })
    await createPurchase(emulator, { store: 'APP_STORE' })
    expect((await list('?store=APP_STORE')).purchases).toMatchObject([{ store: 'APP_STORE' }])
    expect((await list('?accountToken=SOMEONE')).purchases).toMatchObject([{ store: 'TEST_STORE' }])
    expect((await list('?accountToken=nobody')).purchases).toEqual([])
  })

  test('DELETE removes all purchases', async () => {
    const { id } = await createPurchase(emulator, {})
    expect((await control('DELETE', 'purchases')).status).toBe(204)
    expect(await list()).toEqual({ purchases: [], hasMore: false, endCursor: null })
    expect((await control('GET', `purchases/${id}`)).status).toBe(404)
  })

  test('each state allows only its own changes', async () => {
    const { id } = await createPurchase(emulator, { outcome: 'PENDING' })
    const invalidState = { status: 409, body: { error: { code: 'INVALID_STATE' } } }
    for (const verb of ['refund', 'revoke', 'reverse-refund'])
      expect(await callPurchaseAction(emulator, id, verb)).toMatchObject(invalidState)
    expect(await callPurchaseAction(emulator, id, 'complete')).toMatchObject({
      status: 200,
      body: { state: 'PAID' },
    })
    for (const verb of ['complete', 'cancel', 'reverse-refund'])
      expect(await callPurchaseAction(emulator, id, verb)).toMatchObject(invalidState)
    expect(await callPurchaseAction(emulator, id, 'refund')).toMatchObject({
      status: 200,
      body: { refund: { kind: 'REFUND', percentage: 100 } },
    })
    for (const verb of ['refund', 'revoke', 'cancel'])
      expect(await callPurchaseAction(emulator, id, verb)).toMatchObject(invalidState)
    expect(await callPurchaseAction(emulator, id, 'reverse-refund')).toMatchObject({
      status: 200,
      body: { state: 'PAID', refund: null },
    })
    expect(await callPurchaseAction(emulator, id, 'revoke')).toMatchObject({
      status: 200,
      body: { refund: { kind: 'REVOKE' } },
    })
  })

  test('a partial refund leaves the purchase paid, and its percentage can only increase', async () => {
    const { id } = await createPurchase(emulator, {})
    expect(await callPurchaseAction(emulator, id, 'refund', { percentage: 50 })).toMatchObject({
      body: { state: 'PAID', refunded: false, refund: { percentage: 50 } },
    })
    expect(await callPurchaseAction(emulator, id, 'refund', { percentage: 50 })).toMatchObject({
      status: 400,
      body: { error: { field: 'percentage' } },
    })
    const test = await createPurchase(emulator, { store: 'TEST_STORE' })
    expect(await callPurchaseAction(emulator, test.id, 'refund', { percentage: 50 })).toMatchObject({
      status: 400,
      body: { error: { field: 'percentage' } },
    })
  })
})

describe('the virtual clock', () => {
  test('advancing the clock moves the times that the stores report', async () => {
    const before = await createPurchase(emulator, { store: 'TEST_STORE' })
    const { body } = await control('POST', 'clock', { advanceMs: 259_200_000 })
    expect(body).toMatchObject({ offsetMs: 259_200_000 })
    const after = await createPurchase(emulator, { store: 'TEST_STORE' })
    const moved =
      Number((await getPurchaseView(emulator, after.id))['paidAt']) -
      Number((await getPurchaseView(emulator, before.id))['paidAt'])
    expect(moved).toBeGreaterThanOrEqual(259_200_000)
    expect(moved).toBeLessThan(259_260_000)
  })

  test("a reset returns to the machine's clock and keeps the purchases", async () => {
    await control('POST', 'clock', { advanceMs: 3_600_000 })
    const { id } = await createPurchase(emulator, { store: 'TEST_STORE' })
    expect((await control('DELETE', 'clock')).body).toMatchObject({ offsetMs: 0 })
    expect(Math.abs(emulator.now() - Date.now())).toBeLessThan(10_000)
    expect(await getPurchaseView(emulator, id)).toMatchObject({ id })
  })

  test('the clock can be at most ten years ahead', async () => {
    const tenYears = 10 * 365 * 86_400_000
    expect((await control('POST', 'clock', { advanceMs: tenYears })).status).toBe(200)
    expect(await control('POST', 'clock', { advanceMs: 1 })).toMatchObject({
      status: 400,
      body: { error: { field: 'advanceMs' } },
    })
    await emulator.reset()
    expect((await control('GET', 'clock')).body).toMatchObject({ offsetMs: 0 })
  })
})

test('the control API returns the credentials of the emulator', async () => {
  expect((await control('GET', 'credentials')).body).toEqual(emulator.credentials)
})
