import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { invalidInput } from '../emulator-error.ts'
import { refundPurchase } from '../purchases/change-purchase.ts'
import { isDataForgery } from '../purchases/forgery.ts'
import type { Purchase, PurchaseDraft } from '../purchases/purchase.ts'
import { refuseOtherStoresFields } from '../purchases/store-limits.ts'
import { randomDigits } from '../random-id.ts'
import { licenceKeyOf } from '../rsa-keys.ts'
import type { FaultAnswer, StoreEmulator } from '../store-emulator.ts'
import { AccessTokens } from './access-tokens.ts'
import {
  asGooglePurchase,
  BASE_PATH,
  PACKAGE_NAME,
  serviceAccountFile,
  TOKEN_PATH,
} from './google-play-context.ts'
import type { GooglePlayContext } from './google-play-context.ts'
import { typicalError } from './google-play-error.ts'
import { API_OPERATIONS, registerAndroidPublisher } from './google-play-routes.ts'
import { signForApp } from './purchase-data.ts'
import { registerPushCertificates } from './push-certificates.ts'
import { createPushSender, PUSH_EMAIL, PUSH_SUBSCRIPTION } from './push-notifications.ts'
import { registerTokenEndpoint } from './token-routes.ts'

const MAX_ACCOUNT_ID = 64
const DAY_MS = 24 * 60 * 60 * 1000
const ACKNOWLEDGE_WITHIN_MS = 3 * DAY_MS
/** Google gives a license tester minutes where it gives a customer days. */
const TEST_ACKNOWLEDGE_WITHIN_MS = 3 * 60 * 1000

/** What a server needs to connect Google Play. */
export type GooglePlayCredentials = {
  packageName: string
  /** Text of the service account's key file, JSON. */
  serviceAccountJson: string
  /** Base64 SPKI of the RSA key that signs purchase data. */
  licenseKey: string
  /** In place of https://androidpublisher.googleapis.com, without a slash at its end. */
  apiUrl: string
  /** In place of https://oauth2.googleapis.com/token. */
  tokenUrl: string
  /** How to tell a genuine Pub/Sub push. */
  push: {
    serviceAccountEmail: string
    subscription: string
    /** JSON Web Keys, in place of https://www.googleapis.com/oauth2/v3/certs. */
    certsUrl: string
    /** The same keys as certificates, in place of https://www.googleapis.com/oauth2/v1/certs. */
    pemCertsUrl: string
  }
}

export function createGooglePlay(ctx: GooglePlayContext): StoreEmulator {
  const store: StoreEmulator = {
    name: 'GOOGLE_PLAY',
    appId: PACKAGE_NAME,
    operations: ['token', 'certs', ...API_OPERATIONS],
    checkPurchase,
    checkRefund: () => undefined,
    keepAccountToken: (token) => token,
    acknowledgeWithinMs: ({ environment, appId }) =>
      appId !== PACKAGE_NAME
        ? undefined
        : environment === 'SANDBOX'
          ? TEST_ACKNOWLEDGE_WITHIN_MS
          : ACKNOWLEDGE_WITHIN_MS,
    customerId: (customer) => customer,
    idsWhenOrdered: () => ({ purchaseToken: newPurchaseToken() }),
    idsWhenPaid: (_environment, origin) => (origin === undefined ? newOrder() : {}),
    receiptFor: async (purchase) => receiptFor(ctx, purchase),
    faultAnswer,
    notifications: createPushSender(ctx),
    registerRoutes: (scope) => {
      const tokens = new AccessTokens(ctx.keys)
      // Google's own client keeps of its option `rootUrl` only the origin.
      for (const prefix of [BASE_PATH, '']) {
        scope.register(
          async (api) => {
            registerPublisher(api, ctx, tokens, store)
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
        { prefix: BASE_PATH },
      )
    },
  }
  return store
}

export function googlePlayCredentials({ keys }: GooglePlayContext, url: string): GooglePlayCredentials {
  const tokenUrl = url + BASE_PATH + TOKEN_PATH
  return {
    packageName: PACKAGE_NAME,
    serviceAccountJson: serviceAccountFile(keys, tokenUrl),
    licenseKey: licenceKeyOf(keys.license),
    apiUrl: url + BASE_PATH,
    tokenUrl,
    push: {
      serviceAccountEmail: PUSH_EMAIL,
      subscription: PUSH_SUBSCRIPTION,
      certsUrl: `${url + BASE_PATH}/oauth2/v3/certs`,
      pemCertsUrl: `${url + BASE_PATH}/oauth2/v1/certs`,
    },
  }
}

function registerPublisher(
  scope: FastifyInstance,
  ctx: GooglePlayContext,
  tokens: AccessTokens,
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

function receiptFor({ keys }: GooglePlayContext, purchase: Purchase): object | null {
  if (purchase.state === 'DECLINED') return null
  const { productId, purchaseToken, orderId } = asGooglePurchase(purchase)
  return {
    googlePlay: {
      productId,
      purchaseToken,
      ...(orderId === undefined ? {} : { orderId }),
      ...signForApp(asGooglePurchase(purchase), keys),
    },
  }
}

function newPurchaseToken(): string {
  const letters = Array.from(randomBytes(24), (byte) => String.fromCharCode(97 + (byte % 26))).join('')
  return `${letters}.AO-J1O${randomBytes(54).toString('base64url')}`
}

function newOrder(): { transactionId: string; orderId: string } {
  const orderId = `GPA.${randomDigits(4)}-${randomDigits(4)}-${randomDigits(4)}-${randomDigits(5)}`
  return { transactionId: orderId, orderId }
}

function checkPurchase(purchase: PurchaseDraft): void {
  const { accountToken = '', productType, quantity, forge, origin, priceMicros } = purchase
  refuseOtherStoresFields(purchase, ['origin', 'regionCode'])
  if (accountToken.length > MAX_ACCOUNT_ID) {
    throw invalidInput('Google Play takes at most 64 characters as obfuscated account id', 'accountToken')
  }
  if (quantity > 1 && productType !== 'CONSUMABLE') {
    throw invalidInput('Google Play sells several only of a consumable', 'quantity')
  }
  if (forge !== undefined && !isDataForgery(forge)) {
    throw invalidInput(`a Google Play receipt cannot be forged by ${forge}`, 'forge')
  }
  if (origin !== undefined && priceMicros !== '0') {
    throw invalidInput(`what comes by ${origin} costs nothing`, 'price')
  }
}

function faultAnswer(status: number): FaultAnswer {
  const error = typicalError(status)
  if (error === undefined) return { body: '', headers: {} }
  return {
    body: JSON.stringify(error.toBody()),
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      ...(status === 429 ? { 'retry-after': '60' } : {}),
    },
  }
}
