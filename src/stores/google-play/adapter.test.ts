import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as google from '../../../test/fixtures/google-play/google-play-samples.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import { createGooglePlayDefinition } from './definition.ts'

const receipt = { productId: google.productId, purchaseToken: google.purchaseToken }
const canceledPurchase = { purchaseStateContext: { purchaseState: 'CANCELLED' } }

let server: FakeStoreServer
let adapter: StoreAdapter

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

function connect(changes: Record<string, unknown> = {}): StoreAdapter {
  const definition = createGooglePlayDefinition({ production: false, timeoutMs: 1_500 })
  const parsed = definition.parseConnection({
    packageName: google.packageName,
    serviceAccountJson: google.serviceAccountJson,
    licenseKey: google.licenseKey,
    apiUrl: server.url,
    tokenUrl: `${server.url}/token`,
    ...changes,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

beforeEach(() => {
  adapter = connect()
})

function respondWith(
  purchase: FakeResponse,
  order: FakeResponse = { status: 404, body: google.errorBody(404, 'orderNotFound') },
): void {
  server.handle(({ path }) => {
    if (google.isToken(path)) return { status: 200, body: google.grantBody }
    return google.isPurchase(path) ? purchase : order
  })
}

const ok = (body: Record<string, unknown>): FakeResponse => ({ status: 200, body })

describe('a receipt', () => {
  test('the purchase and its order verify a receipt, and both responses are stored', async () => {
    respondWith(ok(google.purchaseBody()), ok(google.orderBody()))
    const outcome = await adapter.verifyReceipt({ ...receipt, orderId: 'ignored', signature: null })
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    expect(outcome.proves).toBe('POSSESSION')
    expect(JSON.parse(outcome.transaction.raw)).toEqual({
      purchase: google.purchaseBody(),
      order: google.orderBody(),
    })
  })

  test('a receipt with a valid signature is verified', async () => {
    respondWith(ok(google.purchaseBody()), ok(google.orderBody()))
    const outcome = await adapter.verifyReceipt({ ...receipt, ...google.signedPurchase() })
    expect(outcome.kind).toBe('verified')
  })

  test.each([
    ['has an invalid signature', { ...google.signedPurchase(), signature: 'AAAA' }],
    ['lacks the signature', { originalJson: '{}' }],
    ['lacks originalJson', { signature: 'AAAA' }],
    ['was signed for another purchase', google.signedPurchase({ purchaseToken: 'another' })],
  ])('a receipt that %s causes no call to Google', async (_title, signed) => {
    respondWith(ok(google.purchaseBody()))
    expect(await adapter.verifyReceipt({ ...receipt, ...signed })).toMatchObject({ code: 'RECEIPT_INVALID' })
    expect(server.requests).toEqual([])
  })

  test('a receipt is verified without its signature when the connection has no license key', async () => {
    respondWith(ok(google.purchaseBody()), ok(google.orderBody()))
    const adapterWithoutKey = connect({ licenseKey: undefined })
    const outcome = await adapterWithoutKey.verifyReceipt({
      ...receipt,
      originalJson: '{}',
      signature: 'AAAA',
    })
    expect(outcome.kind).toBe('verified')
  })

  test('a consumed purchase is verified like any other', async () => {
    const consumed = google.lineItem({ consumptionState: 'CONSUMPTION_STATE_CONSUMED' })
    respondWith(ok(google.purchaseBody({ productLineItem: [consumed] })), ok(google.orderBody()))
    expect((await adapter.verifyReceipt(receipt)).kind).toBe('verified')
  })

  test('a purchase of several products is verified for the line of the receipt', async () => {
    const productLineItem = [google.lineItem({}, 'other'), google.lineItem({ quantity: 2 })]
    respondWith(ok(google.purchaseBody({ productLineItem })), ok(google.orderBody()))
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({
      transaction: { lineItem: google.productId, storeProductId: google.productId, quantity: 2 },
    })
  })

  test('a purchase without an order is verified with one call and has no price', async () => {
    respondWith(ok(google.purchaseBody({ orderId: undefined })))
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({ transaction: { price: null } })
    expect(server.requests).toHaveLength(2)
  })

  test('a purchase whose order is not found is verified without a price', async () => {
    respondWith(ok(google.purchaseBody()))
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({
      kind: 'verified',
      transaction: { price: null },
    })
  })

  test('the store is unavailable when the order cannot be read', async () => {
    respondWith(ok(google.purchaseBody()), { status: 500 })
    await expect(adapter.verifyReceipt(receipt)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  test('the store is unavailable when it returns the order of another purchase', async () => {
    respondWith(ok(google.purchaseBody()), ok(google.orderBody({ purchaseToken: 'another' })))
    await expect(adapter.verifyReceipt(receipt)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  test('the time of payment comes from the order when the purchase lacks it', async () => {
    respondWith(ok(google.purchaseBody({ purchaseCompletionTime: undefined })), ok(google.orderBody()))
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({
      transaction: { paidAt: new Date('2026-01-02T03:04:06Z') },
    })
  })

  test('a purchase whose time of payment Google does not state counts as paid when it is read', async () => {
    const before = Date.now()
    respondWith(ok(google.purchaseBody({ purchaseCompletionTime: undefined, orderId: undefined })))
    const outcome = await adapter.verifyReceipt(receipt)
    const paidAt = outcome.kind === 'verified' ? outcome.transaction.paidAt.getTime() : 0
    expect(paidAt).toBeGreaterThanOrEqual(before)
    expect(paidAt).toBeLessThanOrEqual(Date.now())
  })

  test('a pending purchase is reported without reading an order', async () => {
    respondWith(ok(google.purchaseBody({ purchaseStateContext: { purchaseState: 'PENDING' } })))
    expect(await adapter.verifyReceipt(receipt)).toEqual({
      kind: 'pending',
      storeProductId: google.productId,
      accountToken: google.accountToken,
      environment: 'PRODUCTION',
      reference: {
        key: google.purchaseToken,
        details: JSON.stringify({ purchaseToken: google.purchaseToken }),
      },
      lineItem: google.productId,
      storeTransactionId: google.orderId,
    })
    expect(server.requests).toHaveLength(2)
  })

  test.each([
    ['canceled', { ...canceledPurchase, purchaseCompletionTime: undefined }, { state: 'CANCELED' }],
    ['canceled', { ...canceledPurchase, purchaseCompletionTime: undefined, orderId: undefined }, {}],
    ['verified', { ...canceledPurchase, orderId: undefined }, {}],
    ['verified', canceledPurchase, { state: 'REFUNDED' }],
    ['verified', canceledPurchase, { state: 'PROCESSED' }],
  ])('a canceled purchase is %s: %j, %j', async (kind, purchase, order) => {
    respondWith(ok(google.purchaseBody(purchase)), ok(google.orderBody(order)))
    const outcome = await adapter.verifyReceipt(receipt)
    expect(outcome.kind).toBe(kind)
    if (outcome.kind === 'verified') expect(outcome.transaction.refund).toMatchObject({ full: true })
  })

  test.each([
    { ...receipt, purchaseToken: '' },
    { ...receipt, purchaseToken: '..' },
    { ...receipt, purchaseToken: 'a b' },
    { ...receipt, purchaseToken: '\ud800' },
    { ...receipt, purchaseToken: 'x'.repeat(2_001) },
    { productId: google.productId },
    null,
  ])('the malformed receipt %j causes no call to Google', async (malformed) => {
    respondWith(ok(google.purchaseBody()))
    expect(await adapter.verifyReceipt(malformed)).toMatchObject({ code: 'RECEIPT_INVALID' })
    expect(server.requests).toEqual([])
  })
})

describe('readSale and refund', () => {
  const details = JSON.stringify({ purchaseToken: google.purchaseToken })

  test('a sale has a state for each of its lines', async () => {
    const productLineItem = [google.lineItem(), google.lineItem({ quantity: 2 }, 'other')]
    respondWith(ok(google.purchaseBody({ productLineItem })), ok(google.orderBody()))
    const reference = { key: google.purchaseToken, details }
    expect(await adapter.readSale(details)).toMatchObject([
      { kind: 'verified', transaction: { lineItem: google.productId, quantity: 1, reference } },
      { kind: 'verified', transaction: { lineItem: 'other', quantity: 2, reference } },
    ])
  })

  test.each([
    ['pending', { purchaseStateContext: { purchaseState: 'PENDING' } }, {}],
    ['canceled', canceledPurchase, { state: 'CANCELED' }],
  ])('a sale can be %s', async (kind, purchase, order) => {
    respondWith(ok(google.purchaseBody(purchase)), ok(google.orderBody(order)))
    expect(await adapter.readSale(details)).toMatchObject([{ kind, reference: { details } }])
  })

  test.each(['', '{}', '{"purchaseToken":".."}', 'not JSON'])(
    'the unreadable reference %j is an internal error',
    async (details) => {
      await expect(adapter.readSale(details)).rejects.toThrow(
        'The reference of a Google Play sale cannot be read',
      )
      await expect(adapter.readSale(details)).rejects.not.toBeInstanceOf(StoreUnavailableError)
    },
  )

  test('a sale without an order cannot be refunded, and Google is not called', async () => {
    respondWith(ok(google.purchaseBody()))
    const sale = {
      details,
      storeProductId: google.productId,
      environment: 'PRODUCTION',
      storeOrderId: null,
    } as const
    expect(await adapter.refund(sale)).toMatchObject({ kind: 'rejected' })
    expect(server.requests).toEqual([])
  })
})

describe('listRefunds', () => {
  const window = { from: new Date(Date.now() - 60_000), to: new Date() }
  const { purchaseToken, orderId } = google
  const sale = {
    key: purchaseToken,
    details: JSON.stringify({ purchaseToken }),
    storeTransactionId: orderId,
    full: true,
  }

  test('the list contains the reference of each sale and the next page', async () => {
    const voided = { kind: 'androidpublisher#voidedPurchase', purchaseToken, orderId, voidedReason: 8 }
    const voidedPurchases = [
      voided,
      { ...voided, voidedQuantity: 2 },
      { ...voided, orderId: undefined },
      'unreadable',
    ]
    respondWith(ok({}), ok({ voidedPurchases, tokenPagination: { nextPageToken: 'next' } }))
    expect(await adapter.history.listRefunds?.(window, null)).toEqual({
      entries: [sale, { ...sale, full: false }, { ...sale, storeTransactionId: null }],
      next: 'next',
    })
  })

  test('the list can be empty', async () => {
    respondWith(ok({}), ok({}))
    expect(await adapter.history.listRefunds?.(window, null)).toEqual({ entries: [], next: null })
  })

  test('the lookback is shorter than the limit of Google', () => {
    expect(adapter.history.lookbackMs).toBeLessThan(30 * 24 * 60 * 60_000)
    expect(Object.keys(adapter.history)).toEqual(['lookbackMs', 'listRefunds', 'listSubscriptionRefunds'])
  })
})
