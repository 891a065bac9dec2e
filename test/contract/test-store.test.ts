import { generateKeyPairSync } from 'node:crypto'

import { CompactSign } from 'jose'

import type { StoreAdapter } from '../../src/stores/contract.ts'
import { createTestStoreDefinition } from '../../src/stores/test-store/definition.ts'
import type { AdapterFixture } from './adapter-fixture.ts'
import type { FakeHandler, FakeStoreServer } from './fake-store-server.ts'
import { describeStoreAdapter } from './store-adapter.ts'

const timeoutMs = 700
const apiSecret = 'tss_the_secret_of_the_store'
const appId = 'com.example.arcade'
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
  const payload = JSON.stringify({ transactionId: 'TT1', appId, productId, quantity: 1, ...claims })
  return await new CompactSign(new TextEncoder().encode(payload))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'coinslot-test-receipt' })
    .sign(key)
}

function answering(changes: Record<string, unknown> = {}): FakeHandler {
  const body = {
    transactionId: 'TT1',
    orderId: 'TO1',
    appId,
    productId,
    state: 'PAID',
    accountToken,
    quantity: 1,
    priceMicros: '1990000',
    currency: 'USD',
    purchasedAt,
    ...changes,
  }
  return () => ({ status: 200, body })
}

function connect(): StoreAdapter {
  const definition = createTestStoreDefinition({ production: false, timeoutMs })
  const receiptPublicKey = store.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const parsed = definition.parseConnection({ appId, baseUrl: server.url, apiSecret, receiptPublicKey })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

const fixture: AdapterFixture = {
  timeoutMs,
  async prepare(started) {
    server = started
    receipts = {
      good: await sign({}),
      otherApp: await sign({ appId: 'com.example.other' }),
      otherProduct: await sign({ productId: 'coins_500' }),
      forged: await sign({}, forger.privateKey),
    }
  },
  connect,
  secrets: () => [apiSecret, receipts.good],
  lookUp: () => ({ receipt: { receipt: receipts.good }, answers: answering() }),
  isLookUp: ({ path }) => path.includes('/test-store/v1/purchases/'),
  expected: {
    storeTransactionId: 'TT1',
    storeOrderId: 'TO1',
    storeProductId: productId,
    quantity: 1,
    price: { amountMicros: 1_990_000n, currencyCode: 'USD' },
    accountToken,
    paidAt: new Date(purchasedAt),
    revokedAt: null,
  },
  cases: () => ({
    pending: { receipt: { receipt: receipts.good }, answers: answering({ state: 'PENDING' }) },
    canceled: { receipt: { receipt: receipts.good }, answers: answering({ state: 'DECLINED' }) },
    revoked: {
      receipt: { receipt: receipts.good },
      answers: answering({ state: 'REFUNDED', refundedAt: purchasedAt + 1_000 }),
    },
    unknown: { receipt: { receipt: receipts.good }, answers: () => unknown },
    sandbox: { receipt: { receipt: receipts.good }, answers: answering() },
    production: { why: 'the Test store has no real money' },
    otherApp: { receipt: { receipt: receipts.otherApp }, answers: answering() },
    otherProduct: { receipt: { receipt: receipts.otherProduct }, answers: answering() },
    forged: { receipt: { receipt: receipts.forged }, answers: answering() },
  }),
  errorBody: (status) => (status === 404 ? unknown.body : { error: { code: 'SOMETHING', message: 'no' } }),
  // The Test store knows no 410: a status that is not in its book is not its word.
  verdicts: { 401: 'MISCONFIGURED', 403: 'MISCONFIGURED', 404: 'REFUSED', 410: 'UNAVAILABLE' },
  calls: {
    of: ({ path }) => (path.includes('/test-store/v1/purchases/') ? 'purchase' : 'other'),
    first: { purchase: 1 },
    next: { purchase: 1 },
  },
}

describeStoreAdapter('Test store', fixture)
