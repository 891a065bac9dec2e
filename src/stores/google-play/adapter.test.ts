import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as google from '../../../test/fixtures/google-play/google-play-samples.ts'
import { StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import { createGooglePlayDefinition } from './definition.ts'

const receipt = { productId: google.productId, purchaseToken: google.purchaseToken }
const canceled = { purchaseStateContext: { purchaseState: 'CANCELLED' } }

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

function tell(
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
  it('is verified with what Google says of the purchase and its order, which is kept', async () => {
    tell(ok(google.purchaseBody()), ok(google.orderBody()))
    const outcome = await adapter.verifyReceipt({ ...receipt, orderId: 'not looked at', signature: null })
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    expect(outcome.proves).toBe('POSSESSION')
    expect(JSON.parse(outcome.transaction.raw)).toEqual({
      purchase: google.purchaseBody(),
      order: google.orderBody(),
    })
  })

  it('that carries good purchase data is verified', async () => {
    tell(ok(google.purchaseBody()), ok(google.orderBody()))
    const outcome = await adapter.verifyReceipt({ ...receipt, ...google.signedPurchase() })
    expect(outcome.kind).toBe('verified')
  })

  it.each([
    ['invalid_signature', { ...google.signedPurchase(), signature: 'AAAA' }],
    ['half', { originalJson: '{}' }],
    ['half', { signature: 'AAAA' }],
    ['of another purchase', google.signedPurchase({ purchaseToken: 'another' })],
  ])('whose purchase data is %s never reaches Google', async (_title, signed) => {
    tell(ok(google.purchaseBody()))
    expect(await adapter.verifyReceipt({ ...receipt, ...signed })).toMatchObject({ code: 'RECEIPT_INVALID' })
    expect(server.requests).toEqual([])
  })

  it('is verified by Google alone when the connection has no license key', async () => {
    tell(ok(google.purchaseBody()), ok(google.orderBody()))
    const keyless = connect({ licenseKey: undefined })
    const outcome = await keyless.verifyReceipt({ ...receipt, originalJson: '{}', signature: 'AAAA' })
    expect(outcome.kind).toBe('verified')
  })

  it('of a consumed purchase is verified like any other', async () => {
    const consumed = google.lineItem({ consumptionState: 'CONSUMPTION_STATE_CONSUMED' })
    tell(ok(google.purchaseBody({ productLineItem: [consumed] })), ok(google.orderBody()))
    expect((await adapter.verifyReceipt(receipt)).kind).toBe('verified')
  })

  it('of one of several products is of its own line', async () => {
    const productLineItem = [google.lineItem({}, 'other'), google.lineItem({ quantity: 2 })]
    tell(ok(google.purchaseBody({ productLineItem })), ok(google.orderBody()))
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({
      transaction: { lineItem: google.productId, storeProductId: google.productId, quantity: 2 },
    })
  })

  it('without an order needs one call, and has no price', async () => {
    tell(ok(google.purchaseBody({ orderId: undefined })))
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({ transaction: { price: null } })
    expect(server.requests).toHaveLength(2)
  })

  it('whose order Google does not know is proven without a price', async () => {
    tell(ok(google.purchaseBody()))
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({
      kind: 'verified',
      transaction: { price: null },
    })
  })

  it('whose order cannot be asked for now is not decided', async () => {
    tell(ok(google.purchaseBody()), { status: 500 })
    await expect(adapter.verifyReceipt(receipt)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  it('answered with the order of another purchase is not decided', async () => {
    tell(ok(google.purchaseBody()), ok(google.orderBody({ purchaseToken: 'another' })))
    await expect(adapter.verifyReceipt(receipt)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  it('is paid when its order was, where the purchase does not say', async () => {
    tell(ok(google.purchaseBody({ purchaseCompletionTime: undefined })), ok(google.orderBody()))
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({
      transaction: { paidAt: new Date('2026-01-02T03:04:06Z') },
    })
    tell(ok(google.purchaseBody({ purchaseCompletionTime: undefined, orderId: undefined })))
    await expect(adapter.verifyReceipt(receipt)).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  it('that is pending names the buyer’s purchase, and asks for no order', async () => {
    tell(ok(google.purchaseBody({ purchaseStateContext: { purchaseState: 'PENDING' } })))
    expect(await adapter.verifyReceipt(receipt)).toEqual({
      kind: 'pending',
      storeProductId: google.productId,
      accountToken: google.accountToken,
      environment: 'PRODUCTION',
      reference: {
        key: google.purchaseToken,
        details: JSON.stringify({ purchaseToken: google.purchaseToken }),
      },
    })
    expect(server.requests).toHaveLength(2)
  })

  it.each([
    ['canceled', { ...canceled, purchaseCompletionTime: undefined }, { state: 'CANCELED' }],
    ['canceled', { ...canceled, purchaseCompletionTime: undefined, orderId: undefined }, {}],
    ['verified', { ...canceled, orderId: undefined }, {}],
    ['verified', canceled, { state: 'REFUNDED' }],
    ['verified', canceled, { state: 'PROCESSED' }],
  ])('of a canceled purchase is %s: %j, %j', async (kind, purchase, order) => {
    tell(ok(google.purchaseBody(purchase)), ok(google.orderBody(order)))
    const outcome = await adapter.verifyReceipt(receipt)
    expect(outcome.kind).toBe(kind)
    if (outcome.kind === 'verified') expect(outcome.transaction.refund).toMatchObject({ full: true })
  })

  it.each([
    { ...receipt, purchaseToken: '' },
    { ...receipt, purchaseToken: '..' },
    { ...receipt, purchaseToken: 'a b' },
    { ...receipt, purchaseToken: '\ud800' },
    { ...receipt, purchaseToken: 'x'.repeat(2_001) },
    { productId: google.productId },
    null,
  ])('%j never reaches Google', async (bad) => {
    tell(ok(google.purchaseBody()))
    expect(await adapter.verifyReceipt(bad)).toMatchObject({ code: 'RECEIPT_INVALID' })
    expect(server.requests).toEqual([])
  })
})

describe('a sale that is read back', () => {
  const details = JSON.stringify({ purchaseToken: google.purchaseToken })

  it('has a state for each of its lines', async () => {
    const productLineItem = [google.lineItem(), google.lineItem({ quantity: 2 }, 'other')]
    tell(ok(google.purchaseBody({ productLineItem })), ok(google.orderBody()))
    const reference = { key: google.purchaseToken, details }
    expect(await adapter.readSale(details)).toMatchObject([
      { kind: 'verified', transaction: { lineItem: google.productId, quantity: 1, reference } },
      { kind: 'verified', transaction: { lineItem: 'other', quantity: 2, reference } },
    ])
  })

  it.each([
    ['pending', { purchaseStateContext: { purchaseState: 'PENDING' } }, {}],
    ['canceled', canceled, { state: 'CANCELED' }],
  ])('may be %s', async (kind, purchase, order) => {
    tell(ok(google.purchaseBody(purchase)), ok(google.orderBody(order)))
    expect(await adapter.readSale(details)).toMatchObject([{ kind, reference: { details } }])
  })

  it.each(['', '{}', '{"purchaseToken":".."}', 'not JSON'])(
    'by the details %j is our own mistake',
    async (bad) => {
      await expect(adapter.readSale(bad)).rejects.toThrow('the details of a Google Play sale cannot be read')
      await expect(adapter.readSale(bad)).rejects.not.toBeInstanceOf(StoreUnavailableError)
    },
  )

  it('without an order cannot be refunded, and Google is not asked', async () => {
    tell(ok(google.purchaseBody()))
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

describe('the list of what was taken back', () => {
  const window = { from: new Date(Date.now() - 60_000), to: new Date() }
  const { purchaseToken, orderId } = google
  const sale = {
    key: purchaseToken,
    details: JSON.stringify({ purchaseToken }),
    storeTransactionId: orderId,
    full: true,
  }

  it('names each sale by its reference, and the page that follows', async () => {
    const voided = { kind: 'androidpublisher#voidedPurchase', purchaseToken, orderId, voidedReason: 8 }
    const voidedPurchases = [
      voided,
      { ...voided, voidedQuantity: 2 },
      { ...voided, orderId: undefined },
      'unread',
    ]
    tell(ok({}), ok({ voidedPurchases, tokenPagination: { nextPageToken: 'next' } }))
    expect(await adapter.history.listRefunds?.(window, null)).toEqual({
      entries: [sale, { ...sale, full: false }, { ...sale, storeTransactionId: null }],
      next: 'next',
    })
  })

  it('may be empty', async () => {
    tell(ok({}), ok({}))
    expect(await adapter.history.listRefunds?.(window, null)).toEqual({ entries: [], next: null })
  })

  it('reaches less far back than Google lets anybody ask', () => {
    expect(adapter.history.lookbackMs).toBeLessThan(30 * 24 * 60 * 60_000)
    expect(Object.keys(adapter.history)).toEqual(['lookbackMs', 'refunds'])
  })
})

describe('a test of the connection', () => {
  const notFound = { status: 404, body: google.errorBody(404, 'purchaseTokenNotFound') }
  const forbidden = { status: 403, body: google.errorBody(403, 'permissionDenied') }

  it('succeeds when Google knows neither the made-up purchase nor the order', async () => {
    tell(notFound)
    expect(await adapter.checkConnection()).toEqual({ ok: true })
  })

  it.each([
    ['Purchases: The service account lacks a permission', forbidden, notFound],
    ['Orders: The service account lacks a permission', notFound, forbidden],
    ['Purchases: Google Play returned HTTP 500', { status: 500 }, notFound],
    [
      'Purchases: Google Play has no app with this package name',
      { status: 404, body: google.errorBody(404, 'applicationNotFound') },
      notFound,
    ],
  ])('says %s', async (words, purchase, order) => {
    tell(purchase, order)
    expect(await adapter.checkConnection()).toMatchObject({
      ok: false,
      problem: expect.stringContaining(words) as string,
    })
  })
})
