import type { I18n } from '@lingui/core'
import { formatTime } from '../format/time.ts'

/** One field of what a store said: its name at the store, its meaning, and its value for people. */
export type ExplainedField = { readonly name: string; readonly title: string; readonly value: string }

type Explain = (i18n: I18n) => string
type Format = 'TEXT' | 'MILLIS'

const maxFields = 40
const maxValueLength = 200

/** Fields that the stores document and that a support agent asks about. All others are only in the raw text. */
const fields: Readonly<Record<string, readonly [Explain, Format?]>> = {
  notificationType: [(i18n) => i18n.t('Kind of notification')],
  subtype: [(i18n) => i18n.t('Detail of the notification')],
  messageType: [(i18n) => i18n.t('Kind of notification')],
  type: [(i18n) => i18n.t('Kind of product')],
  productId: [(i18n) => i18n.t('Product')],
  sku: [(i18n) => i18n.t('Product')],
  bundleId: [(i18n) => i18n.t('App')],
  packageName: [(i18n) => i18n.t('App')],
  orderId: [(i18n) => i18n.t('Order id')],
  transactionId: [(i18n) => i18n.t('Transaction id')],
  originalTransactionId: [(i18n) => i18n.t('First transaction id')],
  purchaseId: [(i18n) => i18n.t('Purchase id of the store')],
  environment: [(i18n) => i18n.t('Environment')],
  state: [(i18n) => i18n.t('State at the store')],
  purchaseState: [(i18n) => i18n.t('State at the store')],
  acknowledgementState: [(i18n) => i18n.t('Acknowledged at the store')],
  acknowledgeState: [(i18n) => i18n.t('Acknowledged at the store')],
  acknowledged: [(i18n) => i18n.t('Acknowledged at the store')],
  consumptionState: [(i18n) => i18n.t('Consumed at the store')],
  consumed: [(i18n) => i18n.t('Consumed at the store')],
  quantity: [(i18n) => i18n.t('Quantity')],
  refundableQuantity: [(i18n) => i18n.t('Quantity that can be refunded')],
  price: [(i18n) => i18n.t('Price in the unit of the store')],
  priceMicros: [(i18n) => i18n.t('Price in millionths')],
  currency: [(i18n) => i18n.t('Currency')],
  priceCurrencyCode: [(i18n) => i18n.t('Currency')],
  storefront: [(i18n) => i18n.t('Country')],
  regionCode: [(i18n) => i18n.t('Country')],
  purchaseDate: [(i18n) => i18n.t('Time of payment'), 'MILLIS'],
  purchaseTime: [(i18n) => i18n.t('Time of payment'), 'MILLIS'],
  purchaseTimeMillis: [(i18n) => i18n.t('Time of payment'), 'MILLIS'],
  purchasedAt: [(i18n) => i18n.t('Time of payment'), 'MILLIS'],
  purchaseCompletionTime: [(i18n) => i18n.t('Time of payment')],
  signedDate: [(i18n) => i18n.t('Signed by the store at'), 'MILLIS'],
  eventTimeMillis: [(i18n) => i18n.t('Sent by the store at'), 'MILLIS'],
  revocationDate: [(i18n) => i18n.t('Time of refund'), 'MILLIS'],
  refundedAt: [(i18n) => i18n.t('Time of refund'), 'MILLIS'],
  revocationReason: [(i18n) => i18n.t('Reason of the refund at the store')],
  inAppOwnershipType: [(i18n) => i18n.t('Ownership')],
  appAccountToken: [(i18n) => i18n.t('Account token')],
  accountToken: [(i18n) => i18n.t('Account token')],
  obfuscatedExternalAccountId: [(i18n) => i18n.t('Account token')],
  developerPayload: [(i18n) => i18n.t('Developer payload')],
}

/** The fields of a store's answer whose meaning is known, in the order in which the store wrote them. */
export function explainContent(i18n: I18n, content: unknown): ExplainedField[] {
  const found: ExplainedField[] = []
  collect(i18n, content, found)
  return found
}

function collect(i18n: I18n, value: unknown, found: ExplainedField[]): void {
  if (typeof value !== 'object' || value === null) return
  for (const [name, each] of Object.entries(value)) {
    if (found.length >= maxFields) return
    const known = Object.hasOwn(fields, name) ? fields[name] : undefined
    const isPlain = typeof each === 'string' || typeof each === 'number' || typeof each === 'boolean'
    if (known !== undefined && isPlain) {
      const field = { name, title: known[0](i18n), value: format(i18n, each, known[1] ?? 'TEXT') }
      const isRepeated = found.some((other) => other.name === name && other.value === field.value)
      if (!isRepeated) found.push(field)
    } else if (!isPlain) {
      collect(i18n, each, found)
    }
  }
}

function format(i18n: I18n, value: string | number | boolean, as: Format): string {
  if (as === 'MILLIS' && /^\d{12,14}$/.test(String(value))) {
    return formatTime(new Date(Number(value)).toISOString(), i18n.locale, true)
  }
  const text = String(value)
  const isTime = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text) && !Number.isNaN(Date.parse(text))
  return isTime ? formatTime(text, i18n.locale, true) : text.slice(0, maxValueLength)
}
