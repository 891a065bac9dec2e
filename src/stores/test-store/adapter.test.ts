import { generateKeyPairSync } from 'node:crypto'
import { CompactSign } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'

import { startQueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import type { QueuedFakeServer } from '../../../test/fixtures/app-store/queued-fake-server.ts'
import { StoreMisconfiguredError, StoreUnavailableError } from '../contract/store-adapter.ts'
import type { StoreAdapter } from '../contract/store-adapter.ts'
import type { VerifyOutcome } from '../contract/sale.ts'
import { createTestStoreDefinition } from './definition.ts'

const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const bundleId = 'com.example.arcade'
const productId = 'com.example.arcade.coins_100'
const accountToken = '7E3FB20B-4CDB-47CC-936D-99D65F608138'
const notFoundBody = { error: { code: 'PURCHASE_NOT_FOUND', message: 'no such purchase' } }
const purchasedAt = Date.UTC(2026, 0, 2)
const definition = createTestStoreDefinition({ production: false, timeoutMs: 1_500 })

let server: QueuedFakeServer
let input: { bundleId: string; baseUrl: string; apiSecret: string; receiptPublicKey: string }
let adapter: StoreAdapter

function purchase(changes: Record<string, unknown> = {}): { status: number; body: unknown } {
  const body = {
    transactionId: 'TT1',
    orderId: 'TO1',
    bundleId,
    productId,
    productType: 'CONSUMABLE',
    state: 'PAID',
    accountToken,
    quantity: 2,
    priceMicros: '3980000',
    currency: 'USD',
    purchasedAt,
    consumed: false,
    acknowledged: false,
    ...changes,
  }
  return { status: 200, body }
}

async function receipt(
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const payload = JSON.stringify({ transactionId: 'TT1', bundleId, productId, quantity: 2, ...claims })
  return await new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'coinslot-test-receipt', ...header })
    .sign(privateKey)
}

async function submit(
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<VerifyOutcome> {
  return await adapter.verifyReceipt({ receipt: await receipt(claims, header) })
}

beforeAll(async () => {
  server = await startQueuedFakeServer()
  const receiptPublicKey = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  input = { bundleId, baseUrl: `${server.url}/`, apiSecret: 'tss_secret', receiptPublicKey }
  const parsed = definition.parseConnection(input)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  adapter = definition.createAdapter(parsed.connection)
})

beforeEach(() => {
  server.respondInTurn(purchase())
})

afterAll(async () => {
  await server.close()
})

describe('a receipt', () => {
  test('a paid purchase is verified with the current state at the store', async () => {
    expect(await submit()).toEqual({
      kind: 'verified',
      proves: 'POSSESSION',
      transaction: {
        environment: 'SANDBOX',
        storeTransactionId: 'TT1',
        lineItem: '',
        storeOrderId: 'TO1',
        storeProductId: productId,
        quantity: 2,
        price: { amountMicros: 3_980_000n, currencyCode: 'USD' },
        paidAt: new Date(purchasedAt),
        accountToken: accountToken.toLowerCase(),
        refund: null,
        acknowledgement: { acknowledged: false, consumed: false, deadlineAt: null },
        reference: { key: 'TT1', details: '{"transactionId":"TT1"}' },
        ownership: 'BOUGHT',
        raw: JSON.stringify(purchase().body),
      },
    })
    expect(server.requests).toMatchObject([
      { path: '/test-store/v1/purchases/TT1', headers: { authorization: 'Bearer tss_secret' } },
    ])
  })

  test.each([
    ['PENDING', 'pending'],
    ['DECLINED', 'canceled'],
    ['CANCELED', 'canceled'],
  ])('a %s purchase is %s', async (state, kind) => {
    server.respondInTurn(purchase({ state }))
    expect(await submit()).toMatchObject({
      kind,
      storeProductId: productId,
      environment: 'SANDBOX',
      reference: { key: 'TT1' },
    })
  })

  test.each([
    ['another type', {}, { typ: 'JWT' }],
    ['an id that is a path', { transactionId: '../../admin' }, {}],
    ['no product', { productId: undefined }, {}],
    ['another product than the purchase', { productId: 'dearer' }, {}],
  ])('a receipt with %s is invalid', async (_name, claims, header) => {
    expect(await submit(claims, header)).toMatchObject({ code: 'RECEIPT_INVALID' })
  })

  test('a receipt of another app is rejected because of its claims or of the purchase', async () => {
    expect(await submit({ bundleId: 'com.example.other' })).toMatchObject({ code: 'RECEIPT_APP_MISMATCH' })
    expect(server.requests).toEqual([])
    server.respondInTurn(purchase({ bundleId: 'com.example.other' }))
    expect(await submit()).toMatchObject({ code: 'RECEIPT_APP_MISMATCH' })
  })

  test('a receipt without a valid signature causes no call to the store', async () => {
    const jws = await receipt()
    const [header = '', payload = '', signature = ''] = jws.split('.')
    const none = Buffer.from(JSON.stringify({ alg: 'none', typ: 'coinslot-test-receipt' })).toString(
      'base64url',
    )
    const other = await new CompactSign(Buffer.from(payload, 'base64url'))
      .setProtectedHeader({ alg: 'EdDSA', typ: 'coinslot-test-receipt' })
      .sign(generateKeyPairSync('ed25519').privateKey)
    const invalidReceipts = [
      other,
      `${none}.${payload}.`,
      `${header}.${payload}.${signature.toLowerCase()}`,
      '',
      'a.b.c',
      `${jws}.x`,
    ]
    for (const invalid of invalidReceipts) {
      expect(await adapter.verifyReceipt({ receipt: invalid })).toMatchObject({ code: 'RECEIPT_INVALID' })
    }
    expect(server.requests).toEqual([])
  })

  test.each([null, {}, { receipt: 1 }, { receipt: 'x'.repeat(20_000) }])(
    'a receipt of an unknown format is invalid',
    async (value) => {
      expect(await adapter.verifyReceipt(value)).toMatchObject({ code: 'RECEIPT_INVALID' })
    },
  )

  test('an account token that is not a UUID counts as not set', async () => {
    server.respondInTurn(purchase({ accountToken: 'player-1' }))
    expect(await submit()).toMatchObject({ transaction: { accountToken: null } })
  })
})

describe("the store's response", () => {
  test('a 404 makes the purchase unknown', async () => {
    server.respondInTurn({ status: 404, body: notFoundBody })
    expect(await submit()).toMatchObject({ kind: 'unknown', key: 'TT1' })
  })

  test.each([401, 403])('a %i is a misconfiguration', async (status) => {
    server.respondInTurn({ status, body: {} })
    await expect(submit()).rejects.toBeInstanceOf(StoreMisconfiguredError)
  })

  test.each([
    { status: 500, body: {} },
    { status: 429, body: {} },
    { status: 200, body: '<html>' },
    { status: 404, body: '<html>' },
    { status: 404, body: { error: { code: 'NOT_FOUND' } } },
    { status: 200, body: {} },
    { status: 302, headers: { location: '/' } },
    'DROP',
    'HANG',
  ] as const)('the store is unavailable after the response %j', async (response) => {
    server.respondInTurn(response)
    await expect(submit()).rejects.toBeInstanceOf(StoreUnavailableError)
  })

  test('the store is unavailable when it returns another purchase', async () => {
    server.respondInTurn(purchase({ transactionId: 'TT2' }))
    await expect(submit()).rejects.toBeInstanceOf(StoreUnavailableError)
  })
})

describe('a sale reference', () => {
  const details = '{"transactionId":"TT1"}'
  const sale = { details, storeProductId: productId, environment: 'SANDBOX' } as const

  test.each([
    ['verified', 'PAID'],
    ['verified', 'REFUNDED'],
    ['pending', 'PENDING'],
    ['canceled', 'CANCELED'],
  ])('the sale is %s when the purchase is %s', async (kind, state) => {
    server.respondInTurn(purchase({ state }))
    expect(await adapter.readSale(details)).toMatchObject([{ kind }])
  })

  test('the sale has no state when the store no longer has the purchase', async () => {
    server.respondInTurn({ status: 404, body: notFoundBody })
    expect(await adapter.readSale(details)).toEqual([])
  })

  test.each(['', '{}', '{"transactionId":"../admin"}'])(
    'the unreadable reference %j causes no call to the store',
    async (unreadable) => {
      await expect(adapter.readSale(unreadable)).rejects.toThrow('The reference of a Test store sale')
      expect(server.requests).toEqual([])
    },
  )

  test.each([
    ['ACKNOWLEDGE', 'acknowledge', { acknowledged: true }],
    ['CONSUME', 'consume', { acknowledged: true, consumed: true }],
  ] as const)('the action %s is sent to the store', async (action, segment, changes) => {
    server.respondInTurn(purchase(changes))
    expect(await adapter.acknowledge({ ...sale, action })).toEqual({ kind: 'done' })
    expect(server.requests).toMatchObject([{ path: `/test-store/v1/purchases/TT1/${segment}` }])
  })
})

test('every notification is malformed, because the Test store sends none', async () => {
  expect(await adapter.readNotification({ headers: {}, body: '{}' })).toEqual({
    kind: 'malformed',
    reason: 'The Test store sends no notifications.',
  })
})

describe('the connection', () => {
  test('the API secret is separated from the settings', () => {
    const { apiSecret, ...settings } = input
    expect(definition.parseConnection(input)).toEqual({
      ok: true,
      connection: {
        storeBundleId: bundleId,
        settings: { ...settings, baseUrl: server.url },
        credentials: { apiSecret },
      },
    })
  })

  test('the Test store cannot be connected in production', () => {
    const production = createTestStoreDefinition({ production: true })
    const parsed = definition.parseConnection(input)
    if (!parsed.ok) throw new Error('the connection should be valid')
    expect(production.parseConnection(input)).toMatchObject({ ok: false })
    expect(() => production.createAdapter(parsed.connection)).toThrow(StoreMisconfiguredError)
  })

  test('the Test store is a sandbox only', () => {
    expect(adapter.traits.sandboxOnly).toBe(true)
  })
})
