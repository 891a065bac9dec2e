import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { isDeveloperApp, mainAppId } from '../developer-apps.ts'
import { EmulatorError, invalidInput } from '../emulator-error.ts'
import { operationConfig } from '../operation-config.ts'
import { refundPurchase } from '../purchases/change-purchase.ts'
import type { PurchaseRepository } from '../purchases/purchase-repository.ts'
import type { Purchase, PurchaseDraft } from '../purchases/purchase.ts'
import {
  assertNoGooglePlayRefundOptions,
  assertOnlyAllowedFields,
  assertFullRefund,
} from '../purchases/store-assertions.ts'
import { randomDigits } from '../random-id.ts'
import type { FaultResponse, StoreEmulator } from '../store-emulator.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { TestStoreKeys } from './test-store-keys.ts'
import { toTestStorePurchase, signReceipt, toPurchaseResponse } from './test-store-purchase.ts'
import type { TestStorePurchase, TestStorePurchaseResponse } from './test-store-purchase.ts'

const testStoreAppId = mainAppId
const testStoreBasePath = '/test-store'
const testStoreOperations = ['getPurchase', 'getOrder', 'acknowledge', 'consume', 'refund'] as const

/** The credentials that a server needs to connect the Test store. */
export type TestStoreCredentials = {
  bundleId: string
  baseUrl: string
  apiSecret: string
  /** The Ed25519 key that signs receipts, SPKI in PEM. */
  receiptPublicKey: string
}

export type TestStoreContext = { purchases: PurchaseRepository; clock: VirtualClock; keys: TestStoreKeys }

type PurchaseIdRoute = { Params: { id: string } }

/** Refunds a purchase like the control API, but on behalf of the developer. */
type RefundByDeveloper = (purchase: Purchase) => Purchase

export function createTestStore(ctx: TestStoreContext): StoreEmulator {
  const store: StoreEmulator = {
    name: 'TEST_STORE',
    appId: testStoreAppId,
    operations: testStoreOperations,
    checkPurchase,
    checkRefund: (_purchase, refund) => {
      assertNoGooglePlayRefundOptions(refund)
      assertFullRefund('the Test store', refund)
    },
    normalizeAccountToken: (token) => token.toLowerCase(),
    acknowledgementPeriodMs: () => undefined,
    toCustomerId: (customer) => customer,
    createOrderIds: () => ({ transactionId: `TT${randomDigits(16)}`, orderId: `TO${randomDigits(16)}` }),
    createPaymentIds: () => ({}),
    decideOnRefund: () => ({ percentage: 0, by: 'STORE' }),
    createReceipt: async (purchase) =>
      purchase.state === 'DECLINED'
        ? null
        : { testStore: { receipt: signReceipt(toTestStorePurchase(purchase), ctx.keys) } },
    createFaultResponse,
    registerRoutes: (scope) => {
      scope.register(
        async (api) => {
          registerTestStoreApi(api, ctx, (purchase) =>
            refundPurchase({ ...ctx, storeOf: () => store }, purchase, { percentage: 100 }, 'DEVELOPER'),
          )
        },
        { prefix: testStoreBasePath },
      )
    },
  }
  return store
}

export function testStoreCredentials({ keys }: TestStoreContext, url: string): TestStoreCredentials {
  const { apiSecret, receiptPublicKey } = keys
  return { bundleId: testStoreAppId, baseUrl: url + testStoreBasePath, apiSecret, receiptPublicKey }
}

function registerTestStoreApi(
  scope: FastifyInstance,
  ctx: TestStoreContext,
  refund: RefundByDeveloper,
): void {
  scope.addHook('onRequest', async (request) => {
    if (!isAuthorized(request.headers.authorization, ctx.keys.apiSecret)) {
      throw new EmulatorError(401, 'UNAUTHENTICATED', 'the API secret is missing or invalid')
    }
  })
  scope.get<PurchaseIdRoute>('/v1/purchases/:id', operationConfig('getPurchase'), async ({ params }) =>
    toPurchaseResponse(getTestStorePurchase(ctx, params.id)),
  )
  scope.get<PurchaseIdRoute>('/v1/orders/:id', operationConfig('getOrder'), async ({ params }) =>
    toPurchaseResponse(toKnownPurchase(ctx.purchases.findByOrderId('TEST_STORE', 'PRODUCTION', params.id))),
  )
  scope.post<PurchaseIdRoute>(
    '/v1/purchases/:id/acknowledge',
    operationConfig('acknowledge'),
    async ({ params }) => {
      const purchase = getTestStorePurchase(ctx, params.id)
      if (purchase.acknowledgedAt !== undefined) return toPurchaseResponse(purchase)
      assertPaid(purchase)
      return replacePurchase(ctx, { ...purchase, acknowledgedAt: ctx.clock.now() })
    },
  )
  scope.post<PurchaseIdRoute>('/v1/purchases/:id/consume', operationConfig('consume'), async ({ params }) => {
    const purchase = getTestStorePurchase(ctx, params.id)
    if (purchase.consumedAt !== undefined) return toPurchaseResponse(purchase)
    assertPaid(purchase)
    if (purchase.productType !== 'CONSUMABLE') {
      throw new EmulatorError(409, 'NOT_CONSUMABLE', `a ${purchase.productType} product cannot be consumed`)
    }
    const now = ctx.clock.now()
    return replacePurchase(ctx, {
      ...purchase,
      consumedAt: now,
      acknowledgedAt: purchase.acknowledgedAt ?? now,
    })
  })
  scope.post<PurchaseIdRoute>('/v1/purchases/:id/refund', operationConfig('refund'), async ({ params }) => {
    const purchase = getTestStorePurchase(ctx, params.id)
    if (purchase.state === 'REFUNDED') return toPurchaseResponse(purchase)
    assertPaid(purchase)
    return toPurchaseResponse(toTestStorePurchase(refund(purchase)))
  })
}

function getTestStorePurchase({ purchases }: TestStoreContext, transactionId: string): TestStorePurchase {
  return toKnownPurchase(purchases.findByTransactionId('TEST_STORE', 'PRODUCTION', transactionId))
}

function toKnownPurchase(purchase: Purchase | undefined): TestStorePurchase {
  if (purchase === undefined || !isDeveloperApp(purchase.appId))
    throw new EmulatorError(404, 'PURCHASE_NOT_FOUND', 'the purchase does not exist')
  return toTestStorePurchase(purchase)
}

function replacePurchase({ purchases }: TestStoreContext, purchase: Purchase): TestStorePurchaseResponse {
  return toPurchaseResponse(toTestStorePurchase(purchases.replace(purchase)))
}

function assertPaid({ state }: Purchase): void {
  if (state !== 'PAID') throw new EmulatorError(409, 'NOT_PAID', `the purchase is ${state}`)
}

function checkPurchase(purchase: PurchaseDraft): void {
  const { environment, tamper } = purchase
  assertOnlyAllowedFields(purchase)
  if (environment !== 'PRODUCTION') throw invalidInput('the Test store has no sandbox', 'environment')
  if (tamper !== undefined) throw invalidInput('the Test store does not support tampered receipts', 'tamper')
}

function isAuthorized(authorization: string | undefined, secret: string): boolean {
  const actual = Buffer.from(authorization ?? '')
  const expected = Buffer.from(`Bearer ${secret}`)
  return actual.length === expected.length && timingSafeEqual(actual, expected)
}

function createFaultResponse(status: number): FaultResponse {
  const error = new EmulatorError(status, 'INJECTED_FAULT', 'a fault injected through the control API')
  return { body: JSON.stringify(error.toBody()), headers: { 'content-type': 'application/json' } }
}
