import { z } from 'zod'
import { invalidInput } from '../emulator-error.ts'
import type { Purchase, PurchaseDraft, StoreEnvironment } from '../purchases/purchase.ts'
import { hashToDigits } from '../random-id.ts'
import type { FaultResponse, StoreEmulator } from '../store-emulator.ts'
import { appStoreApp, signTransaction } from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import { appStoreOperations, registerAppStoreApi } from './app-store-routes.ts'
import { decideOnRefundRequest } from './consumption-info.ts'
import { createAppStoreNotificationSender } from './server-notifications.ts'
import { createPaymentIds } from './payment-ids.ts'
import { createAppStoreSubscriptionProtocol } from './subscriptions/app-store-subscription-protocol.ts'
import { createTransactionTamperer } from './tamper-transaction.ts'
import { isTransactionTamperMode } from '../purchases/tamper-mode.ts'
import {
  assertFullRefund,
  assertNoGooglePlayRefundOptions,
  assertOnlyAllowedFields,
} from '../purchases/store-assertions.ts'
import { toTransaction, toTransactionPayload } from './transaction-payload.ts'

const maxQuantity = 10
const retryAfterMs = 60_000
const productionPath = '/app-store/production'
const sandboxPath = '/app-store/sandbox'

/** The credentials that a server needs to connect the App Store. */
export type AppStoreCredentials = {
  bundleId: string
  appAppleId: number
  issuerId: string
  keyId: string
  /** The App Store Server API key, PKCS#8 in PEM. */
  privateKey: string
  /** X.509 certificates, DER in Base64. */
  rootCertificates: string[]
  productionUrl: string
  sandboxUrl: string
}

export function createAppStore(ctx: AppStoreContext): StoreEmulator {
  const tamper = createTransactionTamperer(ctx.keys)
  return {
    name: 'APP_STORE',
    appId: appStoreApp.bundleId,
    operations: appStoreOperations,
    checkPurchase,
    checkRefund: ({ familyShared }, refund) => {
      assertNoGooglePlayRefundOptions(refund)
      if (familyShared === true) assertFullRefund('a family-shared purchase', refund)
    },
    normalizeAccountToken: (token) => token.toLowerCase(),
    acknowledgementPeriodMs: () => undefined,
    toCustomerId: (customer, environment, appId) =>
      `7${hashToDigits([environment, appId, customer].join('\n'), 17)}`,
    createOrderIds: () => ({}),
    createPaymentIds,
    decideOnRefund: decideOnRefundRequest,
    createReceipt: async (purchase) => {
      const signedTransaction = await createSignedTransaction(purchase)
      return signedTransaction === undefined ? null : { appStore: { signedTransaction } }
    },
    createFaultResponse,
    notifications: createAppStoreNotificationSender(ctx),
    subscriptions: createAppStoreSubscriptionProtocol(ctx),
    registerRoutes: (scope) => {
      const registerEnvironment = (prefix: string, environment: StoreEnvironment): void => {
        scope.register(
          async (api) => {
            registerAppStoreApi(api, ctx, environment)
          },
          { prefix },
        )
      }
      registerEnvironment(productionPath, 'PRODUCTION')
      registerEnvironment(sandboxPath, 'SANDBOX')
    },
  }

  async function createSignedTransaction(purchase: Purchase): Promise<string | undefined> {
    const paid = toTransaction(purchase)
    if (paid === undefined) return undefined
    const restoredId = purchase.restoredTransactionIds?.at(-1)
    const transaction = restoredId === undefined ? paid : { ...paid, shownTransactionId: restoredId }
    if (transaction.tamper === undefined || !isTransactionTamperMode(transaction.tamper))
      return signTransaction(ctx, transaction)
    return tamper(transaction.tamper, toTransactionPayload(transaction, ctx.clock.now()))
  }
}

export function appStoreCredentials({ keys }: AppStoreContext, url: string): AppStoreCredentials {
  const { issuerId, keyId, privateKey } = keys.apiKey
  return {
    ...appStoreApp,
    issuerId,
    keyId,
    privateKey,
    rootCertificates: [keys.chain.root.certificate],
    productionUrl: url + productionPath,
    sandboxUrl: url + sandboxPath,
  }
}

function checkPurchase(purchase: PurchaseDraft): void {
  const { accountToken, quantity, productType, priceMicros, tamper, familyShared } = purchase
  assertOnlyAllowedFields(purchase, ['offer', 'familyShared'])
  if (familyShared === true && productType === 'CONSUMABLE') {
    throw invalidInput('a consumable of the App Store cannot be shared', 'familyShared')
  }
  if (tamper !== undefined && !isTransactionTamperMode(tamper)) {
    throw invalidInput(`an App Store receipt does not support tamper mode ${tamper}`, 'tamper')
  }
  if (accountToken !== undefined && !z.guid().safeParse(accountToken).success) {
    throw invalidInput('the account token of an App Store purchase must be a UUID', 'accountToken')
  }
  if (quantity > (productType === 'CONSUMABLE' ? maxQuantity : 1)) {
    throw invalidInput(
      'the maximum quantity in the App Store is 10 for a consumable and 1 for other products',
      'quantity',
    )
  }
  if (BigInt(priceMicros) % 1000n !== 0n) {
    throw invalidInput('App Store prices have at most three decimal places', 'price.amount')
  }
}

function createFaultResponse(status: number): FaultResponse {
  if (status === 401) return { body: 'Unauthenticated', headers: { 'content-type': 'text/plain' } }
  if (status !== 429 && status !== 500) return { body: '', headers: {} }
  const error = new AppStoreError(status === 429 ? 4290000 : 5000000)
  return {
    body: JSON.stringify(error.toBody()),
    headers: {
      'content-type': 'application/json',
      // Apple sends a time in UNIX milliseconds here, unlike HTTP, which specifies seconds from now.
      ...(status === 429 ? { 'retry-after': String(Date.now() + retryAfterMs) } : {}),
    },
  }
}
