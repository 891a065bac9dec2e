import type { StoreAdapter } from '../../src/stores/contract/store-adapter.ts'
import { createGooglePlayDefinition } from '../../src/stores/google-play/definition.ts'
import * as google from '../fixtures/google-play/google-play-samples.ts'
import type { StoreScenarios } from './store-scenarios.ts'
import type { FakeResponse, FakeHandler, FakeStoreServer } from '../support/fake-store-server.ts'
import { describeStoreAdapter } from './describe-store-adapter.ts'

const timeoutMs = 1_500
const receipt = { productId: google.productId, purchaseToken: google.purchaseToken }

const unknown = { status: 404, body: google.errorBody(404, 'purchaseTokenNotFound') }

/** Google Play with one purchase and its order, and without subscriptions. */
function purchaseHandler(
  purchase: Record<string, unknown> = {},
  order: Record<string, unknown> = {},
): FakeHandler {
  return ({ path }) => {
    if (google.isToken(path)) return { status: 200, body: google.grantBody }
    if (google.isPurchase(path)) return { status: 200, body: google.purchaseBody(purchase) }
    if (google.isOrder(path)) return { status: 200, body: google.orderBody(order) }
    if (path.includes('/purchases/subscriptionsv2/')) return unknown
    return { status: 404, body: '<html>' }
  }
}

/** Responds to every read of the purchase with this. */
function withPurchaseResponse(response: FakeResponse): FakeHandler {
  return (request) => (google.isPurchase(request.path) ? response : purchaseHandler()(request))
}

/** Consumes a purchase once, and rejects later calls, as Google Play does. */
function acknowledgingHandler(): FakeHandler {
  let consumed = false
  return (request) => {
    const { method, path } = request
    if (method !== 'POST' || google.isToken(path)) {
      const consumptionState = 'CONSUMPTION_STATE_CONSUMED'
      return purchaseHandler(consumed ? { productLineItem: [google.lineItem({ consumptionState })] } : {})(
        request,
      )
    }
    if (consumed) return { status: 400, body: google.errorBody(400, 'productNotOwnedByUser') }
    consumed = path.endsWith(':consume')
    return { status: 204 }
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'invalid',
  401: 'authError',
  403: 'permissionDenied',
  404: 'purchaseTokenNotFound',
  409: 'concurrentUpdate',
  410: 'purchaseTokenNoLongerValid',
  429: 'rateLimitExceeded',
}

let server: FakeStoreServer

function connect(): StoreAdapter {
  const definition = createGooglePlayDefinition({ production: false, timeoutMs })
  const parsed = definition.parseConnection({
    packageName: google.packageName,
    serviceAccountJson: google.serviceAccountJson,
    licenseKey: google.licenseKey,
    apiUrl: server.url,
    tokenUrl: `${server.url}/token`,
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
  secrets: () => [google.accessToken, google.privateKeyPem.slice(60, 120), google.purchaseToken],
  lookup: () => ({ receipt, handler: purchaseHandler() }),
  isLookup: ({ path }) => google.isPurchase(path),
  expected: {
    storeTransactionId: google.orderId,
    storeOrderId: google.orderId,
    storeProductId: google.productId,
    lineItem: google.productId,
    quantity: 1,
    price: { amountMicros: 1_990_000n, currencyCode: 'USD' },
    accountToken: google.accountToken,
    paidAt: new Date('2026-01-02T03:04:05.678Z'),
    refund: null,
    acknowledgement: {
      acknowledged: false,
      consumed: false,
      deadlineAt: new Date('2026-01-05T03:04:05.678Z'),
    },
    reference: {
      key: google.purchaseToken,
      details: JSON.stringify({ purchaseToken: google.purchaseToken }),
    },
  },
  cases: () => ({
    pending: {
      receipt,
      handler: purchaseHandler({
        purchaseStateContext: { purchaseState: 'PENDING' },
        purchaseCompletionTime: undefined,
      }),
    },
    canceled: {
      receipt,
      handler: purchaseHandler(
        { purchaseStateContext: { purchaseState: 'CANCELLED' }, purchaseCompletionTime: undefined },
        { state: 'CANCELED' },
      ),
    },
    revoked: {
      receipt,
      handler: purchaseHandler(
        { purchaseStateContext: { purchaseState: 'CANCELLED' } },
        { state: 'REFUNDED', orderHistory: { refundEvent: { eventTime: '2026-01-05T00:00:00Z' } } },
      ),
    },
    unknown: { receipt, handler: withPurchaseResponse(unknown) },
    sandbox: { receipt, handler: purchaseHandler({ testPurchaseContext: { fopType: 'TEST' } }) },
    production: { receipt, handler: purchaseHandler() },
    otherApp: {
      receipt: { ...receipt, ...google.signedPurchase({ packageName: 'com.example.other' }) },
      handler: purchaseHandler(),
    },
    otherProduct: { receipt: { ...receipt, productId: 'coins_500' }, handler: purchaseHandler() },
    forged: {
      receipt: {
        ...receipt,
        originalJson: google.signedPurchase({ quantity: 100 }).originalJson,
        signature: google.signedPurchase().signature,
      },
      handler: purchaseHandler(),
    },
  }),
  findable: () => [
    {
      query: { by: 'PURCHASE_TOKEN', purchaseToken: google.purchaseToken, productIds: [] },
      handler: purchaseHandler(),
      isLookup: ({ path }) => google.isPurchase(path),
      notFound: withPurchaseResponse(unknown),
      lying: purchaseHandler({}, { purchaseToken: 'another-token' }),
    },
    {
      query: { by: 'ORDER_ID', id: google.orderId },
      handler: purchaseHandler({}, { purchaseToken: google.purchaseToken }),
      isLookup: ({ path }) => google.isOrder(path),
      notFound: (request) =>
        google.isOrder(request.path)
          ? { status: 404, body: google.errorBody(404, 'orderNotFound') }
          : purchaseHandler()(request),
      lying: purchaseHandler({}, { orderId: 'GPA.0000-0000-0000-00000' }),
    },
  ],
  notFoundHandler: () => withPurchaseResponse(unknown),
  acknowledgingHandler,
  errorBody: (status) => google.errorBody(status, reasons[status] ?? 'backendError'),
  verdicts: { 401: 'MISCONFIGURED', 403: 'MISCONFIGURED', 404: 'UNKNOWN', 410: 'UNKNOWN' },
  requestCounts: {
    keyOf: ({ path }) => (google.isToken(path) ? 'token' : google.isPurchase(path) ? 'productsv2' : 'orders'),
    first: { token: 1, productsv2: 1, orders: 1 },
    repeated: { productsv2: 1, orders: 1 },
  },
}

describeStoreAdapter('Google Play', scenarios)
