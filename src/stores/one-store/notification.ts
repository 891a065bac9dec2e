import type { KeyObject } from 'node:crypto'

import { sha256 } from '../../platform/crypto.ts'
import { parseMicros } from '../../platform/money.ts'
import { isSignedByRsa } from '../../platform/rsa-signature.ts'
import { StoreMisconfiguredError } from '../contract/store-adapter.ts'
import type {
  NotificationOutcome,
  NotificationRequest,
  NotifiedSale,
  StoreNotification,
} from '../contract/notification.ts'
import type { StoreEnvironment, StorePrice } from '../contract/sale.ts'
import { currencyCodeSchema, parseAccountToken } from '../shared/schemas.ts'
import {
  purchaseKeySchema,
  pnsMessageSchema,
  pnsPaymentSchema,
  subscriptionMessageSchema,
} from './api-types.ts'
import type { PnsMessage, PnsPayment } from './api-types.ts'
import type { OneStoreSubscriptionConfig } from './config.ts'
import type { OneStoreSettings } from './connection.ts'
import { toSaleReference, toSubscriptionReference } from './sale-reference.ts'
import type { SaleReferenceDetails } from './sale-reference.ts'
import { parseStrictJsonObject } from './strict-json.ts'

const maxBodyLength = 64 * 1024
const paymentType = 'SINGLE_PAYMENT_TRANSACTION'

/** Numbered like those of Google Play (unconfirmed). */
const subscriptionTypes: Readonly<Record<number, string>> = {
  1: 'RECOVERED',
  2: 'RENEWED',
  3: 'CANCELED',
  4: 'PURCHASED',
  5: 'ON_HOLD',
  6: 'IN_GRACE_PERIOD',
  7: 'RESTARTED',
  8: 'PRICE_CHANGE_CONFIRMED',
  9: 'DEFERRED',
  10: 'PAUSED',
  11: 'PAUSE_SCHEDULE_CHANGED',
  12: 'REVOKED',
  13: 'EXPIRED',
}

type NotificationReader = {
  readonly settings: OneStoreSettings
  readonly licenseKey: KeyObject | null
  readonly config: Pick<OneStoreSubscriptionConfig, 'requiresNotificationSignature'>
}

/**
 * Verifies and reads a message of ONE store about a payment (PNS) or a subscription (SNS), which have URLs of their own in its Developer
 * Center. It is signed with SHA512withRSA over its own compact JSON without the member `signature`, as in ONE store's sample.
 * @throws StoreMisconfiguredError when the connection lacks the license key, or the package name that identifies the app
 */
export function readOneStoreNotification(
  { body }: NotificationRequest,
  { settings, licenseKey, config }: NotificationReader,
): NotificationOutcome {
  const received = body.length > maxBodyLength ? null : parseStrictJsonObject(body)
  if (received === null) return malformed('The body is not an unambiguous JSON object.')
  // Whether ONE store signs messages about subscriptions is unconfirmed. Where it does not, a message is a hint to read the subscription.
  const isHint =
    isAboutSubscription(received) &&
    received['signature'] === undefined &&
    !config.requiresNotificationSignature
  if (isHint) return readSubscriptionMessage(received, JSON.stringify(received), settings)
  if (licenseKey === null) {
    throw new StoreMisconfiguredError(
      'The ONE store connection has no licenseKey to check notifications with',
    )
  }
  const { signature, ...content } = received
  const signedText = JSON.stringify(content)
  if (typeof signature !== 'string') {
    return { kind: 'invalid_signature', reason: 'The message has no signature.' }
  }
  if (!isCanonicalBase64(signature) || !isSignedByRsa('sha512', signedText, signature, licenseKey)) {
    return { kind: 'invalid_signature', reason: 'The signature does not match the message.' }
  }
  if (isAboutSubscription(content)) return readSubscriptionMessage(content, signedText, settings)
  const message = pnsMessageSchema.safeParse(content)
  if (!message.success) return malformed('The message is signed, but its format is unknown.')
  const mismatch = findMismatch(message.data, settings)
  if (mismatch !== null) return { kind: 'wrong_recipient', reason: mismatch }
  if (message.data.messageType !== paymentType) {
    return { kind: 'valid', notification: toOtherNotification(message.data, signedText) }
  }
  const payment = pnsPaymentSchema.safeParse(content)
  if (!payment.success) return malformed('The payment message is signed, but its format is unknown.')
  return { kind: 'valid', notification: toNotification(message.data, payment.data, settings) }
}

function isAboutSubscription(content: Readonly<Record<string, unknown>>): boolean {
  return content['subscriptionNotification'] !== undefined
}

/** The state is not used: it is read. */
function readSubscriptionMessage(
  content: Readonly<Record<string, unknown>>,
  text: string,
  settings: OneStoreSettings,
): NotificationOutcome {
  const parsed = subscriptionMessageSchema.safeParse(content)
  if (!parsed.success) return malformed('The message about a subscription has an unknown format.')
  const { subscriptionNotification, marketCode, eventTimeMillis: sentAt } = parsed.data
  const mismatch = findMismatch(parsed.data, settings)
  if (mismatch !== null) return { kind: 'wrong_recipient', reason: mismatch }
  const { notificationType: type, productId, purchaseToken } = subscriptionNotification
  const environment = toEnvironment(parsed.data)
  const named = { productId, purchaseToken, marketCode: marketCode ?? settings.marketCode, environment }
  return {
    kind: 'valid',
    notification: {
      storeNotificationId: `SUBSCRIPTION:${sha256(text).toString('hex')}`,
      type: `SUBSCRIPTION_${subscriptionTypes[type ?? 0] ?? String(type ?? 'UNKNOWN')}`,
      sentAt: sentAt == null ? null : new Date(Math.floor(sentAt)),
      environment,
      sales: [],
      subscriptions: [toSubscriptionReference({ ...named, accountToken: null, orderId: null })],
      refundReview: null,
    },
  }
}

/** Base64 allows several texts for the same bytes; stores send the canonical one. */
function isCanonicalBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64') === text
}

type MessageApp = Pick<PnsMessage, 'msgVersion' | 'clientId' | 'packageName' | 'environment'>

function findMismatch(message: MessageApp, settings: OneStoreSettings): string | null {
  if (!isForApp(message, settings)) return 'The message is for another app.'
  const environment = toEnvironment(message)
  if (settings.environments.includes(environment)) return null
  return `The message is for an environment that the connection does not include: ${environment}.`
}

function isForApp({ msgVersion, clientId, packageName }: MessageApp, settings: OneStoreSettings): boolean {
  if (isSince31(msgVersion)) return clientId === settings.clientId
  if (settings.packageName !== undefined) return packageName === settings.packageName
  // The client id of an app of that time is its package name.
  if (packageName === settings.clientId) return true
  throw new StoreMisconfiguredError(
    'The ONE store connection has no packageName, which identifies the app in notifications older than version 3.1',
  )
}

function isSince31(msgVersion: string): boolean {
  const [major = 0, minor = 0] = msgVersion.split('.').map(Number.parseFloat)
  return major > 3 || (major === 3 && minor >= 1)
}

/** If one of the two fields says sandbox, the message is from the sandbox. */
function toEnvironment({ environment, msgVersion }: MessageApp): StoreEnvironment {
  return environment === 'SANDBOX' || msgVersion.endsWith('D') ? 'SANDBOX' : 'PRODUCTION'
}

function toOtherNotification(message: PnsMessage, signedText: string): StoreNotification {
  return {
    storeNotificationId: `${message.messageType}:${sha256(signedText).toString('hex')}`,
    type: message.messageType,
    sentAt: null,
    environment: toEnvironment(message),
    sales: [],
    subscriptions: [],
    refundReview: null,
  }
}

function toNotification(
  message: PnsMessage,
  payment: PnsPayment,
  { marketCode }: OneStoreSettings,
): StoreNotification {
  const { purchaseId, purchaseState, purchaseTimeMillis: paidAt } = payment
  const environment = toEnvironment(message)
  return {
    storeNotificationId: `${purchaseId}:${purchaseState}`,
    type: `PAYMENT_${purchaseState}`,
    // The message of a cancellation contains the time of the purchase.
    sentAt: purchaseState === 'COMPLETED' && paidAt != null ? new Date(Math.floor(paidAt)) : null,
    environment,
    sales: toSales(payment, { environment, marketCode: message.marketCode ?? marketCode }),
    subscriptions: [],
    refundReview: null,
  }
}

type PurchaseScope = Pick<SaleReferenceDetails, 'environment' | 'marketCode'>

/** Empty when the message does not identify a purchase: version 2 has no purchase token. */
function toSales(payment: PnsPayment, scope: PurchaseScope): NotifiedSale[] {
  const key = purchaseKeySchema.safeParse(payment)
  if (!key.success) return []
  const accountToken = parseAccountToken(payment.developerPayload)
  const reference = toSaleReference({ ...key.data, ...scope, accountToken, orderId: null })
  return [{ ...reference, price: toPrice(payment), accountToken }]
}

function toPrice({ price, priceCurrencyCode: currencyCode }: PnsPayment): StorePrice | null {
  const amountMicros = price ? parseMicros(price) : null
  if (amountMicros === null || amountMicros < 0n) return null
  return currencyCodeSchema.safeParse(currencyCode).success && currencyCode
    ? { amountMicros, currencyCode }
    : null
}

function malformed(reason: string): NotificationOutcome {
  return { kind: 'malformed', reason }
}
