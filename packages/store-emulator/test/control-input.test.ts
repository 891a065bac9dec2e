import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHttpServer } from '../src/http-server.ts'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { createPurchase, coinsProductId, sendRequest } from './emulator-client.ts'
import type { TestResponse } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

async function control(method: string, path: string, body?: unknown): Promise<TestResponse> {
  return sendRequest(`${emulator.url}/control/${path}`, method, body)
}

describe('invalid input', () => {
  const validInput = { store: 'APP_STORE', productId: coinsProductId, outcome: 'PAID' }

  test.each([
    [{ ...validInput, store: 'AMAZON' }, 'store'],
    [{ ...validInput, productId: '<script>' }, 'productId'],
    [{ ...validInput, productId: undefined }, 'productId'],
    [{ ...validInput, outcome: 'FREE' }, 'outcome'],
    [{ ...validInput, quantity: 0 }, 'quantity'],
    [{ ...validInput, quantity: 1.5 }, 'quantity'],
    [{ ...validInput, quantity: 11 }, 'quantity'],
    [{ ...validInput, productType: 'NON_CONSUMABLE', quantity: 2 }, 'quantity'],
    [{ ...validInput, accountToken: 'no-uuid' }, 'accountToken'],
    [{ ...validInput, accountToken: null }, 'accountToken'],
    [{ ...validInput, price: { amount: '-1', currencyCode: 'USD' } }, 'price.amount'],
    [{ ...validInput, price: { amount: '0.0001', currencyCode: 'USD' } }, 'price.amount'],
    [{ ...validInput, price: { amount: '1', currencyCode: 'usd' } }, 'price.currencyCode'],
    [{ ...validInput, tamper: 'BEND' }, 'tamper'],
    [{ ...validInput, tamper: 'HS256', outcome: 'PENDING' }, 'tamper'],
    [{ ...validInput, store: 'TEST_STORE', tamper: 'HS256' }, 'tamper'],
    [{ ...validInput, store: 'TEST_STORE', environment: 'SANDBOX' }, 'environment'],
    [{ ...validInput, store: 'GOOGLE_PLAY', accountToken: 'x'.repeat(65) }, 'accountToken'],
    [{ ...validInput, store: 'GOOGLE_PLAY', productType: 'NON_CONSUMABLE', quantity: 2 }, 'quantity'],
    [{ ...validInput, store: 'GOOGLE_PLAY', tamper: 'HS256' }, 'tamper'],
    [{ ...validInput, store: 'GOOGLE_PLAY', regionCode: 'Korea' }, 'regionCode'],
    [
      {
        ...validInput,
        store: 'GOOGLE_PLAY',
        origin: 'PROMO_CODE',
        price: { amount: '1', currencyCode: 'USD' },
      },
      'price',
    ],
    [{ ...validInput, store: 'GOOGLE_PLAY', marketCode: 'MKT_ONE' }, 'marketCode'],
    [{ ...validInput, store: 'ONE_STORE', accountToken: '한'.repeat(67) }, 'accountToken'],
    [{ ...validInput, store: 'ONE_STORE', productType: 'AUTO_RENEWABLE' }, 'productType'],
    [{ ...validInput, store: 'ONE_STORE', quantity: 11 }, 'quantity'],
    [{ ...validInput, store: 'ONE_STORE', tamper: 'ALG_NONE' }, 'tamper'],
    [{ ...validInput, store: 'ONE_STORE', regionCode: 'KR' }, 'regionCode'],
    [{ ...validInput, tamper: 'OTHER_KEY' }, 'tamper'],
    [{ ...validInput, origin: 'PROMO_CODE' }, 'origin'],
    [{ ...validInput, store: 'TEST_STORE', returnDeveloperPayload: true }, 'returnDeveloperPayload'],
    [{ ...validInput, sotre: 1 }, 'sotre'],
  ])('a purchase of %j is rejected because of %s', async (body, field) => {
    const response = await control('POST', 'purchases', body)
    expect(response).toMatchObject({
      status: 400,
      body: { error: { code: expect.any(String), message: expect.any(String), field } },
    })
  })

  test.each([
    ['POST', 'purchases', '{broken', 400],
    ['POST', 'purchases', '[]', 400],
    ['POST', 'purchases', 'null', 400],
    ['POST', 'purchases', '{"__proto__": {"a": 1}}', 400],
    ['POST', 'purchases', undefined, 400],
    ['GET', 'purchases?first=101', undefined, 400],
    ['GET', 'purchases?first=x', undefined, 400],
    ['GET', 'purchases?after=x', undefined, 400],
    ['GET', 'purchases/pay_1', undefined, 400],
    ['GET', 'purchases/%E0%A4%A', undefined, 400],
    ['GET', `purchases/${'x'.repeat(600)}`, undefined, 414],
    ['POST', `purchases/emu_${crypto.randomUUID()}/refund`, undefined, 404],
    ['POST', `purchases/emu_${crypto.randomUUID()}/explode`, undefined, 404],
    ['POST', 'clock', '{"advanceMs": -1}', 400],
    ['POST', 'clock', '{"advanceMs": 1e300}', 400],
    ['POST', 'faults', '{"store": "APP_STORE", "endpoint": "*"}', 400],
    ['PATCH', 'clock', '{}', 404],
  ])('%s %s with %s returns a typed error', async (method, path, body, status) => {
    const response = await control(method, path, body)
    expect(response).toMatchObject({
      status,
      body: { error: { code: expect.any(String), message: expect.any(String) } },
    })
  })

  test('a body of more than one megabyte and a body that is not JSON are rejected', async () => {
    const url = `${emulator.url}/control/purchases`
    expect(await sendRequest(url, 'POST', { ...validInput, productId: 'x'.repeat(1_100_000) })).toMatchObject(
      {
        status: 413,
        body: { error: {} },
      },
    )
    expect(await sendRequest(url, 'POST', 'a=1', { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
      body: { error: {} },
    })
  })

  test('purchases above the limit are rejected until they are deleted', async () => {
    const small = await startEmulator({ maxPurchases: 2 })
    const purchase = { store: 'APP_STORE', productId: coinsProductId, outcome: 'PAID' }
    await createPurchase(small, {})
    await createPurchase(small, {})
    const response = await sendRequest(`${small.url}/control/purchases`, 'POST', purchase)
    expect(response).toMatchObject({
      status: 507,
      body: { error: { code: 'TOO_MANY_PURCHASES', message: expect.stringContaining('at most 2') } },
    })
    await small.reset()
    await createPurchase(small, {})
    await small.close()
  })

  test('an internal error is a 500 without details', async () => {
    const app = createHttpServer('silent')
    app.get('/broken', () => {
      throw new Error('secret detail')
    })
    const response = await app.inject('/broken')
    expect(response.statusCode).toBe(500)
    expect(response.body).not.toContain('secret')
    await app.close()
  })
})
