import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { startFakeStoreServer } from '../../../test/contract/fake-store-server.ts'
import type { FakeAnswer, FakeStoreServer } from '../../../test/contract/fake-store-server.ts'
import * as one from '../../../test/fixtures/one-store/one-store-fake.ts'
import type { StoreAdapter } from '../contract.ts'
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
  const definition = createOneStoreDefinition({ production: false, timeoutMs: 500 })
  const parsed = definition.parseConnection({
    clientId: one.clientId,
    clientSecret: one.clientSecret,
    packageName: one.packageName,
    licenceKey: one.licenceKey,
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

function tell(answer: FakeAnswer): void {
  server.handle(({ path }) => (one.isToken(path) ? { status: 200, body: one.grantBody } : answer))
}

const ok = (changes: Record<string, unknown> = {}): FakeAnswer => ({
  status: 200,
  body: one.detailsBody(changes),
})

describe('a receipt', () => {
  it('proves possession, and keeps what ONE store said', async () => {
    tell(ok())
    const outcome = await adapter.verifyReceipt({ ...receipt, purchaseData: null, marketCode: null })
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
    const keyless = connect({ licenceKey: undefined })
    expect(await keyless.verifyReceipt({ ...receipt, ...one.signedPurchase() })).toMatchObject({
      transaction: { accountToken: null, storeOrderId: null },
    })
  })

  it.each([
    ['RECEIPT_INVALID', { ...one.signedPurchase(), signature: 'AAAA' }],
    ['RECEIPT_INVALID', { purchaseData: '{}' }],
    ['RECEIPT_INVALID', one.signedPurchase({ purchaseToken: 'another' })],
    ['RECEIPT_INVALID', one.signedPurchase({ productId: undefined })],
    ['RECEIPT_OTHER_ITEM', one.signedPurchase({ productId: 'another' })],
    ['RECEIPT_OTHER_APP', one.signedPurchase({ packageName: 'com.example.other' })],
    ['RECEIPT_OTHER_APP', one.signedPurchase({ packageName: undefined, clientId: '0000000002' })],
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

describe('a test of the connection', () => {
  it('succeeds when no host knows the made-up purchase', async () => {
    tell(noSuchData)
    expect(await adapter.testConnection()).toEqual({ ok: true })
  })

  it.each([
    ['PRODUCTION: ONE store refuses the app of this client id (AccessBlocked)', 403, 'AccessBlocked'],
    ["PRODUCTION: ONE store refuses the app's access token", 401, 'InvalidAccessToken'],
    ['PRODUCTION: ONE store answered 503 (ServiceMaintenance)', 503, 'ServiceMaintenance'],
  ])('says %s', async (words, status, code) => {
    tell({ status, body: one.errorBody(code) })
    expect(await adapter.testConnection()).toMatchObject({
      ok: false,
      problem: expect.stringContaining(words) as string,
    })
  })

  it('says that the secret is wrong', async () => {
    server.handle(() => ({ status: 401, body: { error: 'invalid_client' } }))
    expect(await adapter.testConnection()).toMatchObject({
      problem: expect.stringContaining('clientSecret') as string,
    })
  })
})
