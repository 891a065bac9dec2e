import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startEmulator } from '../src/index.ts'
import type { Emulator } from '../src/index.ts'
import { findUndeclaredFields } from './find-undeclared-fields.ts'
import { callPurchaseAction, coinsProductId, sendRequest, getPurchaseView } from './emulator-client.ts'
import { createGooglePlayPurchase, createGoogleClient } from './google-client.ts'

const packageName = 'com.example.arcade'
const dayMs = 86_400_000
let emulator: Emulator
let purchases: Awaited<ReturnType<typeof createGoogleClient>>['purchases']

beforeAll(async () => {
  emulator = await startEmulator()
})
beforeEach(async () => {
  await emulator.reset()
  purchases = (await createGoogleClient(emulator)).purchases
})
afterAll(async () => {
  await emulator.close()
})

async function readV2(token: string): Promise<unknown> {
  const { data } = await purchases.productsv2.getproductpurchasev2({ packageName, token })
  expect(findUndeclaredFields(data, 'Schema$ProductPurchaseV2')).toEqual([])
  return data
}

async function readV1(token: string): Promise<unknown> {
  const { data } = await purchases.products.get({ packageName, productId: coinsProductId, token })
  expect(findUndeclaredFields(data, 'Schema$ProductPurchase')).toEqual([])
  return data
}

async function advance(advanceMs: number): Promise<void> {
  await sendRequest(`${emulator.url}/control/clock`, 'POST', { advanceMs })
}

function expectedError(status: number, reason: string): object {
  return { status, response: { data: { error: { code: status, errors: [{ reason }] } } } }
}

describe('a purchase', () => {
  test('a purchase has every field of both versions and the account id in its original case', async () => {
    const { token, orderId } = await createGooglePlayPurchase(emulator, {
      accountToken: 'Account-7',
      quantity: 3,
    })
    expect(await readV2(token)).toEqual({
      kind: 'androidpublisher#productPurchaseV2',
      orderId,
      regionCode: 'KR',
      purchaseCompletionTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      purchaseStateContext: { purchaseState: 'PURCHASED' },
      acknowledgementState: 'ACKNOWLEDGEMENT_STATE_PENDING',
      obfuscatedExternalAccountId: 'Account-7',
      productLineItem: [
        {
          productId: coinsProductId,
          productOfferDetails: {
            purchaseOptionId: 'buy',
            quantity: 3,
            refundableQuantity: 3,
            consumptionState: 'CONSUMPTION_STATE_YET_TO_BE_CONSUMED',
          },
        },
      ],
    })
    expect(await readV1(token)).toEqual({
      kind: 'androidpublisher#productPurchase',
      purchaseTimeMillis: expect.stringMatching(/^\d{13}$/),
      purchaseState: 0,
      consumptionState: 0,
      developerPayload: '',
      orderId,
      acknowledgementState: 0,
      quantity: 3,
      obfuscatedExternalAccountId: 'Account-7',
      regionCode: 'KR',
    })
    expect(orderId).toMatch(/^GPA\.\d{4}-\d{4}-\d{4}-\d{5}$/)
  })

  test('acknowledging a purchase is idempotent', async () => {
    const { id, token } = await createGooglePlayPurchase(emulator)
    const call = { packageName, productId: coinsProductId, token, requestBody: { developerPayload: 'note' } }
    await purchases.products.acknowledge(call)
    await purchases.products.acknowledge(call)
    expect(await readV2(token)).toMatchObject({
      acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
      productLineItem: [
        { productOfferDetails: { consumptionState: 'CONSUMPTION_STATE_YET_TO_BE_CONSUMED' } },
      ],
    })
    expect(await readV1(token)).toMatchObject({ acknowledgementState: 1, developerPayload: 'note' })
    expect(await getPurchaseView(emulator, id)).toMatchObject({ acknowledged: true, consumed: false })
  })

  test('a purchase is consumed once, which also acknowledges it', async () => {
    const { id, token } = await createGooglePlayPurchase(emulator)
    await purchases.products.consume({ packageName, productId: coinsProductId, token })
    expect(await readV1(token)).toMatchObject({ acknowledgementState: 1, consumptionState: 1 })
    expect(await getPurchaseView(emulator, id)).toMatchObject({ acknowledged: true, consumed: true })
    for (const verb of ['consume', 'acknowledge'] as const) {
      await expect(
        purchases.products[verb]({ packageName, productId: coinsProductId, token }),
      ).rejects.toMatchObject(expectedError(400, 'productNotOwnedByUser'))
    }
  })

  test('a purchase of a license tester is marked in both versions', async () => {
    const { token } = await createGooglePlayPurchase(emulator, { environment: 'SANDBOX' })
    expect(await readV2(token)).toMatchObject({ testPurchaseContext: { fopType: 'TEST' } })
    expect(await readV1(token)).toMatchObject({ purchaseType: 0 })
  })

  test.each([
    ['PROMO_CODE', 1],
    ['REWARDED_AD', 2],
  ])('a purchase of origin %s has type %i and no order', async (origin, purchaseType) => {
    const { token, orderId, originalJson } = await createGooglePlayPurchase(emulator, {
      origin,
      regionCode: 'FR',
    })
    expect(orderId).toBe('')
    expect(JSON.parse(originalJson)).not.toHaveProperty('orderId')
    expect(await readV1(token)).toMatchObject({ purchaseType, regionCode: 'FR' })
    expect(await readV2(token)).not.toHaveProperty('orderId')
  })
})

test('the API is also available under its own path, which a single call can set', async () => {
  const { token } = await createGooglePlayPurchase(emulator)
  const { data } = await purchases.productsv2.getproductpurchasev2(
    { packageName, token },
    { rootUrl: emulator.credentials.googlePlay.apiUrl },
  )
  expect(data.purchaseStateContext?.purchaseState).toBe('PURCHASED')
})

describe('a pending purchase', () => {
  test('a pending purchase has no order and no completion time, cannot be acknowledged and completes a day later', async () => {
    const { id, token, originalJson } = await createGooglePlayPurchase(emulator, { outcome: 'PENDING' })
    expect(JSON.parse(originalJson)).toMatchObject({ purchaseState: 4, purchaseToken: token })
    const pending = await readV2(token)
    expect(pending).toMatchObject({ purchaseStateContext: { purchaseState: 'PENDING' } })
    expect(pending).not.toHaveProperty('purchaseCompletionTime')
    expect(pending).not.toHaveProperty('orderId')
    expect(await readV1(token)).toMatchObject({ purchaseState: 2 })
    await expect(
      purchases.products.consume({ packageName, productId: coinsProductId, token }),
    ).rejects.toMatchObject(expectedError(400, 'invalidPurchaseState'))
    await advance(dayMs)
    await callPurchaseAction(emulator, id, 'complete')
    expect(await readV2(token)).toMatchObject({
      orderId: expect.stringMatching(/^GPA\./),
      purchaseStateContext: { purchaseState: 'PURCHASED' },
    })
    await purchases.products.consume({ packageName, productId: coinsProductId, token })
  })

  test('a canceled pending purchase is CANCELLED in the spelling of Google', async () => {
    const { id, token } = await createGooglePlayPurchase(emulator, { outcome: 'PENDING' })
    await callPurchaseAction(emulator, id, 'cancel')
    expect(await readV2(token)).toMatchObject({ purchaseStateContext: { purchaseState: 'CANCELLED' } })
    expect(await readV1(token)).toMatchObject({ purchaseState: 1 })
  })
})

describe('the acknowledgement deadline', () => {
  test('a purchase is revoked three days after its completion', async () => {
    const { id, token } = await createGooglePlayPurchase(emulator, { outcome: 'PENDING' })
    const acknowledged = await createGooglePlayPurchase(emulator)
    await purchases.products.acknowledge({
      packageName,
      productId: coinsProductId,
      token: acknowledged.token,
    })
    await advance(2 * dayMs)
    await callPurchaseAction(emulator, id, 'complete')
    await advance(3 * dayMs - 60_000)
    expect(await readV2(token)).toMatchObject({ purchaseStateContext: { purchaseState: 'PURCHASED' } })
    await advance(60_000)
    expect(await readV2(token)).toMatchObject({ purchaseStateContext: { purchaseState: 'CANCELLED' } })
    expect(await getPurchaseView(emulator, id)).toMatchObject({
      state: 'REFUNDED',
      refund: { kind: 'REVOKE', by: 'STORE', reason: 'UNACKNOWLEDGED' },
    })
    expect(await readV2(acknowledged.token)).toMatchObject({
      purchaseStateContext: { purchaseState: 'PURCHASED' },
    })
  })

  test('the deadline of a license tester is three minutes', async () => {
    const { id } = await createGooglePlayPurchase(emulator, { environment: 'SANDBOX' })
    await advance(180_000)
    expect(await getPurchaseView(emulator, id)).toMatchObject({ state: 'REFUNDED' })
  })
})

describe('a subscription', () => {
  const product = { productId: 'com.example.arcade.pass', productType: 'AUTO_RENEWABLE' }
  const read = async (token: string): Promise<unknown> => {
    const { data } = await purchases.subscriptionsv2.get({ packageName, token })
    expect(findUndeclaredFields(data, 'Schema$SubscriptionPurchaseV2')).toEqual([])
    return data
  }

  test('a subscription is active for thirty days, then expired, and unavailable sixty days later', async () => {
    const { token, orderId } = await createGooglePlayPurchase(emulator, { ...product, accountToken: 'A' })
    await purchases.subscriptions.acknowledge({
      packageName,
      subscriptionId: product.productId,
      token,
      requestBody: {},
    })
    expect(await read(token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_ACTIVE',
      acknowledgementState: 'ACKNOWLEDGEMENT_STATE_ACKNOWLEDGED',
      externalAccountIdentifiers: { obfuscatedExternalAccountId: 'A' },
      lineItems: [
        {
          productId: product.productId,
          latestSuccessfulOrderId: orderId,
          autoRenewingPlan: { autoRenewEnabled: true, recurringPrice: { currencyCode: 'USD' } },
        },
      ],
    })
    await advance(31 * dayMs)
    expect(await read(token)).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_EXPIRED' })
    await advance(60 * dayMs)
    await expect(read(token)).rejects.toMatchObject(
      expectedError(410, 'subscriptionPurchaseNoLongerAvailable'),
    )
  })

  test('the pending purchase of a subscription can be canceled', async () => {
    const { id, token } = await createGooglePlayPurchase(emulator, { ...product, outcome: 'PENDING' })
    expect(await read(token)).toMatchObject({ subscriptionState: 'SUBSCRIPTION_STATE_PENDING' })
    await callPurchaseAction(emulator, id, 'cancel')
    expect(await read(token)).toMatchObject({
      subscriptionState: 'SUBSCRIPTION_STATE_PENDING_PURCHASE_CANCELED',
    })
  })

  test('a subscription is not found as a product, and a product not as a subscription', async () => {
    const subscription = await createGooglePlayPurchase(emulator, product)
    const coins = await createGooglePlayPurchase(emulator)
    await expect(readV2(subscription.token)).rejects.toMatchObject(expectedError(400, 'invalid'))
    await expect(read(coins.token)).rejects.toMatchObject(expectedError(400, 'invalid'))
  })
})
