import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { findUndeclaredFields } from './find-undeclared-fields.ts'
import { callPurchaseAction, coinsProductId, sendRequest, getPurchaseView } from './emulator-client.ts'
import { createGooglePlayPurchase, createGoogleClient } from './google-client.ts'

const packageName = 'com.example.arcade'
let emulator: Emulator
let client: Awaited<ReturnType<typeof createGoogleClient>>

beforeAll(async () => {
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
  client = await createGoogleClient(emulator)
})
afterAll(async () => {
  await emulator.close()
})

async function readOrder(orderId: string): Promise<unknown> {
  const { data } = await client.orders.get({ packageName, orderId })
  expect(findUndeclaredFields(data, 'Schema$Order')).toEqual([])
  return data
}

async function stateOf(token: string): Promise<string | null | undefined> {
  const { data } = await client.purchases.productsv2.getproductpurchasev2({ packageName, token })
  return data.purchaseStateContext?.purchaseState
}

type VoidedQuery = {
  includeQuantityBasedPartialRefund?: boolean
  type?: number
  maxResults?: number
  startIndex?: number
  token?: string
  startTime?: string
  endTime?: string
}

async function voided(query: VoidedQuery = {}) {
  const { data } = await client.purchases.voidedpurchases.list({ packageName, ...query })
  expect(findUndeclaredFields(data, 'Schema$VoidedPurchasesListResponse')).toEqual([])
  return data
}

describe('an order', () => {
  test('an order contains the price, the tax, the quantity and the country', async () => {
    const price = { amount: '4.99', currencyCode: 'EUR' }
    const { token, orderId } = await createGooglePlayPurchase(emulator, { quantity: 2, price })
    const total = { currencyCode: 'EUR', units: '4', nanos: 990_000_000 }
    expect(await readOrder(orderId)).toMatchObject({
      orderId,
      purchaseToken: token,
      state: 'PROCESSED',
      salesChannel: 'IN_APP',
      total,
      tax: { currencyCode: 'EUR', nanos: 453_636_000 },
      buyerAddress: { buyerCountry: 'DE' },
      orderHistory: { processedEvent: { eventTime: expect.any(String) } },
      lineItems: [
        {
          productId: coinsProductId,
          listingPrice: { currencyCode: 'EUR', units: '2', nanos: 495_000_000 },
          total,
          oneTimePurchaseDetails: { quantity: 2 },
        },
      ],
    })
  })

  test('a batch returns all orders in the requested order or an error', async () => {
    const [a, b] = [await createGooglePlayPurchase(emulator), await createGooglePlayPurchase(emulator)]
    const { data } = await client.orders.batchget({ packageName, orderIds: [b.orderId, a.orderId] })
    expect(data.orders).toMatchObject([{ orderId: b.orderId }, { orderId: a.orderId }])
    expect(findUndeclaredFields(data, 'Schema$BatchGetOrdersResponse')).toEqual([])
    for (const [orderIds, status] of [
      [[a.orderId, 'GPA.0000-0000-0000-00000'], 404],
      [[a.orderId, a.orderId], 400],
      [[], 400],
    ] as const) {
      await expect(client.orders.batchget({ packageName, orderIds: [...orderIds] })).rejects.toMatchObject({
        status,
      })
    }
    await expect(readOrder('GPA.0000-0000-0000-00000')).rejects.toMatchObject({ status: 404 })
  })

  test('the order of a subscription contains its period', async () => {
    const { orderId } = await createGooglePlayPurchase(emulator, { productType: 'AUTO_RENEWABLE' })
    expect(await readOrder(orderId)).toMatchObject({
      lineItems: [
        {
          subscriptionDetails: { basePlanId: 'monthly', servicePeriodEndTime: expect.any(String) },
        },
      ],
    })
  })
})

describe('a refund', () => {
  test('a refund of the developer with revocation cancels the purchase and appears in the voided purchases', async () => {
    const { id, token, orderId } = await createGooglePlayPurchase(emulator)
    await client.orders.refund({ packageName, orderId, revoke: true })
    expect(await stateOf(token)).toBe('CANCELLED')
    expect(await readOrder(orderId)).toMatchObject({
      state: 'REFUNDED',
      orderHistory: { refundEvent: { refundReason: 'OTHER', refundDetails: { total: { units: '1200' } } } },
    })
    expect((await voided()).voidedPurchases).toEqual([
      {
        kind: 'androidpublisher#voidedPurchase',
        purchaseToken: token,
        orderId,
        purchaseTimeMillis: expect.stringMatching(/^\d{13}$/),
        voidedTimeMillis: expect.stringMatching(/^\d{13}$/),
        voidedSource: 1,
        voidedReason: 0,
      },
    ])
    expect(await getPurchaseView(emulator, id)).toMatchObject({
      state: 'REFUNDED',
      refund: { by: 'DEVELOPER' },
    })
    await expect(client.orders.refund({ packageName, orderId, revoke: true })).rejects.toMatchObject({
      status: 400,
    })
  })

  test('a refund without revocation leaves the customer the product and is not a voided purchase', async () => {
    const { id, token, orderId } = await createGooglePlayPurchase(emulator)
    await client.orders.refund({ packageName, orderId })
    expect(await stateOf(token)).toBe('PURCHASED')
    expect(await readOrder(orderId)).toMatchObject({ state: 'REFUNDED' })
    expect(await voided()).toEqual({})
    expect(await getPurchaseView(emulator, id)).toMatchObject({ refund: { keepsProduct: true } })
    await client.purchases.products.consume({ packageName, productId: coinsProductId, token })
  })

  test('refunds by the customer, by the store and after the deadline differ in source and reason', async () => {
    const byCustomer = await createGooglePlayPurchase(emulator)
    const byStore = await createGooglePlayPurchase(emulator)
    const unacknowledged = await createGooglePlayPurchase(emulator)
    await callPurchaseAction(emulator, byCustomer.id, 'refund')
    await callPurchaseAction(emulator, byStore.id, 'revoke')
    await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs: 3 * 86_400_000 })
    expect((await voided()).voidedPurchases).toMatchObject([
      { orderId: byCustomer.orderId, voidedSource: 0, voidedReason: 1 },
      { orderId: byStore.orderId, voidedSource: 2, voidedReason: 0 },
      { orderId: unacknowledged.orderId, voidedSource: 2, voidedReason: 8 },
    ])
  })

  test('a partial refund leaves the remaining quantity and is listed only on request', async () => {
    const { id, token, orderId } = await createGooglePlayPurchase(emulator, { quantity: 4 })
    expect(await callPurchaseAction(emulator, id, 'refund', { quantity: 1 })).toMatchObject({
      body: { state: 'PAID', refundedQuantity: 1, refund: { percentage: 25 } },
    })
    const { data } = await client.purchases.productsv2.getproductpurchasev2({ packageName, token })
    expect(data.productLineItem).toMatchObject([
      { productOfferDetails: { quantity: 4, refundableQuantity: 3 } },
    ])
    expect(
      (await client.purchases.products.get({ packageName, productId: coinsProductId, token })).data
        .refundableQuantity,
    ).toBe(3)
    expect(await readOrder(orderId)).toMatchObject({
      state: 'PARTIALLY_REFUNDED',
      orderHistory: { partialRefundEvents: [{ refundDetails: { total: { units: '1200' } } }] },
    })
    expect(await voided()).toEqual({})
    const partial = { includeQuantityBasedPartialRefund: true }
    expect((await voided(partial)).voidedPurchases).toMatchObject([{ orderId, voidedQuantity: 1 }])
    expect(await callPurchaseAction(emulator, id, 'refund', { quantity: 4 })).toMatchObject({
      status: 400,
      body: { error: { field: 'quantity' } },
    })
    await callPurchaseAction(emulator, id, 'refund', { quantity: 3 })
    expect(await stateOf(token)).toBe('CANCELLED')
    expect((await voided(partial)).voidedPurchases).toMatchObject([
      { voidedQuantity: 1 },
      { voidedQuantity: 3 },
      { orderId },
    ])
  })
})

describe('the voided purchases', () => {
  test('the pages list each voided purchase exactly once', async () => {
    const orders: string[] = []
    for (let n = 0; n < 5; n += 1) {
      const { id, orderId } = await createGooglePlayPurchase(emulator)
      await callPurchaseAction(emulator, id, 'refund')
      orders.push(orderId)
    }
    const listedOrders: unknown[] = []
    let token: string | undefined
    do {
      const page = await voided({ maxResults: 2, ...(token === undefined ? {} : { token }) })
      listedOrders.push(...(page.voidedPurchases ?? []).map(({ orderId }) => orderId))
      token = page.tokenPagination?.nextPageToken ?? undefined
    } while (token !== undefined)
    expect(listedOrders).toEqual(orders)
    expect(await voided({ startIndex: 3 })).toMatchObject({
      pageInfo: { totalResults: 5, resultPerPage: 2, startIndex: 3 },
      voidedPurchases: [{ orderId: orders[3] }, { orderId: orders[4] }],
    })
  })

  test('the list covers the last thirty days and includes subscriptions only on request', async () => {
    const coins = await createGooglePlayPurchase(emulator)
    const pass = await createGooglePlayPurchase(emulator, { productType: 'AUTO_RENEWABLE' })
    await callPurchaseAction(emulator, coins.id, 'refund')
    await callPurchaseAction(emulator, pass.id, 'refund')
    expect((await voided()).voidedPurchases).toMatchObject([{ orderId: coins.orderId }])
    expect((await voided({ type: 1 })).voidedPurchases).toHaveLength(2)
    await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs: 31 * 86_400_000 })
    expect(await voided({ type: 1 })).toEqual({})
  })

  test.each([
    [{ startTime: '1' }],
    [{ startTime: 'x' }],
    [{ startTime: String(Date.now() + 1000), endTime: String(Date.now()) }],
    [{ maxResults: 0 }],
    [{ type: 2 }],
    [{ token: 'nonsense' }],
  ])('a list with the query %j is rejected', async (query) => {
    await expect(voided(query)).rejects.toMatchObject({
      status: 400,
      response: { data: { error: { errors: [{ reason: 'invalid' }] } } },
    })
  })
})
