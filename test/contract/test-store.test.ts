import { generateKeyPairSync } from 'node:crypto'

import { startEmulator, type Emulator } from '@coinslot/store-emulator'
import { CompactSign } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import type { StoreTransaction } from '../../src/stores/contract/sale.ts'
import { createTestStoreDefinition } from '../../src/stores/test-store/definition.ts'
import { toStoreProductId } from '../support/purchase-client.ts'
import { emulatorConnectionInputs } from '../support/connect-emulator.ts'
import { createStorePurchase, updateStorePurchase, type StorePurchase } from '../support/emulator-control.ts'
import type { StoreScenarios } from './store-scenarios.ts'
import type { FakeHandler, FakeStoreServer } from '../support/fake-store-server.ts'
import { describeStoreAdapter } from './describe-store-adapter.ts'

const timeoutMs = 1_500
const apiSecret = 'tss_the_secret_of_the_store'
const bundleId = 'com.example.arcade'
const productId = 'com.example.arcade.coins_100'
const accountToken = '7e3fb20b-4cdb-47cc-936d-99d65f608138'
const purchasedAt = Date.UTC(2026, 0, 2)
const store = generateKeyPairSync('ed25519')
const forger = generateKeyPairSync('ed25519')
const unknown = { status: 404, body: { error: { code: 'PURCHASE_NOT_FOUND', message: 'no such purchase' } } }

type Receipts = {
  readonly good: string
  readonly otherApp: string
  readonly otherProduct: string
  readonly forged: string
}

let server: FakeStoreServer
let receipts: Receipts

async function sign(claims: Record<string, unknown>, key = store.privateKey): Promise<string> {
  const payload = JSON.stringify({ transactionId: 'TT1', bundleId, productId, quantity: 1, ...claims })
  return await new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'coinslot-test-receipt' })
    .sign(key)
}

function bodyOf(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    transactionId: 'TT1',
    orderId: 'TO1',
    bundleId,
    productId,
    state: 'PAID',
    accountToken,
    quantity: 1,
    priceMicros: '1990000',
    currency: 'USD',
    purchasedAt,
    acknowledged: false,
    consumed: false,
    ...changes,
  }
}

function purchaseHandler(changes: Record<string, unknown> = {}): FakeHandler {
  const body = bodyOf(changes)
  return () => ({ status: 200, body })
}

/** Performs each action once, and rejects it later. */
function acknowledgingHandler(): FakeHandler {
  const done: Record<string, boolean> = {}
  return ({ method, path }) => {
    if (method === 'GET') return { status: 200, body: bodyOf(done) }
    const flag = path.endsWith('/consume') ? 'consumed' : 'acknowledged'
    if (done[flag] === true)
      return { status: 409, body: { error: { code: 'ACKNOWLEDGED', message: 'done' } } }
    done[flag] = true
    return { status: 200, body: bodyOf(done) }
  }
}

function connect(): StoreAdapter {
  const definition = createTestStoreDefinition({ production: false, timeoutMs })
  const receiptPublicKey = store.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const parsed = definition.parseConnection({ bundleId, baseUrl: server.url, apiSecret, receiptPublicKey })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

const scenarios: StoreScenarios = {
  timeoutMs,
  async prepare(started) {
    server = started
    receipts = {
      good: await sign({}),
      otherApp: await sign({ bundleId: 'com.example.other' }),
      otherProduct: await sign({ productId: 'coins_500' }),
      forged: await sign({}, forger.privateKey),
    }
  },
  connect,
  secrets: () => [apiSecret, receipts.good],
  lookup: () => ({ receipt: { receipt: receipts.good }, handler: purchaseHandler() }),
  isLookup: ({ path }) => path.includes('/test-store/v1/purchases/'),
  expected: {
    storeTransactionId: 'TT1',
    storeOrderId: 'TO1',
    storeProductId: productId,
    quantity: 1,
    price: { amountMicros: 1_990_000n, currencyCode: 'USD' },
    accountToken,
    paidAt: new Date(purchasedAt),
    refund: null,
    acknowledgement: { acknowledged: false, consumed: false, deadlineAt: null },
  },
  cases: () => ({
    pending: { receipt: { receipt: receipts.good }, handler: purchaseHandler({ state: 'PENDING' }) },
    canceled: { receipt: { receipt: receipts.good }, handler: purchaseHandler({ state: 'DECLINED' }) },
    revoked: {
      receipt: { receipt: receipts.good },
      handler: purchaseHandler({ state: 'REFUNDED', refundedAt: purchasedAt + 1_000 }),
    },
    unknown: { receipt: { receipt: receipts.good }, handler: () => unknown },
    sandbox: { receipt: { receipt: receipts.good }, handler: purchaseHandler() },
    production: { why: 'the Test store has no real money' },
    otherApp: { receipt: { receipt: receipts.otherApp }, handler: purchaseHandler() },
    otherProduct: { receipt: { receipt: receipts.otherProduct }, handler: purchaseHandler() },
    forged: { receipt: { receipt: receipts.forged }, handler: purchaseHandler() },
  }),
  findable: () => [
    {
      query: { by: 'TRANSACTION_ID', id: 'TT1' },
      handler: ({ path }) => (path.endsWith('/purchases/TT1') ? { status: 200, body: bodyOf() } : unknown),
      isLookup: ({ path }) => path.includes('/v1/purchases/'),
      notFound: () => unknown,
      lying: purchaseHandler({ transactionId: 'TT2' }),
    },
    {
      query: { by: 'ORDER_ID', id: 'TO1' },
      handler: ({ path }) => (path.endsWith('/orders/TO1') ? { status: 200, body: bodyOf() } : unknown),
      isLookup: ({ path }) => path.includes('/v1/orders/'),
      notFound: () => unknown,
      lying: purchaseHandler({ orderId: 'TO2' }),
    },
  ],
  notFoundHandler: () => () => unknown,
  acknowledgingHandler,
  errorBody: (status) => (status === 404 ? unknown.body : { error: { code: 'SOMETHING', message: 'no' } }),
  // The Test store does not use 410, so it is no verdict about the receipt.
  verdicts: { 401: 'MISCONFIGURED', 403: 'MISCONFIGURED', 404: 'UNKNOWN', 410: 'UNAVAILABLE' },
  requestCounts: {
    keyOf: ({ path }) => (path.includes('/test-store/v1/purchases/') ? 'purchase' : 'other'),
    first: { purchase: 1 },
    repeated: { purchase: 1 },
  },
}

describeStoreAdapter('Test store', scenarios)

describe('the Test store of the emulator', () => {
  let emulator: Emulator
  let adapter: StoreAdapter

  beforeAll(async () => {
    emulator = await startEmulator()
    const definition = createTestStoreDefinition({ production: false })
    const parsed = definition.parseConnection(emulatorConnectionInputs(emulator).testStore)
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
    adapter = definition.createAdapter(parsed.connection)
  })
  afterAll(() => emulator.close())

  async function buyItem(itemId: string): Promise<{ storePurchase: StorePurchase; sale: StoreTransaction }> {
    const storePurchase = await createStorePurchase(emulator, {
      store: 'TEST_STORE',
      productId: toStoreProductId(itemId),
      quantity: 2,
    })
    const outcome = await adapter.verifyReceipt(storePurchase.receipt.testStore)
    if (outcome.kind !== 'verified') throw new Error(JSON.stringify(outcome))
    return { storePurchase, sale: outcome.transaction }
  }
  const toSale = ({ reference, storeProductId, environment, storeOrderId }: StoreTransaction) => ({
    details: reference.details,
    storeProductId,
    environment,
    storeOrderId,
  })

  test('a sale is acknowledged, and stays so', async () => {
    const { sale } = await buyItem('coins_100')
    for (const action of ['ACKNOWLEDGE', 'ACKNOWLEDGE', 'CONSUME', 'CONSUME'] as const) {
      expect(await adapter.acknowledge({ ...toSale(sale), action })).toEqual({ kind: 'done' })
    }
    const acknowledgement = { acknowledged: true, consumed: true, deadlineAt: null }
    expect(await adapter.readSale(sale.reference.details)).toMatchObject([
      { transaction: { acknowledgement } },
    ])
  })

  test('a non-consumable item cannot be consumed', async () => {
    const { sale } = await buyItem('remove_ads')
    const act = (action: 'ACKNOWLEDGE' | 'CONSUME') => adapter.acknowledge({ ...toSale(sale), action })
    expect(await act('CONSUME')).toMatchObject({ kind: 'rejected' })
    expect(await act('ACKNOWLEDGE')).toEqual({ kind: 'done' })
  })

  test('a sale is refunded once in full, and then cannot be acknowledged', async () => {
    const { sale } = await buyItem('coins_100')
    for (const _time of ['first', 'again'])
      expect(await adapter.refund(toSale(sale))).toEqual({ kind: 'done' })
    const refund = { full: true, quantity: 2, amountMicros: sale.price?.amountMicros }
    expect(await adapter.readSale(sale.reference.details)).toMatchObject([{ transaction: { refund } }])
    expect(await adapter.acknowledge({ ...toSale(sale), action: 'CONSUME' })).toMatchObject({
      kind: 'rejected',
    })
  })

  test('a reversed refund is removed from the sale', async () => {
    const { storePurchase, sale } = await buyItem('coins_100')
    await adapter.refund(toSale(sale))
    await updateStorePurchase(emulator, storePurchase.id, 'reverse-refund')
    const states = await adapter.readSale(sale.reference.details)
    expect(states).toMatchObject([{ kind: 'verified', transaction: { refund: null } }])
  })
})
