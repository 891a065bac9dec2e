import { timingSafeEqual } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import { EmulatorError, invalidInput } from '../emulator-error.ts'
import { refundPurchase } from '../purchases/change-purchase.ts'
import type { PurchaseLedger } from '../purchases/purchase-ledger.ts'
import type { Purchase, PurchaseDraft } from '../purchases/purchase.ts'
import {
  refuseGoogleRefunds,
  refuseOtherStoresFields,
  refusePartialRefunds,
} from '../purchases/store-limits.ts'
import { randomDigits } from '../random-id.ts'
import type { FaultAnswer, StoreEmulator } from '../store-emulator.ts'
import type { VirtualClock } from '../virtual-clock.ts'
import type { TestStoreKeys } from './test-store-keys.ts'
import { asTestStorePurchase, signReceipt, viewPurchase } from './test-store-purchase.ts'
import type { TestStorePurchase, TestStorePurchaseView } from './test-store-purchase.ts'

const APP_ID = 'com.example.arcade'
const BASE_PATH = '/test-store'
const OPERATIONS = ['getPurchase', 'acknowledge', 'consume', 'refund'] as const

/** What a server needs to connect the Test store. */
export type TestStoreCredentials = {
  bundleId: string
  baseUrl: string
  apiSecret: string
  /** SPKI PEM of the Ed25519 key that signs receipts. */
  receiptPublicKey: string
}

export type TestStoreContext = { ledger: PurchaseLedger; clock: VirtualClock; keys: TestStoreKeys }

type ById = { Params: { id: string } }

/** As through the control API, but by the developer. */
type RefundByDeveloper = (purchase: Purchase) => Purchase

export function createTestStore(ctx: TestStoreContext): StoreEmulator {
  const store: StoreEmulator = {
    name: 'TEST_STORE',
    appId: APP_ID,
    operations: OPERATIONS,
    checkPurchase,
    checkRefund: (_purchase, refund) => {
      refuseGoogleRefunds(refund)
      refusePartialRefunds('the Test store', refund)
    },
    keepAccountToken: (token) => token.toLowerCase(),
    acknowledgeWithinMs: () => undefined,
    customerId: (customer) => customer,
    idsWhenOrdered: () => ({ transactionId: `TT${randomDigits(16)}`, orderId: `TO${randomDigits(16)}` }),
    idsWhenPaid: () => ({}),
    receiptFor: async (purchase) =>
      purchase.state === 'DECLINED'
        ? null
        : { testStore: { receipt: signReceipt(asTestStorePurchase(purchase), ctx.keys) } },
    faultAnswer,
    registerRoutes: (scope) => {
      scope.register(
        async (api) => {
          registerTestStoreApi(api, ctx, (purchase) =>
            refundPurchase({ ...ctx, storeOf: () => store }, purchase, { percentage: 100 }, 'DEVELOPER'),
          )
        },
        { prefix: BASE_PATH },
      )
    },
  }
  return store
}

export function testStoreCredentials({ keys }: TestStoreContext, url: string): TestStoreCredentials {
  const { apiSecret, receiptPublicKey } = keys
  return { bundleId: APP_ID, baseUrl: url + BASE_PATH, apiSecret, receiptPublicKey }
}

function registerTestStoreApi(
  scope: FastifyInstance,
  ctx: TestStoreContext,
  refund: RefundByDeveloper,
): void {
  scope.addHook('onRequest', async (request) => {
    if (!isSecret(request.headers.authorization, ctx.keys.apiSecret)) {
      throw new EmulatorError(401, 'UNAUTHENTICATED', 'the API secret is missing or wrong')
    }
  })
  scope.get<ById>('/v1/purchases/:id', named('getPurchase'), async ({ params }) =>
    viewPurchase(getPurchase(ctx, params.id)),
  )
  scope.post<ById>('/v1/purchases/:id/acknowledge', named('acknowledge'), async ({ params }) => {
    const purchase = getPurchase(ctx, params.id)
    if (purchase.acknowledgedAt !== undefined) return viewPurchase(purchase)
    assertPaid(purchase)
    return save(ctx, { ...purchase, acknowledgedAt: ctx.clock.now() })
  })
  scope.post<ById>('/v1/purchases/:id/consume', named('consume'), async ({ params }) => {
    const purchase = getPurchase(ctx, params.id)
    if (purchase.consumedAt !== undefined) return viewPurchase(purchase)
    assertPaid(purchase)
    if (purchase.productType !== 'CONSUMABLE') {
      throw new EmulatorError(409, 'NOT_CONSUMABLE', `a ${purchase.productType} product cannot be consumed`)
    }
    const now = ctx.clock.now()
    return save(ctx, { ...purchase, consumedAt: now, acknowledgedAt: purchase.acknowledgedAt ?? now })
  })
  scope.post<ById>('/v1/purchases/:id/refund', named('refund'), async ({ params }) => {
    const purchase = getPurchase(ctx, params.id)
    if (purchase.state === 'REFUNDED') return viewPurchase(purchase)
    assertPaid(purchase)
    return viewPurchase(asTestStorePurchase(refund(purchase)))
  })
}

function getPurchase({ ledger }: TestStoreContext, transactionId: string): TestStorePurchase {
  const purchase = ledger.findByTransactionId('TEST_STORE', 'PRODUCTION', transactionId)
  if (purchase?.appId !== APP_ID) throw new EmulatorError(404, 'PURCHASE_NOT_FOUND', 'no such purchase')
  return asTestStorePurchase(purchase)
}

function save({ ledger }: TestStoreContext, purchase: Purchase): TestStorePurchaseView {
  return viewPurchase(asTestStorePurchase(ledger.replace(purchase)))
}

function assertPaid({ state }: Purchase): void {
  if (state !== 'PAID') throw new EmulatorError(409, 'NOT_PAID', `the purchase is ${state}`)
}

function checkPurchase(purchase: PurchaseDraft): void {
  const { environment, forge } = purchase
  refuseOtherStoresFields(purchase)
  if (environment !== 'PRODUCTION') throw invalidInput('the Test store has no sandbox', 'environment')
  if (forge !== undefined) throw invalidInput('receipts of the Test store cannot be forged', 'forge')
}

function isSecret(authorization: string | undefined, secret: string): boolean {
  const given = Buffer.from(authorization ?? '')
  const expected = Buffer.from(`Bearer ${secret}`)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function faultAnswer(status: number): FaultAnswer {
  const error = new EmulatorError(status, 'PLANNED_FAULT', 'a fault planned through the control API')
  return { body: JSON.stringify(error.toBody()), headers: { 'content-type': 'application/json' } }
}

function named(operation: (typeof OPERATIONS)[number]): { config: { operation: string } } {
  return { config: { operation } }
}
