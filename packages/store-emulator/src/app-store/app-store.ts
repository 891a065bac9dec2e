import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { invalidInput } from '../emulator-error.ts'
import type { Purchase, PurchaseDraft, StoreEnvironment } from '../purchases/purchase.ts'
import { digitsFrom, randomDigits } from '../random-id.ts'
import type { FaultAnswer, StoreEmulator } from '../store-emulator.ts'
import { APP, signTransaction } from './app-store-context.ts'
import type { AppStoreContext } from './app-store-context.ts'
import { AppStoreError } from './app-store-error.ts'
import { APP_STORE_OPERATIONS, registerAppStoreApi } from './app-store-routes.ts'
import { createNotificationSender } from './server-notifications.ts'
import { createForger } from './forge-transaction.ts'
import { isTransactionForgery } from '../purchases/forgery.ts'
import { refuseGoogleRefunds, refuseOtherStoresFields } from '../purchases/store-limits.ts'
import { asTransaction, transactionPayload } from './transaction-payload.ts'

const MAX_QUANTITY = 10
const RETRY_AFTER_MS = 60_000
const PRODUCTION_PATH = '/app-store/production'
const SANDBOX_PATH = '/app-store/sandbox'

/** What a server needs to connect the App Store. */
export type AppStoreCredentials = {
  bundleId: string
  appAppleId: number
  issuerId: string
  keyId: string
  /** PKCS#8 PEM of the App Store Server API key. */
  privateKey: string
  /** Base64 DER. */
  rootCertificates: string[]
  productionUrl: string
  sandboxUrl: string
}

export function createAppStore(ctx: AppStoreContext): StoreEmulator {
  const forge = createForger(ctx.keys)
  return {
    name: 'APP_STORE',
    appId: APP.bundleId,
    operations: APP_STORE_OPERATIONS,
    checkPurchase,
    checkRefund: (_purchase, refund) => {
      refuseGoogleRefunds(refund)
    },
    keepAccountToken: (token) => token.toLowerCase(),
    acknowledgeWithinMs: () => undefined,
    customerId: (customer, environment, appId) =>
      `7${digitsFrom([environment, appId, customer].join('\n'), 17)}`,
    idsWhenOrdered: () => ({}),
    idsWhenPaid: (environment) => ({
      transactionId: (environment === 'SANDBOX' ? '2000' : '5100') + randomDigits(12),
      orderId: `M${randomUUID().replaceAll('-', '').slice(0, 10).toUpperCase()}`,
    }),
    receiptFor: async (purchase) => {
      const signedTransaction = await signForApp(purchase)
      return signedTransaction === undefined ? null : { appStore: { signedTransaction } }
    },
    faultAnswer,
    notifications: createNotificationSender(ctx),
    registerRoutes: (scope) => {
      const mount = (prefix: string, environment: StoreEnvironment): void => {
        scope.register(
          async (api) => {
            registerAppStoreApi(api, ctx, environment)
          },
          { prefix },
        )
      }
      mount(PRODUCTION_PATH, 'PRODUCTION')
      mount(SANDBOX_PATH, 'SANDBOX')
    },
  }

  async function signForApp(purchase: Purchase): Promise<string | undefined> {
    const transaction = asTransaction(purchase)
    if (transaction === undefined) return undefined
    if (transaction.forge === undefined || !isTransactionForgery(transaction.forge))
      return signTransaction(ctx, transaction)
    return forge(transaction.forge, transactionPayload(transaction, ctx.clock.now()))
  }
}

export function appStoreCredentials({ keys }: AppStoreContext, url: string): AppStoreCredentials {
  const { issuerId, keyId, privateKey } = keys.apiKey
  return {
    ...APP,
    issuerId,
    keyId,
    privateKey,
    rootCertificates: [keys.chain.root.certificate],
    productionUrl: url + PRODUCTION_PATH,
    sandboxUrl: url + SANDBOX_PATH,
  }
}

function checkPurchase(purchase: PurchaseDraft): void {
  const { accountToken, quantity, productType, priceMicros, forge } = purchase
  refuseOtherStoresFields(purchase)
  if (forge !== undefined && !isTransactionForgery(forge)) {
    throw invalidInput(`an App Store receipt cannot be forged by ${forge}`, 'forge')
  }
  if (accountToken !== undefined && !z.guid().safeParse(accountToken).success) {
    throw invalidInput('the App Store takes only a UUID as account token', 'accountToken')
  }
  if (quantity > (productType === 'CONSUMABLE' ? MAX_QUANTITY : 1)) {
    throw invalidInput('the App Store sells at most 10 of a consumable and 1 of anything else', 'quantity')
  }
  if (BigInt(priceMicros) % 1000n !== 0n) {
    throw invalidInput('the App Store states prices in thousandths', 'price.amount')
  }
}

function faultAnswer(status: number): FaultAnswer {
  if (status === 401) return { body: 'Unauthenticated', headers: { 'content-type': 'text/plain' } }
  if (status !== 429 && status !== 500) return { body: '', headers: {} }
  const error = new AppStoreError(status === 429 ? 4290000 : 5000000)
  return {
    body: JSON.stringify(error.toBody()),
    headers: {
      'content-type': 'application/json',
      // Apple states a moment in UNIX milliseconds here, where HTTP has seconds from now.
      ...(status === 429 ? { 'retry-after': String(Date.now() + RETRY_AFTER_MS) } : {}),
    },
  }
}
