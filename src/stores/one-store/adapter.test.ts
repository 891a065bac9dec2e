import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as one from '../../../test/fixtures/one-store/one-store-samples.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import type { StoreTransaction } from '../contract/sale.ts'
import { createOneStoreDefinition } from './definition.ts'

const receipt = { productId: one.productId, purchaseToken: one.purchaseToken }
const noSuchData = { status: 404, body: one.errorBody('NoSuchData') }
const otherAccountToken = 'b5b6cf3a-7e5c-4c7e-9f2c-0f8f8f6f1a11'

let server: FakeStoreServer
let adapter: StoreAdapter

beforeAll(async () => {
  server = await startFakeStoreServer()
})

afterAll(async () => {
  await server.close()
})

function connect(changes: Record<string, unknown> = {}): StoreAdapter {
  const definition = createOneStoreDefinition({ production: false, timeoutMs: 1_500 })
  const parsed = definition.parseConnection({
    clientId: one.clientId,
    clientSecret: one.clientSecret,
    packageName: one.packageName,
    licenseKey: one.licenseKey,
    commercialUrl: `${server.url}/live`,
    sandboxUrl: `${server.url}/sandbox`,
    ...changes,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

beforeEach(() => {
  adapter = connect()
})

function respondWith(response: FakeResponse): void {
  server.handle(({ path }) => (one.isToken(path) ? { status: 200, body: one.grantBody } : response))
}

const ok = (changes: Record<string, unknown> = {}): FakeResponse => ({
  status: 200,
  body: one.detailsBody(changes),
})

describe('a receipt', () => {
  test('a receipt proves possession, and the response is stored', async () => {
    respondWith(ok())
    const outcome = await adapter.verifyReceipt({ ...receipt, originalJson: null, marketCode: null })
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    expect(outcome.proves).toBe('POSSESSION')
    expect(JSON.parse(outcome.transaction.raw)).toEqual(one.detailsBody())
  })

  test.each([null, ''])(
    'the account token comes from originalJson when the payload is %j',
    async (payload) => {
      respondWith(ok({ developerPayload: payload }))
      expect(await adapter.verifyReceipt({ ...receipt, ...one.signedPurchase() })).toMatchObject({
        kind: 'verified',
        transaction: { accountToken: one.accountToken, storeOrderId: 'ONE-ORDER-1' },
      })
      expect(await adapter.verifyReceipt(receipt)).toMatchObject({ transaction: { accountToken: null } })
    },
  )

  test('an unverified originalJson has no effect', async () => {
    respondWith(ok({ developerPayload: null }))
    const adapterWithoutKey = connect({ licenseKey: undefined })
    expect(await adapterWithoutKey.verifyReceipt({ ...receipt, ...one.signedPurchase() })).toMatchObject({
      transaction: { accountToken: null, storeOrderId: null },
    })
  })

  test.each([
    ['RECEIPT_INVALID', { ...one.signedPurchase(), signature: 'AAAA' }],
    ['RECEIPT_INVALID', { originalJson: '{}' }],
    ['RECEIPT_INVALID', one.signedPurchase({ purchaseToken: 'another' })],
    ['RECEIPT_INVALID', one.signedPurchase({ productId: undefined })],
    ['RECEIPT_ITEM_MISMATCH', one.signedPurchase({ productId: 'another' })],
    ['RECEIPT_APP_MISMATCH', one.signedPurchase({ packageName: 'com.example.other' })],
    ['RECEIPT_APP_MISMATCH', one.signedPurchase({ packageName: undefined, clientId: '0000000002' })],
  ])('a receipt is rejected with %s without a call to ONE store for %j', async (code, signed) => {
    respondWith(ok())
    expect(await adapter.verifyReceipt({ ...receipt, ...signed })).toMatchObject({ code })
    expect(server.requests).toEqual([])
  })

  test.each([{ purchaseId: '1' }, { developerPayload: otherAccountToken }])(
    'a receipt whose originalJson differs from the purchase is rejected: %j',
    async (changes) => {
      respondWith(ok())
      expect(await adapter.verifyReceipt({ ...receipt, ...one.signedPurchase(changes) })).toMatchObject({
        code: 'RECEIPT_INVALID',
      })
    },
  )

  test.each([
    ['MKT_ONE', {}, {}],
    ['MKT_GLB', { marketCode: 'MKT_GLB' }, {}],
    ['MKT_GLB', {}, { marketCode: 'MKT_GLB' }],
    ['MKT_ONE', { marketCode: 'MKT_ONE' }, { marketCode: 'MKT_GLB' }],
  ])('a purchase is looked up in %s: receipt %j, connection %j', async (market, fields, connection) => {
    respondWith(ok())
    await connect(connection).verifyReceipt({ ...receipt, ...fields })
    expect(server.requests.at(-1)?.headers['x-market-code']).toBe(market)
  })

  test('a purchase that ONE store canceled is canceled', async () => {
    respondWith(ok({ purchaseState: 1 }))
    expect(await adapter.verifyReceipt(receipt)).toEqual({
      kind: 'canceled',
      storeProductId: one.productId,
      accountToken: one.accountToken,
      environment: 'PRODUCTION',
      reference: { key: one.purchaseToken, details: expect.any(String) as string },
      reason: 'ONE store canceled the purchase.',
      storeTransactionId: one.purchaseId,
      lineItem: '',
      raw: expect.stringContaining('"purchaseState":1') as string,
    })
  })

  test('a consumed purchase is verified like any other', async () => {
    respondWith(ok({ consumptionState: 1, acknowledgeState: 1 }))
    expect((await adapter.verifyReceipt(receipt)).kind).toBe('verified')
  })

  test.each([
    { ...receipt, purchaseToken: 'a/b' },
    { ...receipt, productId: 'a/b' },
    { ...receipt, purchaseToken: '..' },
    { ...receipt, purchaseToken: '\ud800' },
    { ...receipt, marketCode: 'MKT_TWO' },
    { productId: one.productId },
    null,
  ])('the malformed receipt %j causes no call to ONE store', async (malformed) => {
    respondWith(ok())
    expect(await adapter.verifyReceipt(malformed)).toMatchObject({ code: 'RECEIPT_INVALID' })
    expect(server.requests).toEqual([])
  })
})

describe('readSale and acknowledge', () => {
  async function verified(changes: Record<string, unknown> = {}): Promise<StoreTransaction> {
    const outcome = await adapter.verifyReceipt({ ...receipt, ...changes })
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    return outcome.transaction
  }

  test('a sale has the fields of originalJson, which ONE store does not return', async () => {
    respondWith(ok({ developerPayload: null }))
    const transaction = await verified({ ...one.signedPurchase(), marketCode: 'MKT_GLB' })
    expect(await connect().readSale(transaction.reference.details)).toEqual([
      { kind: 'verified', transaction, proves: 'POSSESSION' },
    ])
    expect(server.requests.at(-1)?.headers['x-market-code']).toBe('MKT_GLB')
  })

  test('a sale is read from its own host only', async () => {
    server.handle(({ path }) => {
      if (one.isToken(path)) return { status: 200, body: one.grantBody }
      return path.startsWith('/sandbox') ? ok() : noSuchData
    })
    const { reference } = await verified()
    respondWith(noSuchData)
    expect(await adapter.readSale(reference.details)).toEqual([])
    expect(server.requests.map(({ path }) => path.split('/')[1])).toEqual(['sandbox'])
  })

  test('a sale can be canceled later', async () => {
    respondWith(ok())
    const { reference } = await verified()
    respondWith(ok({ purchaseState: 1 }))
    expect(await adapter.readSale(reference.details)).toMatchObject([
      { kind: 'canceled', reference, storeTransactionId: one.purchaseId, lineItem: '' },
    ])
  })

  test('a sale is acknowledged in its market and cannot be refunded', async () => {
    respondWith(ok())
    const { reference, storeProductId, environment } = await verified({ marketCode: 'MKT_GLB' })
    const sale = { details: reference.details, storeProductId, environment, storeOrderId: null }
    respondWith({ status: 200, body: { result: { code: 'Success' } } })
    expect(await adapter.acknowledge({ ...sale, action: 'ACKNOWLEDGE' })).toEqual({ kind: 'done' })
    expect(await adapter.acknowledge({ ...sale, action: 'CONSUME' })).toEqual({ kind: 'done' })
    expect(server.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['acknowledge', 'consume'])
    expect(server.requests.at(-1)?.headers['x-market-code']).toBe('MKT_GLB')
    expect(await adapter.refund(sale)).toMatchObject({ kind: 'rejected' })
    expect(server.requests).toHaveLength(2)
  })
})

describe('listRefunds', () => {
  const window = { from: new Date(0), to: new Date(1) }
  const responses: Readonly<Record<string, object>> = {
    '/live': { voidedPurchaseList: [entry(1)], continuationKey: 'a:b' },
    '/live a:b': { voidedPurchaseList: [entry(2)], continuationKey: '' },
    '/sandbox': { voidedPurchaseList: [] },
  }

  function entry(number: number): object {
    return { purchaseId: `P${number}`, purchaseToken: `T${number}`, voidedTime: 1, marketCode: 'MKT_ONE' }
  }

  async function readAllPages(from: StoreAdapter): Promise<unknown[][]> {
    const pages: unknown[][] = []
    for (let page: string | null | undefined = null; page !== undefined;) {
      const read: Awaited<ReturnType<NonNullable<StoreAdapter['history']['listRefunds']>>> | undefined =
        await from.history.listRefunds?.(window, page)
      pages.push([...(read?.entries ?? [])])
      page = read?.next ?? undefined
    }
    return pages
  }

  beforeEach(() => {
    server.handle(({ path }) => {
      if (one.isToken(path)) return { status: 200, body: one.grantBody }
      const { pathname, searchParams } = new URL(path, 'http://fake')
      const key = searchParams.get('continuationKey')
      const body = responses[`/${pathname.split('/')[1]}${key === null ? '' : ` ${key}`}`]
      return body === undefined ? { status: 500 } : { status: 200, body }
    })
  })

  test('the list contains the pages of each host, one after the other', async () => {
    const refunded = (number: number): object => ({
      key: `T${number}`,
      details: null,
      storeTransactionId: `P${number}`,
      full: true,
    })
    expect(await readAllPages(adapter)).toEqual([[refunded(1)], [refunded(2)], []])
    expect(await readAllPages(connect({ environments: ['SANDBOX'] }))).toEqual([[]])
  })

  test('the list ends when an environment is configured twice', async () => {
    expect(await readAllPages(connect({ environments: ['SANDBOX', 'SANDBOX'] }))).toEqual([[]])
  })

  test('a cursor of an environment that the connection does not include is rejected', async () => {
    const sandbox = connect({ environments: ['SANDBOX'] })
    await expect(sandbox.history.listRefunds?.(window, 'PRODUCTION:a:b')).rejects.toThrow('environment')
  })
})

describe('checkConnection', () => {
  test('the check succeeds when no host has the purchase', async () => {
    respondWith(noSuchData)
    expect(await adapter.checkConnection()).toMatchObject({ ok: true })
  })

  test.each([
    ['PRODUCTION: ONE store rejects the app of this client id (AccessBlocked)', 403, 'AccessBlocked'],
    ["PRODUCTION: ONE store rejects the app's access token", 401, 'InvalidAccessToken'],
    ['PRODUCTION: ONE store returned HTTP 503 (ServiceMaintenance)', 503, 'ServiceMaintenance'],
  ])('the check reports "%s"', async (text, status, code) => {
    respondWith({ status, body: one.errorBody(code) })
    expect(await adapter.checkConnection()).toMatchObject({
      ok: false,
      error: expect.stringContaining(text) as string,
    })
  })

  test('the check reports a wrong client secret', async () => {
    server.handle(() => ({ status: 401, body: { error: 'invalid_client' } }))
    expect(await adapter.checkConnection()).toMatchObject({
      error: expect.stringContaining('clientSecret') as string,
    })
  })
})
