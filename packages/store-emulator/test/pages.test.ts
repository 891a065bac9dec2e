import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { fillTemplate } from '../src/pages/fill-template.ts'
import { isLoopbackOrigin, isLoopbackUrl } from '../src/pages/is-loopback-url.ts'
import { coinsProductId, createPurchase, sendRequest } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

test('the pages are served with all their assets and a restrictive content security policy', async () => {
  const console = await sendRequest(`${emulator.url}/`, 'GET')
  const checkout = await sendRequest(
    `${emulator.url}/checkout?store=APP_STORE&productId=${coinsProductId}`,
    'GET',
  )
  for (const page of [console, checkout]) {
    expect(page.status).toBe(200)
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    const assets = [...page.text.matchAll(/(?:href|src)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path)
    expect(assets.length).toBeGreaterThan(1)
    for (const path of [...assets, '/assets/control.js', '/assets/subscriptions.js'])
      expect((await sendRequest(emulator.url + path, 'GET')).status).toBe(200)
  }
})

test('the page of the emulator links to the console and suggests an account token only if it was told them', async () => {
  const read = async () => (await sendRequest(`${emulator.url}/`, 'GET')).text
  expect(await read()).toContain('data-payments-url=""')
  emulator.setPage({ paymentsUrl: 'http://127.0.0.1:1/payments?app=ak_1&b="<', accountToken: 'token-1' })
  const page = await read()
  expect(page).toContain('data-payments-url="http://127.0.0.1:1/payments?app=ak_1&amp;b=&quot;&lt;"')
  expect(page).toMatch(/name="accountToken"[^>]*value="token-1"/)
})

test('the checkout page contains the product, the price and the store, escaped', async () => {
  const query = new URLSearchParams({
    store: 'TEST_STORE',
    productId: coinsProductId,
    accountToken: '"><script>alert(1)</script>',
  })
  const { text } = await sendRequest(`${emulator.url}/checkout?${query.toString()}`, 'GET')
  expect(text).toContain('1200 KRW')
  expect(text).toContain('Test store')
  expect(text).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;')
  expect(text).not.toContain('<script>alert')
})

test('every web page may read the prices of the products, as a store shows them', async () => {
  const read = (query: string) => sendRequest(`${emulator.url}/checkout/products?${query}`, 'GET')
  const { headers, text } = await read(`productId=${coinsProductId}&productId=another`)
  expect(headers.get('access-control-allow-origin')).toBe('*')
  expect(JSON.parse(text)).toEqual({
    products: [
      { productId: coinsProductId, displayPrice: '₩1,200' },
      { productId: 'another', displayPrice: '$1.99' },
    ],
  })
  for (const query of ['', 'productId=%3Cb%3E', `productId=${'x'.repeat(200)}`]) {
    expect(await read(query)).toMatchObject({ status: 400 })
  }
})

test('the customer chooses the quantity of a consumable product of Google Play, and of no other one', async () => {
  const read = async (store: string, productId: string) =>
    (await sendRequest(`${emulator.url}/checkout?store=${store}&productId=${productId}`, 'GET')).text
  expect(await read('GOOGLE_PLAY', coinsProductId)).toContain('data-has-quantity="true"')
  expect(await read('GOOGLE_PLAY', 'com.example.arcade.ship_aurora')).toContain('data-has-quantity="false"')
  expect(await read('APP_STORE', coinsProductId)).toContain('data-has-quantity="false"')
})

test.each([
  ['http://localhost:3000/done?a=1', true],
  ['https://127.0.0.1/', true],
  ['http://[::1]:8080/x#y', true],
  ['http://game.localhost/', true],
  ['https://example.com/', false],
  ['http://localhost.example.com/', false],
  ['http://localhost@example.com/', false],
  ['http://127.0.0.1.example.com/', false],
  ['javascript:alert(1)', false],
  ['data:text/html,x', false],
  ['//localhost/', false],
  ['', false],
])('the checkout page may return to %s: %s', async (returnUrl, allowed) => {
  expect(isLoopbackUrl(returnUrl)).toBe(allowed)
  const query = new URLSearchParams({ store: 'APP_STORE', productId: coinsProductId, returnUrl })
  const response = await sendRequest(`${emulator.url}/checkout?${query.toString()}`, 'GET')
  expect(response.status).toBe(allowed ? 200 : 400)
})

test.each([
  ['http://localhost:3000', true],
  ['https://127.0.0.1', true],
  ['http://[::1]:8080', true],
  ['http://localhost:3000/', false],
  ['http://localhost:3000/shop', false],
  ['http://LOCALHOST:3000', false],
  ['http://a@localhost:3000', false],
  ['https://example.com', false],
  ['*', false],
  ['null', false],
])('the checkout page may send receipts to an opener of the origin %s: %s', async (openerOrigin, allowed) => {
  expect(isLoopbackOrigin(openerOrigin)).toBe(allowed)
  const input = { store: 'APP_STORE', productId: coinsProductId, openerOrigin, checkoutId: 'first' }
  const query = new URLSearchParams(input)
  const response = await sendRequest(`${emulator.url}/checkout?${query.toString()}`, 'GET')
  expect(response.status).toBe(allowed ? 200 : 400)
  if (allowed) expect(response.text).toContain(`data-opener-origin="${openerOrigin}"`)
})

test('a page of this machine reads the transactions of an account token that are not finished', async () => {
  const accountToken = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
  const read = async (origin: string) => {
    const query = new URLSearchParams({ store: 'GOOGLE_PLAY', accountToken })
    return sendRequest(`${emulator.url}/checkout/unfinished?${query.toString()}`, 'GET', undefined, {
      origin,
    })
  }
  const local = 'http://localhost:3000'
  expect(await read(local)).toMatchObject({ status: 200, body: { transactions: [] } })
  const buy = async (input: object) =>
    createPurchase(emulator, { store: 'GOOGLE_PLAY', productId: coinsProductId, accountToken, ...input })
  const paid = await buy({ outcome: 'PAID' })
  const pending = await buy({ outcome: 'PENDING' })
  await buy({ outcome: 'DECLINED' })
  await buy({ outcome: 'PAID', accountToken: 'another' })
  const refunded = await buy({ outcome: 'PAID' })
  await sendRequest(`${emulator.url}/control/purchases/${refunded.id}/refund`, 'POST', {})
  const response = await read(local)
  expect(response.headers.get('access-control-allow-origin')).toBe(local)
  const common = { productId: coinsProductId, accountToken }
  expect(response.body).toEqual({
    transactions: [
      { ...common, purchaseId: pending.id, outcome: 'PENDING', receipt: pending.receipt },
      { ...common, purchaseId: paid.id, outcome: 'PAID', receipt: paid.receipt },
    ],
  })
  expect((await read('https://example.com')).headers.get('access-control-allow-origin')).toBeNull()
  const unknown = `${emulator.url}/checkout/unfinished?store=GOOGLE_PLAY`
  expect((await sendRequest(unknown, 'GET')).status).toBe(400)
})

test('a checkout without a product, with an unknown field or in an unknown store is rejected', async () => {
  for (const query of [
    'store=APP_STORE',
    `store=APP_STORE&productId=${coinsProductId}&x=1`,
    `store=AMAZON&productId=${coinsProductId}`,
  ]) {
    expect(await sendRequest(`${emulator.url}/checkout?${query}`, 'GET')).toMatchObject({
      status: 400,
      body: { error: {} },
    })
  }
})

test('a template with a placeholder without a value throws', () => {
  expect(fillTemplate('{{a}} & {{a}}', { a: '<' })).toBe('&lt; & &lt;')
  expect(() => fillTemplate('{{b}}', { a: '' })).toThrow('{{b}}')
})

test('the page has a form for subscriptions, and its clock advances by a year', async () => {
  const { text } = await sendRequest(`${emulator.url}/`, 'GET')
  expect(text).toContain('id="subscribe"')
  expect(text).toContain('data-advance="31536000000"')
})
