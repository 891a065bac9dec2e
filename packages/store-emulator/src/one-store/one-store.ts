import { randomBytes } from 'node:crypto'
import { invalidInput } from '../emulator-error.ts'
import { isDataForgery } from '../purchases/forgery.ts'
import type { Purchase, PurchaseDraft, StoreEnvironment } from '../purchases/purchase.ts'
import {
  refuseGoogleRefunds,
  refuseOtherStoresFields,
  refusePartialRefunds,
} from '../purchases/store-limits.ts'
import { randomDigits } from '../random-id.ts'
import { licenceKeyOf } from '../rsa-keys.ts'
import type { FaultAnswer, StoreEmulator, StoreIds } from '../store-emulator.ts'
import { APP, asOneStorePurchase, marketOf } from './one-store-context.ts'
import type { OneStoreContext } from './one-store-context.ts'
import { typicalError } from './one-store-error.ts'
import { ONE_STORE_OPERATIONS, registerOneStoreApi } from './one-store-routes.ts'
import { createPaymentNotifier } from './payment-notifications.ts'
import { signForApp } from './purchase-data.ts'

const MAX_QUANTITY = 10
const MAX_PAYLOAD_BYTES = 200
const ACKNOWLEDGE_WITHIN_MS = 3 * 24 * 60 * 60 * 1000
const COMMERCIAL_PATH = '/one-store/commercial'
const SANDBOX_PATH = '/one-store/sandbox'

/** What a server needs to connect ONE store. */
export type OneStoreCredentials = {
  clientId: string
  clientSecret: string
  /** Base64 SPKI of the RSA key that signs purchase data and notifications. */
  licenseKey: string
  marketCode: 'MKT_ONE' | 'MKT_GLB'
  commercialUrl: string
  sandboxUrl: string
}

export function createOneStore(ctx: OneStoreContext): StoreEmulator {
  return {
    name: 'ONE_STORE',
    appId: APP.packageName,
    operations: ONE_STORE_OPERATIONS,
    checkPurchase,
    checkRefund: (_purchase, refund) => {
      refuseGoogleRefunds(refund)
      refusePartialRefunds('ONE store', refund)
    },
    keepAccountToken: (token) => token,
    acknowledgeWithinMs: () => ACKNOWLEDGE_WITHIN_MS,
    customerId: (customer) => customer,
    idsWhenOrdered: () => ({}),
    idsWhenPaid: newIds,
    receiptFor: async (purchase) => receiptFor(ctx, purchase),
    faultAnswer,
    notifications: createPaymentNotifier(ctx),
    registerRoutes: (scope) => {
      const mount = (prefix: string, environment: StoreEnvironment): void => {
        scope.register(
          async (api) => {
            registerOneStoreApi(api, ctx, environment)
          },
          { prefix },
        )
      }
      mount(COMMERCIAL_PATH, 'PRODUCTION')
      mount(SANDBOX_PATH, 'SANDBOX')
    },
  }
}

export function oneStoreCredentials({ keys }: OneStoreContext, url: string): OneStoreCredentials {
  return {
    clientId: APP.clientId,
    clientSecret: keys.clientSecret,
    licenseKey: licenceKeyOf(keys.license),
    marketCode: 'MKT_ONE',
    commercialUrl: url + COMMERCIAL_PATH,
    sandboxUrl: url + SANDBOX_PATH,
  }
}

function newIds(environment: StoreEnvironment): StoreIds {
  const purchaseId = environment === 'SANDBOX' ? `SANDBOX3${randomDigits(12)}` : randomDigits(20)
  return {
    transactionId: purchaseId,
    orderId: `ONESTORE_${randomDigits(19)}`,
    purchaseToken: `TOKEN${randomBytes(24).toString('hex').toUpperCase()}`,
  }
}

function receiptFor({ keys }: OneStoreContext, purchase: Purchase): object | null {
  const numbered = asOneStorePurchase(purchase)
  if (numbered === undefined) return null
  const { productId, purchaseToken } = numbered
  return {
    oneStore: { productId, purchaseToken, ...signForApp(numbered, keys), marketCode: marketOf(purchase) },
  }
}

function checkPurchase(purchase: PurchaseDraft): void {
  const { accountToken = '', productType, quantity, forge } = purchase
  refuseOtherStoresFields(purchase, ['marketCode', 'returnDeveloperPayload'])
  if (Buffer.byteLength(accountToken) > MAX_PAYLOAD_BYTES) {
    throw invalidInput('ONE store takes at most 200 bytes of developer payload', 'accountToken')
  }
  if (productType === 'AUTO_RENEWABLE') {
    throw invalidInput("ONE store's subscriptions are not emulated", 'productType')
  }
  if (quantity > MAX_QUANTITY) throw invalidInput('ONE store sells at most 10 at once', 'quantity')
  if (forge !== undefined && !isDataForgery(forge)) {
    throw invalidInput(`a ONE store receipt cannot be forged by ${forge}`, 'forge')
  }
}

function faultAnswer(status: number): FaultAnswer {
  const error = typicalError(status)
  if (error === undefined) return { body: '', headers: {} }
  return {
    body: JSON.stringify(error.toBody()),
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  }
}
