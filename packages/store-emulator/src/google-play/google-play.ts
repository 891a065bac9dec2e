import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { isDeveloperApp } from '../developer-apps.ts'
import { dayMs } from '../durations.ts'
import { invalidInput } from '../emulator-error.ts'
import { refundPurchase } from '../purchases/change-purchase.ts'
import { isSignedDataTamperMode } from '../purchases/tamper-mode.ts'
import type { Purchase, PurchaseDraft } from '../purchases/purchase.ts'
import type { Receipt } from '../purchases/receipt.ts'
import { assertOnlyAllowedFields } from '../purchases/store-assertions.ts'
import { exportLicenseKey } from '../rsa-keys.ts'
import type { FaultResponse, StoreEmulator } from '../store-emulator.ts'
import { createGoogleAccessTokens } from './access-tokens.ts'
import type { GoogleAccessTokens } from './access-tokens.ts'
import {
  toGooglePlayPurchase,
  googlePlayBasePath,
  googlePlayPackageName,
  createServiceAccountJson,
  googleTokenPath,
} from './google-play-context.ts'
import type { GooglePlayContext } from './google-play-context.ts'
import { googlePlayErrorForStatus } from './google-play-error.ts'
import { createGoogleOrderId, createPurchaseToken } from './google-play-ids.ts'
import { androidPublisherOperations, registerAndroidPublisher } from './google-play-routes.ts'
import { signGooglePlayPurchase } from './sign-purchase.ts'
import { registerPushCertificates } from './push-certificates.ts'
import {
  createGooglePlayNotificationSender,
  pushServiceAccountEmail,
  pushSubscription,
} from './push-notifications.ts'
import { decideOnChargeback } from './refund-reviews.ts'
import { createGoogleSubscriptionProtocol } from './subscriptions/google-subscription-protocol.ts'
import { registerTokenEndpoint } from './token-routes.ts'

const maxAccountIdLength = 64
const defaultAcknowledgementPeriodMs = 3 * dayMs
/** For purchases of license testers. */
const testAcknowledgementPeriodMs = 3 * 60 * 1000

/** The credentials that a server needs to connect Google Play. */
export type GooglePlayCredentials = {
  packageName: string
  /** JSON text of the service account key file. */
  serviceAccountJson: string
  /** RSA key that signs purchase data, SPKI in Base64. */
  licenseKey: string
  /** Replaces https://androidpublisher.googleapis.com; without a slash at its end. */
  apiUrl: string
  /** Replaces https://oauth2.googleapis.com/token. */
  tokenUrl: string
  /** The values by which a server authenticates a Pub/Sub push. */
  push: {
    serviceAccountEmail: string
    subscription: string
    /** JSON Web Keys; replaces https://www.googleapis.com/oauth2/v3/certs. */
    certsUrl: string
    /** The same keys as certificates; replaces https://www.googleapis.com/oauth2/v1/certs. */
    pemCertsUrl: string
  }
}

export function createGooglePlay(ctx: GooglePlayContext): StoreEmulator {
  const store: StoreEmulator = {
    name: 'GOOGLE_PLAY',
    appId: googlePlayPackageName,
    operations: ['token', 'certs', ...androidPublisherOperations],
    checkPurchase,
    checkRefund: () => undefined,
    normalizeAccountToken: (token) => token,
    acknowledgementPeriodMs: ({ environment, appId }) =>
      !isDeveloperApp(appId)
        ? undefined
        : environment === 'SANDBOX'
          ? testAcknowledgementPeriodMs
          : defaultAcknowledgementPeriodMs,
    toCustomerId: (customer) => customer,
    createOrderIds: () => ({ purchaseToken: createPurchaseToken() }),
    createPaymentIds: (_environment, origin) => (origin === undefined ? createPaymentIds() : {}),
    decideOnRefund: decideOnChargeback,
    createReceipt: async (purchase) => createReceipt(ctx, purchase),
    createFaultResponse,
    notifications: createGooglePlayNotificationSender(ctx),
    subscriptions: createGoogleSubscriptionProtocol(ctx.keys),
    registerRoutes: (scope) => {
      const tokens = createGoogleAccessTokens(ctx.keys)
      // Google's client library uses only the origin of its option `rootUrl`, so the API is also available at the root.
      for (const prefix of [googlePlayBasePath, '']) {
        scope.register(
          async (api) => {
            registerPublisherApi(api, ctx, tokens, store)
          },
          { prefix },
        )
      }
      scope.register(
        async (google) => {
          registerTokenEndpoint(google, tokens)
          registerPushCertificates(google, ctx.keys)
          google.setNotFoundHandler(sendNotFoundPage)
        },
        { prefix: googlePlayBasePath },
      )
    },
  }
  return store
}

export function googlePlayCredentials({ keys }: GooglePlayContext, url: string): GooglePlayCredentials {
  const tokenUrl = url + googlePlayBasePath + googleTokenPath
  return {
    packageName: googlePlayPackageName,
    serviceAccountJson: createServiceAccountJson(keys, tokenUrl),
    licenseKey: exportLicenseKey(keys.license),
    apiUrl: url + googlePlayBasePath,
    tokenUrl,
    push: {
      serviceAccountEmail: pushServiceAccountEmail,
      subscription: pushSubscription,
      certsUrl: `${url + googlePlayBasePath}/oauth2/v3/certs`,
      pemCertsUrl: `${url + googlePlayBasePath}/oauth2/v1/certs`,
    },
  }
}

function registerPublisherApi(
  scope: FastifyInstance,
  ctx: GooglePlayContext,
  tokens: GoogleAccessTokens,
  store: StoreEmulator,
): void {
  registerAndroidPublisher(scope, ctx, tokens, (purchase, revoke, by) => {
    refundPurchase({ ...ctx, storeOf: () => store }, purchase, { percentage: 100, revoke }, by)
  })
}

async function sendNotFoundPage(_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  return reply
    .code(404)
    .type('text/html; charset=UTF-8')
    .send('<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title>')
}

function createReceipt({ keys }: GooglePlayContext, purchase: Purchase): Receipt {
  if (purchase.state === 'DECLINED') return null
  const { productId, purchaseToken, orderId } = toGooglePlayPurchase(purchase)
  return {
    googlePlay: {
      productId,
      purchaseToken,
      ...(orderId === undefined ? {} : { orderId }),
      ...signGooglePlayPurchase(toGooglePlayPurchase(purchase), keys),
    },
  }
}

function createPaymentIds(): { transactionId: string; orderId: string } {
  const orderId = createGoogleOrderId()
  return { transactionId: orderId, orderId }
}

function checkPurchase(purchase: PurchaseDraft): void {
  const { accountToken = '', productType, quantity, tamper, origin, priceMicros } = purchase
  assertOnlyAllowedFields(purchase, ['origin', 'regionCode', 'lines', 'offer'])
  if (accountToken.length > maxAccountIdLength) {
    throw invalidInput('the obfuscated account id of Google Play has at most 64 characters', 'accountToken')
  }
  if (quantity > 1 && productType !== 'CONSUMABLE') {
    throw invalidInput(
      'the maximum quantity in Google Play is 1 unless the product is consumable',
      'quantity',
    )
  }
  if (tamper !== undefined && !isSignedDataTamperMode(tamper)) {
    throw invalidInput(`a Google Play receipt does not support tamper mode ${tamper}`, 'tamper')
  }
  if (origin !== undefined && priceMicros !== '0') {
    throw invalidInput(`a purchase of origin ${origin} has no price`, 'price')
  }
}

function createFaultResponse(status: number): FaultResponse {
  const error = googlePlayErrorForStatus(status)
  if (error === undefined) return { body: '', headers: {} }
  return {
    body: JSON.stringify(error.toBody()),
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      ...(status === 429 ? { 'retry-after': '60' } : {}),
    },
  }
}
