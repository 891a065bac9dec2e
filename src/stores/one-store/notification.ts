import type { KeyObject } from 'node:crypto'

import { sha256 } from '../../platform/crypto.ts'
import { parseMicros } from '../../platform/money.ts'
import { isSignedByRsa } from '../../platform/rsa-signature.ts'
import { StoreMisconfigured } from '../contract.ts'
import type {
  NotificationOutcome,
  NotificationRequest,
  NotifiedSale,
  StoreNotification,
} from '../notification-contract.ts'
import type { Environment, StorePrice } from '../sale-contract.ts'
import { addressableSchema, messageSchema, paymentMessageSchema } from './api-types.ts'
import type { Message, PaymentMessage } from './api-types.ts'
import { readPlainObject } from './compact-json.ts'
import type { OneStoreSettings } from './connection.ts'
import { readAccountToken } from './mapper.ts'
import { toReference } from './reference.ts'
import type { SaleDetails } from './reference.ts'

const maxBodyLength = 64 * 1024
const paymentType = 'SINGLE_PAYMENT_TRANSACTION'

/**
 * Reads a message of ONE store's payment notification service (PNS). It is signed with SHA512withRSA over its own
 * compact JSON without the member `signature`, as in ONE store's sample.
 * @throws StoreMisconfigured when the connection lacks what names the app, or the license key
 */
export function readPaymentNotification(
  { body }: NotificationRequest,
  settings: OneStoreSettings,
  licenseKey: KeyObject | null,
): NotificationOutcome {
  const sent = body.length > maxBodyLength ? null : readPlainObject(body)
  if (sent === null) return malformed('The body is not a JSON object that can be read in one way only.')
  if (licenseKey === null) {
    throw new StoreMisconfigured('The ONE store connection has no licenseKey to check notifications with')
  }
  const { signature, ...told } = sent
  const signedText = JSON.stringify(told)
  if (typeof signature !== 'string') return { kind: 'forged', reason: 'The message has no signature.' }
  if (!isCanonicalBase64(signature) || !isSignedByRsa('sha512', signedText, signature, licenseKey)) {
    return { kind: 'forged', reason: 'The signature does not fit the message.' }
  }
  const message = messageSchema.safeParse(told)
  if (!message.success) return malformed('The message is signed, but of no known shape.')
  const foreign = findForeign(message.data, settings)
  if (foreign !== null) return { kind: 'foreign', reason: foreign }
  if (message.data.messageType !== paymentType) {
    return { kind: 'authentic', notification: toOther(message.data, signedText) }
  }
  const payment = paymentMessageSchema.safeParse(told)
  if (!payment.success) return malformed('The message of a payment is signed, but of no known shape.')
  return { kind: 'authentic', notification: toNotification(message.data, payment.data, settings) }
}

/** The same bytes can be written in several ways in base64; a store writes them in one. */
function isCanonicalBase64(text: string): boolean {
  return Buffer.from(text, 'base64').toString('base64') === text
}

function findForeign(message: Message, settings: OneStoreSettings): string | null {
  if (!namesApp(message, settings)) return 'The message is for another app.'
  const environment = toEnvironment(message)
  if (settings.environments.includes(environment)) return null
  return `The message is of an environment that the connection does not ask: ${environment}.`
}

function namesApp({ msgVersion, clientId, packageName }: Message, settings: OneStoreSettings): boolean {
  if (isSince31(msgVersion)) return clientId === settings.clientId
  if (settings.packageName !== undefined) return packageName === settings.packageName
  // An app of that time has its package name for a client id.
  if (packageName === settings.clientId) return true
  throw new StoreMisconfigured(
    'The ONE store connection has no packageName, by which notifications older than version 3.1 name the app',
  )
}

function isSince31(msgVersion: string): boolean {
  const [major = 0, minor = 0] = msgVersion.split('.').map(Number.parseFloat)
  return major > 3 || (major === 3 && minor >= 1)
}

/** What either word calls a test is never taken for real money. */
function toEnvironment({ environment, msgVersion }: Message): Environment {
  return environment === 'SANDBOX' || msgVersion.endsWith('D') ? 'SANDBOX' : 'PRODUCTION'
}

function toOther(message: Message, signedText: string): StoreNotification {
  return {
    messageId: `${message.messageType}:${sha256(signedText).toString('hex')}`,
    type: message.messageType,
    sentAt: null,
    environment: toEnvironment(message),
    sales: [],
    refundRequest: null,
  }
}

function toNotification(
  message: Message,
  payment: PaymentMessage,
  { marketCode }: OneStoreSettings,
): StoreNotification {
  const { purchaseId, purchaseState, purchaseTimeMillis: paidAt } = payment
  const environment = toEnvironment(message)
  return {
    messageId: `${purchaseId}:${purchaseState}`,
    type: `PAYMENT_${purchaseState}`,
    // A cancellation repeats the time of its purchase.
    sentAt: purchaseState === 'COMPLETED' && paidAt != null ? new Date(Math.floor(paidAt)) : null,
    environment,
    sales: toSales(payment, { environment, marketCode: message.marketCode ?? marketCode }),
    refundRequest: null,
  }
}

type Place = Pick<SaleDetails, 'environment' | 'marketCode'>

/** None where ONE store could not be asked: version 2 has no purchase token. */
function toSales(payment: PaymentMessage, place: Place): NotifiedSale[] {
  const key = addressableSchema.safeParse(payment)
  if (!key.success) return []
  const accountToken = readAccountToken(payment.developerPayload)
  const reference = toReference({ ...key.data, ...place, accountToken, orderId: null })
  return [{ ...reference, price: toPrice(payment), accountToken }]
}

function toPrice({ price, priceCurrencyCode: currencyCode }: PaymentMessage): StorePrice | null {
  const amountMicros = price ? parseMicros(price) : null
  if (amountMicros === null || amountMicros < 0n) return null
  return currencyCode && /^[A-Z]{3}$/.test(currencyCode) ? { amountMicros, currencyCode } : null
}

function malformed(reason: string): NotificationOutcome {
  return { kind: 'malformed', reason }
}
