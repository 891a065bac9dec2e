import { generateKeyPairSync } from 'node:crypto'

import { createAppStoreDefinition } from '../../src/stores/app-store/definition.ts'
import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { createTestAuthority, sampleTransaction } from '../fixtures/app-store/test-authority.ts'
import type { TestAuthority } from '../fixtures/app-store/test-authority.ts'
import type { StoreScenarios } from './store-scenarios.ts'
import type { FakeHandler, FakeStoreServer } from '../support/fake-store-server.ts'
import { describeStoreAdapter } from './describe-store-adapter.ts'

const timeoutMs = 1_500
const transactionId = '2000000912345678'
const notFound = { status: 404, body: { errorCode: 4040010, errorMessage: 'Transaction id not found.' } }
const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

const errorCodes: Readonly<Record<number, number>> = {
  400: 4000000,
  404: 4040010,
  429: 4290000,
  500: 5000000,
}

let server: FakeStoreServer
let authority: TestAuthority
let forger: TestAuthority

/** Both environments on one server: production under `/live`, the sandbox under `/sandbox`. */
function transactionHandler(
  prefix: '/live' | '/sandbox',
  changes: Record<string, unknown> = {},
): FakeHandler {
  const environment = prefix === '/live' ? 'Production' : 'Sandbox'
  const signedTransactionInfo = authority.sign(sampleTransaction({ environment, ...changes }))
  return ({ path }) => (path.startsWith(prefix) ? { status: 200, body: { signedTransactionInfo } } : notFound)
}

function orderHandler(changes: Record<string, unknown> = {}): FakeHandler {
  const signed = authority.sign(sampleTransaction({ environment: 'Production', ...changes }))
  const body = { status: 0, signedTransactions: [signed] }
  return ({ path }) =>
    path.startsWith('/live/inApps/v1/lookup/MK5TT0WQZ1') ? { status: 200, body } : notFound
}

function connect(): StoreAdapter {
  const definition = createAppStoreDefinition({ production: false, timeoutMs })
  const parsed = definition.parseConnection({
    bundleId: 'com.example.arcade',
    issuerId: 'an-issuer',
    keyId: 'KEY1',
    privateKey,
    productionUrl: `${server.url}/live`,
    sandboxUrl: `${server.url}/sandbox`,
    rootCertificates: [authority.rootDer.toString('base64')],
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

const scenarios: StoreScenarios = {
  timeoutMs,
  async prepare(started) {
    server = started
    authority = await createTestAuthority()
    forger = await createTestAuthority()
  },
  connect,
  secrets: () => [privateKey.slice(40, 100), privateKey],
  lookup: () => ({ receipt: { transactionId }, handler: transactionHandler('/live') }),
  isLookup: ({ path }) => path.includes('/inApps/v1/transactions/'),
  expected: {
    storeTransactionId: transactionId,
    storeProductId: 'com.example.arcade.coins_100',
    quantity: 1,
    price: { amountMicros: 1_990_000n, currencyCode: 'USD' },
    accountToken: '7e3fb20b-4cdb-47cc-936d-99d65f608138',
    refund: null,
    reference: { key: transactionId, details: JSON.stringify({ transactionId, environment: 'PRODUCTION' }) },
  },
  cases: () => ({
    pending: { why: 'a purchase that waits for approval has no transaction yet' },
    canceled: { why: 'a purchase that was declined never gets a transaction' },
    revoked: {
      receipt: { transactionId },
      handler: transactionHandler('/live', { revocationDate: Date.now(), revocationReason: 0 }),
    },
    unknown: { receipt: { transactionId }, handler: () => notFound },
    sandbox: { receipt: { transactionId }, handler: transactionHandler('/sandbox') },
    production: { receipt: { transactionId }, handler: transactionHandler('/live') },
    otherApp: {
      receipt: { signedTransaction: authority.sign(sampleTransaction({ bundleId: 'com.example.other' })) },
      handler: () => notFound,
    },
    otherProduct: { why: 'a receipt of the App Store names no product beside the signed one' },
    forged: {
      receipt: { signedTransaction: forger.sign(sampleTransaction()) },
      handler: () => notFound,
    },
  }),
  findable: () => [
    {
      query: { by: 'TRANSACTION_ID', id: transactionId },
      handler: transactionHandler('/live'),
      isLookup: ({ path }) => path.includes('/inApps/v1/transactions/'),
      notFound: () => notFound,
      lying: transactionHandler('/live', { transactionId: '2000000999999999' }),
    },
    {
      query: { by: 'ORDER_ID', id: 'MK5TT0WQZ1' },
      handler: orderHandler(),
      isLookup: ({ path }) => path.includes('/inApps/v1/lookup/'),
      notFound: () => ({ status: 200, body: { status: 1 } }),
      lying: orderHandler({ bundleId: 'com.example.other' }),
    },
  ],
  notFoundHandler: () => () => notFound,
  acknowledgingHandler:
    () =>
    ({ method, path }) => {
      const isFinish = method === 'POST' && path === `/live/inApps/v1/transactions/${transactionId}/finish`
      return isFinish ? { status: 200 } : notFound
    },
  errorBody: (status) => ({ errorCode: errorCodes[status] ?? status * 10_000 }),
  // The App Store does not use 410, so it is no verdict about the receipt.
  verdicts: { 401: 'MISCONFIGURED', 403: 'MISCONFIGURED', 404: 'UNKNOWN', 410: 'UNAVAILABLE' },
  requestCounts: {
    keyOf: ({ path }) => (path.startsWith('/live') ? 'production' : 'sandbox'),
    first: { production: 1 },
    repeated: { production: 1 },
  },
}

describeStoreAdapter('App Store', scenarios)
