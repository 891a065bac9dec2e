import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { coinsProductId, sendRequest } from './emulator-client.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await startEmulator()
})
afterAll(async () => {
  await emulator.close()
})

const monthly = 'com.example.arcade.vip_monthly'
const yearly = 'com.example.arcade.vip_yearly'
const firstToken = '7c9e6679-7425-40de-944b-e07fc1f90ae7'
const secondToken = '9b2fd1a5-4c7e-4d53-8f0a-3c1f0f6d2e11'

/** What the script of the checkout page gets about a subscription. */
async function readOffer(query: Record<string, string>): Promise<unknown> {
  const url = `${emulator.url}/checkout?${new URLSearchParams(query).toString()}`
  const { text } = await sendRequest(url, 'GET')
  const [, offer = ''] = /data-offer="([^"]*)"/.exec(text) ?? []
  return JSON.parse(offer.replaceAll('&quot;', '"'))
}

async function change(path: string, input: object): Promise<Record<string, unknown>> {
  const { body, status, text } = await sendRequest(`${emulator.url}/control/${path}`, 'POST', input)
  if (status >= 300) throw new Error(text)
  return body as Record<string, unknown>
}

async function listOwned(query: Record<string, string>): Promise<unknown> {
  const url = `${emulator.url}/checkout/unfinished?${new URLSearchParams(query).toString()}`
  return (await sendRequest(url, 'GET')).body
}

test('the sheet sells a subscription with its period, price and trial, and a customer has one trial', async () => {
  const store = 'GOOGLE_PLAY'
  const customer = 'ada'
  const plan = { period: 'P1M', amount: '4900', currencyCode: 'KRW', trial: 'P1W' }
  const offer = { plan, choices: [], current: null, changesAtRenewal: false }
  expect(await readOffer({ store, productId: monthly, customer })).toEqual(offer)
  await change('subscriptions', { store, productId: monthly, customer, accountToken: firstToken })
  expect(await readOffer({ store, productId: monthly, customer })).toMatchObject({ plan: { trial: null } })
  expect(await readOffer({ store, productId: monthly, customer: 'bob' })).toEqual(offer)
  expect(await readOffer({ store, productId: monthly })).toEqual(offer)
})

test('the customer says how a product is sold that the emulator does not know', async () => {
  const offer = await readOffer({ store: 'APP_STORE', productId: 'com.example.season_pass' })
  expect(offer).toMatchObject({
    plan: null,
    choices: [{ period: 'P1W' }, { period: 'P1M' }, { period: 'P1Y' }],
  })
  expect(await readOffer({ store: 'APP_STORE', productId: coinsProductId })).toMatchObject({
    ...{ plan: null, choices: [] },
  })
  expect(await readOffer({ store: 'TEST_STORE', productId: monthly })).toBeNull()
})

test('the prices of subscriptions are those of their periods', async () => {
  const url = `${emulator.url}/checkout/products?productId=${monthly}&productId=com.example.news_weekly`
  expect((await sendRequest(url, 'GET')).body).toEqual({
    products: [
      { productId: monthly, displayPrice: '₩4,900' },
      { productId: 'com.example.news_weekly', displayPrice: '$2.99' },
    ],
  })
})

test.each([
  ['GOOGLE_PLAY', 'change-plan', { mode: 'CHARGE_FULL_PRICE' }],
  ['ONE_STORE', 'change-plan', { mode: 'CHARGE_FULL_PRICE' }],
  ['APP_STORE', 'change-in-group', { change: 'UPGRADE' }],
] as const)(
  'a customer of %s owns one subscription, and after a change of the plan the changed one',
  async (store, verb, how) => {
    const customer = `customer of ${store}`
    const input = { store, productId: monthly, customer, accountToken: firstToken }
    const first = await change('subscriptions', input)
    // The App Store signs its answers anew.
    const receipt: unknown = expect.any(Object)
    const owned = { productId: monthly, accountToken: firstToken, outcome: 'PAID', receipt }
    expect(await listOwned({ store, customer })).toEqual({
      transactions: [{ ...owned, purchaseId: first['id'] }],
    })
    const id = String(first['id'])
    const query = { store, productId: yearly, customer, replaces: id }
    expect(await readOffer({ ...query, change: 'DOWNGRADE', mode: 'DEFERRED' })).toMatchObject({
      ...{ plan: { period: 'P1Y', trial: null }, changesAtRenewal: true },
      current: { id, productId: monthly },
    })
    if (store !== 'APP_STORE') await change(`subscriptions/${id}/acknowledge`, {})
    const plan = { productId: yearly, period: 'P1Y', amount: '49000', accountToken: secondToken, ...how }
    const changed = await change(`subscriptions/${id}/${verb}`, plan)
    expect(await listOwned({ store, customer })).toMatchObject({
      transactions: [{ purchaseId: changed['id'], productId: yearly, accountToken: secondToken }],
    })
    expect(await readOffer({ ...query, replaces: id })).toMatchObject({
      current: store === 'APP_STORE' ? { id } : null,
    })
    await change(`subscriptions/${String(changed['id'])}/revoke`, {})
    expect(await listOwned({ store, customer })).toEqual({ transactions: [] })
  },
)

test('what a store owns is listed for an account token or a customer, and not without either', async () => {
  const url = `${emulator.url}/checkout/unfinished?store=GOOGLE_PLAY`
  expect(await sendRequest(url, 'GET')).toMatchObject({ status: 400 })
  expect(await listOwned({ store: 'TEST_STORE', customer: 'ada' })).toEqual({ transactions: [] })
})
