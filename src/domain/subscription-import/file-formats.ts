import type { StoreName } from '../../stores/contract/store-adapter.ts'
import { parseFileTime, rowError, type Cells, type RowResult } from './read-cells.ts'
import type { SubscriptionFileFormat, SubscriptionImportError } from './subscription-file.ts'

type FormatReader = {
  /** One of each list is needed in the first row. */
  readonly needed: readonly (readonly string[])[]
  readonly read: (cells: Cells) => RowResult
}

/** The formats that a file can have, by the names that their columns have there. */
export const formats: Readonly<Record<SubscriptionFileFormat, FormatReader>> = {
  LIST: { needed: [['userId'], ['store'], ['key']], read: readListRow },
  REVENUECAT: {
    needed: [
      ['store'],
      ['rc_original_app_user_id', 'app_user_id'],
      ['original_store_transaction_id', 'purchase_token'],
    ],
    read: readRevenueCatRow,
  },
  ADAPTY: {
    needed: [
      ['user_id', 'customer_user_id'],
      ['apple_original_transaction_id', 'google_purchase_token', 'original_transaction_id'],
    ],
    read: readAdaptyRow,
  },
}

const stores: ReadonlyMap<string, StoreName> = new Map<string, StoreName>([
  ['appstore', 'APP_STORE'],
  ['macappstore', 'APP_STORE'],
  ['playstore', 'GOOGLE_PLAY'],
  ['googleplay', 'GOOGLE_PLAY'],
  ['onestore', 'ONE_STORE'],
])

const findStore = (text: string | null) =>
  text === null ? undefined : stores.get(text.toLowerCase().replaceAll(/[\s_-]/g, ''))

function readListRow(cells: Cells): RowResult {
  const store = findStore(cells.get('store'))
  if (store === undefined) {
    return rowError(cells.row, 'store', 'INVALID_VALUE', 'The store is APP_STORE, GOOGLE_PLAY or ONE_STORE.')
  }
  return toRow(cells, {
    store,
    userId: cells.get('userId'),
    userColumn: 'userId',
    key: cells.get('key'),
    keyColumn: 'key',
    productId: cells.get('productId'),
    environment: cells.get('environment'),
    startedAt: ['startedAt'],
    accessUntil: ['accessUntil'],
  })
}

/** The scheduled export of transactions, with one row for each transaction. */
function readRevenueCatRow(cells: Cells): RowResult {
  const store = findStore(cells.get('store'))
  if (store === undefined || cells.get('is_auto_renewable')?.toLowerCase() === 'false') return 'SKIPPED'
  const named = cells.get('rc_last_seen_app_user_id_alias')
  const original = cells.get('rc_original_app_user_id', 'app_user_id')
  const userId = named === null || isAnonymous(named) ? original : named
  const isGoogle = store === 'GOOGLE_PLAY'
  return toRow(cells, {
    store,
    userId,
    userColumn: 'rc_original_app_user_id',
    // Of Google Play the export has order numbers, which do not name a subscription.
    key: isGoogle
      ? cells.get('purchase_token', 'google_purchase_token')
      : cells.get('original_store_transaction_id'),
    keyColumn: isGoogle ? 'purchase_token' : 'original_store_transaction_id',
    productId: cells.get('product_identifier'),
    environment: cells.get('is_sandbox'),
    startedAt: ['start_time'],
    accessUntil: ['effective_end_time', 'end_time'],
  })
}

/** The export of events, with one row for each event, or the file of a migration, with one row for each user. */
function readAdaptyRow(cells: Cells): RowResult {
  const token = cells.get('google_purchase_token')
  const apple = cells.get('apple_original_transaction_id')
  const store = apple !== null ? 'APP_STORE' : token === null ? findStore(cells.get('store')) : 'GOOGLE_PLAY'
  if (store === undefined || cells.get('google_is_subscription')?.toLowerCase() === 'false') return 'SKIPPED'
  const isGoogle = store === 'GOOGLE_PLAY'
  return toRow(cells, {
    store,
    userId: cells.get('user_id', 'customer_user_id'),
    userColumn: cells.has('user_id') ? 'user_id' : 'customer_user_id',
    key: isGoogle ? token : (apple ?? cells.get('original_transaction_id')),
    keyColumn: isGoogle ? 'google_purchase_token' : 'original_transaction_id',
    productId: cells.get('google_product_id', 'vendor_product_id'),
    environment: cells.get('environment'),
    startedAt: ['original_purchase_date', 'purchase_date'],
    accessUntil: ['subscription_expiration_date', 'subscription_expires_at'],
  })
}

type Fields = {
  readonly store: StoreName
  readonly userId: string | null
  readonly userColumn: string
  readonly key: string | null
  readonly keyColumn: string
  readonly productId: string | null
  /** The name of an environment, or whether it is the sandbox. */
  readonly environment: string | null
  readonly startedAt: readonly string[]
  readonly accessUntil: readonly string[]
}

const isAnonymous = (userId: string) => userId.startsWith('$RCAnonymousID:')
const sandboxTexts = new Set(['sandbox', 'true', 't'])
const productionTexts = new Set(['production', 'false', 'f', ''])

function toRow(cells: Cells, fields: Fields): RowResult {
  const { row } = cells
  const { store, userId, key, productId } = fields
  if (userId === null)
    return rowError(row, fields.userColumn, 'VALUE_REQUIRED', 'The row needs the id of a user.')
  if (isAnonymous(userId)) {
    return rowError(row, fields.userColumn, 'ANONYMOUS_USER', 'The user has no id of the developer.')
  }
  if (key === null) return missingKey(row, fields)
  const environment = fields.environment?.toLowerCase() ?? ''
  if (!sandboxTexts.has(environment) && !productionTexts.has(environment)) {
    return rowError(row, 'environment', 'INVALID_VALUE', 'The environment is PRODUCTION or SANDBOX.')
  }
  const startedAt = readTime(cells, fields.startedAt)
  const accessUntil = readTime(cells, fields.accessUntil)
  if (isError(startedAt)) return startedAt
  if (isError(accessUntil)) return accessUntil
  return {
    row,
    userId,
    store,
    key,
    // RevenueCat names a base plan of Google Play after a colon.
    productId: store === 'GOOGLE_PLAY' ? (productId?.split(':')[0] ?? null) : productId,
    environment: sandboxTexts.has(environment) ? 'SANDBOX' : 'PRODUCTION',
    startedAt,
    accessUntil,
  }
}

function missingKey(row: number, { store, keyColumn }: Fields): SubscriptionImportError {
  const message =
    store === 'GOOGLE_PLAY'
      ? 'The row needs a purchase token of Google Play: an order number does not name a subscription.'
      : 'The row needs what names the subscription at its store.'
  return rowError(row, keyColumn, store === 'GOOGLE_PLAY' ? 'TOKEN_MISSING' : 'VALUE_REQUIRED', message)
}

function readTime(cells: Cells, columns: readonly string[]): Date | null | SubscriptionImportError {
  const text = cells.get(...columns)
  if (text === null) return null
  const time = parseFileTime(text)
  if (time !== null) return time
  const message = 'The value is a time such as 2026-11-22T09:30:00Z.'
  return rowError(cells.row, columns[0] ?? null, 'INVALID_VALUE', message)
}

const isError = (value: Date | null | SubscriptionImportError): value is SubscriptionImportError =>
  value !== null && 'code' in value
