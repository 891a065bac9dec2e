import { dayMs } from '../durations.ts'
import { invalidInput } from '../emulator-error.ts'
import { isSignedDataTamperMode } from '../purchases/tamper-mode.ts'
import type { Purchase, PurchaseDraft, StoreEnvironment } from '../purchases/purchase.ts'
import type { Receipt } from '../purchases/receipt.ts'
import {
  assertNoGooglePlayRefundOptions,
  assertOnlyAllowedFields,
  assertFullRefund,
} from '../purchases/store-assertions.ts'
import { exportLicenseKey } from '../rsa-keys.ts'
import type { FaultResponse, StoreEmulator } from '../store-emulator.ts'
import {
  marketCodeOf,
  maxDeveloperPayloadBytes,
  oneStoreApp,
  toOneStorePurchase,
} from './one-store-context.ts'
import type { OneStoreContext } from './one-store-context.ts'
import { oneStoreErrorForStatus } from './one-store-error.ts'
import { oneStoreOperations, registerOneStoreApi } from './one-store-routes.ts'
import { createPaymentIds } from './payment-ids.ts'
import { createOneStoreNotificationSender } from './payment-notifications.ts'
import { createOneStoreSubscriptionProtocol } from './subscriptions/one-store-subscription-protocol.ts'
import { signOneStorePurchase } from './sign-purchase.ts'

const maxQuantity = 10
const acknowledgementPeriodMs = 3 * dayMs
const commercialPath = '/one-store/commercial'
const sandboxPath = '/one-store/sandbox'

/** The credentials that a server needs to connect ONE store. */
export type OneStoreCredentials = {
  clientId: string
  clientSecret: string
  /** RSA key that signs purchase data and notifications, SPKI in Base64. */
  licenseKey: string
  marketCode: 'MKT_ONE' | 'MKT_GLB'
  commercialUrl: string
  sandboxUrl: string
}

export function createOneStore(ctx: OneStoreContext): StoreEmulator {
  return {
    name: 'ONE_STORE',
    appId: oneStoreApp.packageName,
    operations: oneStoreOperations,
    checkPurchase,
    checkRefund: (_purchase, refund) => {
      assertNoGooglePlayRefundOptions(refund)
      assertFullRefund('ONE store', refund)
    },
    normalizeAccountToken: (token) => token,
    acknowledgementPeriodMs: () => acknowledgementPeriodMs,
    toCustomerId: (customer) => customer,
    createOrderIds: () => ({}),
    createPaymentIds,
    decideOnRefund: () => ({ percentage: 0, by: 'STORE' }),
    createReceipt: async (purchase) => createReceipt(ctx, purchase),
    createFaultResponse,
    notifications: createOneStoreNotificationSender(ctx),
    subscriptions: createOneStoreSubscriptionProtocol(ctx.keys),
    registerRoutes: (scope) => {
      const registerEnvironment = (prefix: string, environment: StoreEnvironment): void => {
        scope.register(
          async (api) => {
            registerOneStoreApi(api, ctx, environment)
          },
          { prefix },
        )
      }
      registerEnvironment(commercialPath, 'PRODUCTION')
      registerEnvironment(sandboxPath, 'SANDBOX')
    },
  }
}

export function oneStoreCredentials({ keys }: OneStoreContext, url: string): OneStoreCredentials {
  return {
    clientId: oneStoreApp.clientId,
    clientSecret: keys.clientSecret,
    licenseKey: exportLicenseKey(keys.license),
    marketCode: 'MKT_ONE',
    commercialUrl: url + commercialPath,
    sandboxUrl: url + sandboxPath,
  }
}

function createReceipt({ keys }: OneStoreContext, purchase: Purchase): Receipt {
  const oneStorePurchase = toOneStorePurchase(purchase)
  if (oneStorePurchase === undefined) return null
  const { productId, purchaseToken } = oneStorePurchase
  return {
    oneStore: {
      productId,
      purchaseToken,
      ...signOneStorePurchase(oneStorePurchase, keys),
      marketCode: marketCodeOf(purchase),
    },
  }
}

function checkPurchase(purchase: PurchaseDraft): void {
  const { accountToken = '', productType, quantity, tamper } = purchase
  assertOnlyAllowedFields(purchase, ['marketCode', 'returnDeveloperPayload'])
  if (Buffer.byteLength(accountToken) > maxDeveloperPayloadBytes) {
    throw invalidInput('the developer payload of ONE store has at most 200 bytes', 'accountToken')
  }
  if (productType === 'AUTO_RENEWABLE') {
    throw invalidInput('POST /control/subscriptions creates subscriptions of ONE store', 'productType')
  }
  if (quantity > maxQuantity) throw invalidInput('the maximum quantity in ONE store is 10', 'quantity')
  if (tamper !== undefined && !isSignedDataTamperMode(tamper)) {
    throw invalidInput(`a ONE store receipt does not support tamper mode ${tamper}`, 'tamper')
  }
}

function createFaultResponse(status: number): FaultResponse {
  const error = oneStoreErrorForStatus(status)
  if (error === undefined) return { body: '', headers: {} }
  return {
    body: JSON.stringify(error.toBody()),
    headers: { 'content-type': 'application/json;charset=UTF-8' },
  }
}
