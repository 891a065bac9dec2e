import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { createOneStoreDefinition } from '../../src/stores/one-store/definition.ts'
import * as one from '../fixtures/one-store/one-store-samples.ts'
import type { StoreScenarios } from './store-scenarios.ts'
import type { FakeHandler, FakeStoreServer } from '../support/fake-store-server.ts'
import { describeStoreAdapter } from './describe-store-adapter.ts'

const timeoutMs = 1_500
const threeDaysMs = 3 * 24 * 60 * 60_000
const receipt = { productId: one.productId, purchaseToken: one.purchaseToken }
const noSuchData = { status: 404, body: one.errorBody('NoSuchData') }

/** Both hosts on one server: the commercial one under `/live`, the sandbox under `/sandbox`. */
function detailsHandler(host: '/live' | '/sandbox', details: Record<string, unknown> = {}): FakeHandler {
  return ({ path }) => {
    if (one.isToken(path)) return { status: 200, body: one.grantBody }
    const expected = `/purchases/inapp/products/${one.productId}/${encodeURIComponent(one.purchaseToken)}`
    if (path.startsWith(host) && path.endsWith(expected)) {
      return { status: 200, body: one.detailsBody(details) }
    }
    return noSuchData
  }
}

/** Consumes once, and rejects later calls, as ONE store does. */
function acknowledgingHandler(): FakeHandler {
  const states: Record<string, number> = {}
  return (request) => {
    const isConsume = request.path.endsWith('/consume')
    if (!isConsume && !request.path.endsWith('/acknowledge')) return detailsHandler('/live', states)(request)
    if (isConsume && states['consumptionState'] === 1) {
      return { status: 409, body: one.errorBody('InvalidConsumeState') }
    }
    states[isConsume ? 'consumptionState' : 'acknowledgeState'] = 1
    return { status: 200, body: { result: { code: 'Success', message: 'done' } } }
  }
}

const codes: Readonly<Record<number, string>> = {
  400: 'InvalidRequest',
  401: 'InvalidAccessToken',
  403: 'AccessBlocked',
  404: 'NoSuchData',
  409: 'InvalidPurchaseState',
  503: 'ServiceMaintenance',
}

let server: FakeStoreServer

function connect(): StoreAdapter {
  const definition = createOneStoreDefinition({ production: false, timeoutMs })
  const parsed = definition.parseConnection({
    clientId: one.clientId,
    clientSecret: one.clientSecret,
    packageName: one.packageName,
    licenseKey: one.licenseKey,
    commercialUrl: `${server.url}/live`,
    sandboxUrl: `${server.url}/sandbox`,
  })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues))
  return definition.createAdapter(parsed.connection)
}

const scenarios: StoreScenarios = {
  timeoutMs,
  prepare(started) {
    server = started
    return Promise.resolve()
  },
  connect,
  secrets: () => [one.clientSecret, one.accessToken, one.purchaseToken],
  lookup: () => ({ receipt, handler: detailsHandler('/live') }),
  isLookup: ({ path }) => one.isDetails(path),
  expected: {
    storeTransactionId: one.purchaseId,
    storeOrderId: null,
    storeProductId: one.productId,
    lineItem: '',
    quantity: 1,
    price: null,
    accountToken: one.accountToken,
    paidAt: new Date(1756800000000),
    refund: null,
    acknowledgement: {
      acknowledged: false,
      consumed: false,
      deadlineAt: new Date(1756800000000 + threeDaysMs),
    },
  },
  cases: () => ({
    pending: { why: 'ONE store has no purchase that is not paid yet' },
    canceled: { receipt, handler: detailsHandler('/live', { purchaseState: 1 }) },
    revoked: { why: 'ONE store has one state for what was never paid and what was taken back: canceled' },
    unknown: { receipt: { ...receipt, purchaseToken: 'nobody-knows' }, handler: detailsHandler('/live') },
    sandbox: { receipt, handler: detailsHandler('/sandbox', { purchaseId: 'SANDBOX3000000004564' }) },
    production: { receipt, handler: detailsHandler('/live') },
    otherApp: {
      receipt: { ...receipt, ...one.signedPurchase({ packageName: 'com.example.other' }) },
      handler: detailsHandler('/live'),
    },
    otherProduct: { receipt: { ...receipt, productId: 'coins_500' }, handler: detailsHandler('/live') },
    forged: {
      receipt: {
        ...receipt,
        originalJson: one.signedPurchase({ quantity: 100 }).originalJson,
        signature: one.signedPurchase().signature,
      },
      handler: detailsHandler('/live'),
    },
  }),
  findable: () => [
    {
      query: {
        by: 'PURCHASE_TOKEN',
        purchaseToken: one.purchaseToken,
        productIds: ['another_product', one.productId],
      },
      handler: detailsHandler('/live'),
      isLookup: ({ path }) => one.isDetails(path),
      notFound: ({ path }) => (one.isToken(path) ? { status: 200, body: one.grantBody } : noSuchData),
    },
  ],
  notFoundHandler:
    () =>
    ({ path }) =>
      one.isToken(path) ? { status: 200, body: one.grantBody } : noSuchData,
  acknowledgingHandler,
  errorBody: (status) => one.errorBody(codes[status] ?? 'InternalError'),
  // ONE store does not use 410, so it is no verdict about the receipt.
  verdicts: { 401: 'MISCONFIGURED', 403: 'MISCONFIGURED', 404: 'UNKNOWN', 410: 'UNAVAILABLE' },
  requestCounts: {
    keyOf: ({ path }) => (one.isToken(path) ? 'token' : 'details'),
    first: { token: 1, details: 1 },
    repeated: { details: 1 },
  },
}

describeStoreAdapter('ONE store', scenarios)
