import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startFakeStoreServer } from '../../../test/support/fake-store-server.ts'
import type { FakeResponse, FakeStoreServer } from '../../../test/support/fake-store-server.ts'
import * as one from '../../../test/fixtures/one-store/one-store-samples.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import type { StoreTransaction } from '../contract/sale.ts'
import { createOneStoreDefinition } from './definition.ts'

const receipt = { productId: one.productId, purchaseToken: one.purchaseToken }
const noSuchData = { status: 404, body: one.errorBody('NoSuchData') }
const other = 'b5b6cf3a-7e5c-4c7e-9f2c-0f8f8f6f1a11'

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

function tell(answer: FakeResponse): void {
  server.handle(({ path }) => (one.isToken(path) ? { status: 200, body: one.grantBody } : answer))
}

const ok = (changes: Record<string, unknown> = {}): FakeResponse => ({
  status: 200,
  body: one.detailsBody(changes),
})

describe('a receipt', () => {
  it('proves possession, and keeps what ONE store said', async () => {
    tell(ok())
    const outcome = await adapter.verifyReceipt({ ...receipt, originalJson: null, marketCode: null })
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    expect(outcome.proves).toBe('POSSESSION')
    expect(JSON.parse(outcome.transaction.raw)).toEqual(one.detailsBody())
  })

  it.each([null, ''])('is bound by its signed purchase data where the payload is %j', async (payload) => {
    tell(ok({ developerPayload: payload }))
    expect(await adapter.verifyReceipt({ ...receipt, ...one.signedPurchase() })).toMatchObject({
      kind: 'verified',
      transaction: { accountToken: one.accountToken, storeOrderId: 'ONE-ORDER-1' },
    })
    expect(await adapter.verifyReceipt(receipt)).toMatchObject({ transaction: { accountToken: null } })
  })

  it('is not bound by purchase data that no key checks', async () => {
    tell(ok({ developerPayload: null }))
    const keyless = connect({ licenseKey: undefined })
    expect(await keyless.verifyReceipt({ ...receipt, ...one.signedPurchase() })).toMatchObject({
      transaction: { accountToken: null, storeOrderId: null },
    })
  })

  it.each([
    ['RECEIPT_INVALID', { ...one.signedPurchase(), signature: 'AAAA' }],
    ['RECEIPT_INVALID', { originalJson: '{}' }],
    ['RECEIPT_INVALID', one.signedPurchase({ purchaseToken: 'another' })],
    ['RECEIPT_INVALID', one.signedPurchase({ productId: undefined })],
    ['RECEIPT_ITEM_MISMATCH', one.signedPurchase({ productId: 'another' })],
    ['RECEIPT_APP_MISMATCH', one.signedPurchase({ packageName: 'com.example.other' })],
    ['RECEIPT_APP_MISMATCH', one.signedPurchase({ packageName: undefined, clientId: '0000000002' })],
  ])('gets %s before ONE store is asked for %j', async (code, signed) => {
    tell(ok())
    expect(await adapter.verifyReceipt({ ...receipt, ...signed })).toMatchObject({ code })
    expect(server.requests).toEqual([])
  })

  it.each([{ purchaseId: '1' }, { developerPayload: other }])(
    'whose signed purchase data disagrees with ONE store is refused: %j',
    async (changes) => {
      tell(ok())
      expect(await adapter.verifyReceipt({ ...receipt, ...one.signedPurchase(changes) })).toMatchObject({
        code: 'RECEIPT_INVALID',
      })
    },
  )

  it.each([
    ['MKT_ONE', {}, {}],
    ['MKT_GLB', { marketCode: 'MKT_GLB' }, {}],
    ['MKT_GLB', {}, { marketCode: 'MKT_GLB' }],
    ['MKT_ONE', { marketCode: 'MKT_ONE' }, { marketCode: 'MKT_GLB' }],
  ])('is looked up in %s: receipt %j, connection %j', async (market, given, connection) => {
    tell(ok())
    await connect(connection).verifyReceipt({ ...receipt, ...given })
    expect(server.requests.at(-1)?.headers['x-market-code']).toBe(market)
  })

  it('that ONE store canceled is canceled', async () => {
    tell(ok({ purchaseState: 1 }))
    expect(await adapter.verifyReceipt(receipt)).toEqual({
      kind: 'canceled',
      storeProductId: one.productId,
      accountToken: one.accountToken,
      environment: 'PRODUCTION',
      reference: { key: one.purchaseToken, details: expect.any(String) as string },
      reason: 'ONE store canceled the purchase.',
      sale: { storeTransactionId: one.purchaseId, lineItem: '' },
    })
  })

  it('that is consumed is verified like any other', async () => {
    tell(ok({ consumptionState: 1, acknowledgeState: 1 }))
    expect((await adapter.verifyReceipt(receipt)).kind).toBe('verified')
  })

  it.each([
    { ...receipt, purchaseToken: 'a/b' },
    { ...receipt, productId: 'a/b' },
    { ...receipt, purchaseToken: '..' },
    { ...receipt, purchaseToken: '\ud800' },
    { ...receipt, marketCode: 'MKT_TWO' },
    { productId: one.productId },
    null,
  ])('%j never reaches ONE store', async (bad) => {
    tell(ok())
    expect(await adapter.verifyReceipt(bad)).toMatchObject({ code: 'RECEIPT_INVALID' })
    expect(server.requests).toEqual([])
  })
})

describe('a sale that is read back', () => {
  async function verified(changes: Record<string, unknown> = {}): Promise<StoreTransaction> {
    const outcome = await adapter.verifyReceipt({ ...receipt, ...changes })
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    return outcome.transaction
  }

  it('is the same, though ONE store does not repeat what it signed for the app', async () => {
    tell(ok({ developerPayload: null }))
    const transaction = await verified({ ...one.signedPurchase(), marketCode: 'MKT_GLB' })
    expect(await connect().readSale(transaction.reference.details)).toEqual([
      { kind: 'verified', transaction, proves: 'POSSESSION' },
    ])
    expect(server.requests.at(-1)?.headers['x-market-code']).toBe('MKT_GLB')
  })

  it('is asked about at its own host only', async () => {
    server.handle(({ path }) => {
      if (one.isToken(path)) return { status: 200, body: one.grantBody }
      return path.startsWith('/sandbox') ? ok() : noSuchData
    })
    const { reference } = await verified()
    tell(noSuchData)
    expect(await adapter.readSale(reference.details)).toEqual([])
    expect(server.requests.map(({ path }) => path.split('/')[1])).toEqual(['sandbox'])
  })

  it('may be canceled by now', async () => {
    tell(ok())
    const { reference } = await verified()
    tell(ok({ purchaseState: 1 }))
    expect(await adapter.readSale(reference.details)).toMatchObject([
      { kind: 'canceled', reference, sale: { storeTransactionId: one.purchaseId, lineItem: '' } },
    ])
  })

  it('is acknowledged where it was bought, and can not be refunded from here', async () => {
    tell(ok())
    const { reference, storeProductId, environment } = await verified({ marketCode: 'MKT_GLB' })
    const sale = { details: reference.details, storeProductId, environment, storeOrderId: null }
    tell({ status: 200, body: { result: { code: 'Success' } } })
    expect(await adapter.acknowledge({ ...sale, action: 'ACKNOWLEDGE' })).toEqual({ kind: 'done' })
    expect(await adapter.acknowledge({ ...sale, action: 'CONSUME' })).toEqual({ kind: 'done' })
    expect(server.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['acknowledge', 'consume'])
    expect(server.requests.at(-1)?.headers['x-market-code']).toBe('MKT_GLB')
    expect(await adapter.refund(sale)).toMatchObject({ kind: 'rejected' })
    expect(server.requests).toHaveLength(2)
  })
})

describe('the list of what was taken back', () => {
  const window = { from: new Date(0), to: new Date(1) }
  const pages: Readonly<Record<string, object>> = {
    '/live': { voidedPurchaseList: [entry(1)], continuationKey: 'a:b' },
    '/live a:b': { voidedPurchaseList: [entry(2)], continuationKey: '' },
    '/sandbox': { voidedPurchaseList: [] },
  }

  function entry(number: number): object {
    return { purchaseId: `P${number}`, purchaseToken: `T${number}`, voidedTime: 1, marketCode: 'MKT_ONE' }
  }

  async function readAll(from: StoreAdapter): Promise<unknown[][]> {
    const all: unknown[][] = []
    for (let page: string | null | undefined = null; page !== undefined;) {
      const read: Awaited<ReturnType<NonNullable<StoreAdapter['history']['listRefunds']>>> | undefined =
        await from.history.listRefunds?.(window, page)
      all.push([...(read?.entries ?? [])])
      page = read?.next ?? undefined
    }
    return all
  }

  beforeEach(() => {
    server.handle(({ path }) => {
      if (one.isToken(path)) return { status: 200, body: one.grantBody }
      const { pathname, searchParams } = new URL(path, 'http://fake')
      const key = searchParams.get('continuationKey')
      const body = pages[`/${pathname.split('/')[1]}${key === null ? '' : ` ${key}`}`]
      return body === undefined ? { status: 500 } : { status: 200, body }
    })
  })

  it('has the pages of each host, one after the other', async () => {
    const taken = (number: number): object => ({
      key: `T${number}`,
      details: null,
      storeTransactionId: `P${number}`,
      full: true,
    })
    expect(await readAll(adapter)).toEqual([[taken(1)], [taken(2)], []])
    expect(await readAll(connect({ environments: ['SANDBOX'] }))).toEqual([[]])
  })

  it('ends where a host is named twice', async () => {
    expect(await readAll(connect({ environments: ['SANDBOX', 'SANDBOX'] }))).toEqual([[]])
  })

  it('has no page of a host that the connection no longer asks', async () => {
    const sandbox = connect({ environments: ['SANDBOX'] })
    await expect(sandbox.history.listRefunds?.(window, 'PRODUCTION:a:b')).rejects.toThrow('host')
  })
})

describe('a test of the connection', () => {
  it('succeeds when no host knows the made-up purchase', async () => {
    tell(noSuchData)
    expect(await adapter.checkConnection()).toEqual({ ok: true })
  })

  it.each([
    ['PRODUCTION: ONE store rejects the app of this client id (AccessBlocked)', 403, 'AccessBlocked'],
    ["PRODUCTION: ONE store rejects the app's access token", 401, 'InvalidAccessToken'],
    ['PRODUCTION: ONE store returned HTTP 503 (ServiceMaintenance)', 503, 'ServiceMaintenance'],
  ])('says %s', async (words, status, code) => {
    tell({ status, body: one.errorBody(code) })
    expect(await adapter.checkConnection()).toMatchObject({
      ok: false,
      problem: expect.stringContaining(words) as string,
    })
  })

  it('says that the secret is wrong', async () => {
    server.handle(() => ({ status: 401, body: { error: 'invalid_client' } }))
    expect(await adapter.checkConnection()).toMatchObject({
      problem: expect.stringContaining('clientSecret') as string,
    })
  })
})
