import { allProductTypes } from '../purchases/purchase.ts'
import { AppStoreError } from './app-store-error.ts'
import type { AppStoreErrorCode } from './app-store-error.ts'

export type RawQuery = Readonly<Record<string, string | string[] | undefined>>

/** Filter and order of a transaction history. Times are UNIX milliseconds. */
export type HistoryQuery = {
  startDate: number | undefined
  endDate: number | undefined
  productIds: string[]
  productTypes: string[]
  subscriptionGroups: string[]
  descending: boolean
  ownership: string | undefined
  revoked: boolean | undefined
  /** Revision of the last transaction of the previous page. */
  after: number | undefined
}

const allowedProductTypes: readonly string[] = [...allProductTypes, 'NON_RENEWABLE']

export function parseHistoryQuery(query: RawQuery): HistoryQuery {
  const startDate = parseTime(query['startDate'], 4000015)
  const endDate = parseTime(query['endDate'], 4000016)
  if (startDate !== undefined && endDate !== undefined && startDate >= endDate)
    throw new AppStoreError(4000013)
  const productTypes = parseList(query['productType'], 4000022)
  if (!productTypes.every((type) => allowedProductTypes.includes(type))) throw new AppStoreError(4000022)
  return {
    startDate,
    endDate,
    productIds: parseList(query['productId'], 4000023),
    productTypes,
    subscriptionGroups: parseList(query['subscriptionGroupIdentifier'], 4000024),
    descending: parseEnum(query['sort'], ['ASCENDING', 'DESCENDING'], 4000021) === 'DESCENDING',
    ownership: parseEnum(query['inAppOwnershipType'], ['PURCHASED', 'FAMILY_SHARED'], 4000026),
    revoked: parseBoolean(query['revoked']),
    after: parseRevision(query['revision']),
  }
}

/** An opaque cursor in the order of changes. */
export function formatRevision(revision: number): string {
  return Buffer.from(`revision:${String(revision)}`).toString('base64url')
}

export function parseRevision(value: string | string[] | undefined): number | undefined {
  if (value === undefined || value === '') return undefined
  const number = /^revision:(\d{1,15})$/.exec(Buffer.from(String(value), 'base64url').toString())?.[1]
  if (number === undefined) throw new AppStoreError(4000005)
  return Number(number)
}

function parseTime(value: string | string[] | undefined, error: AppStoreErrorCode): number | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) throw new AppStoreError(error)
  return Number(value)
}

function parseList(value: string | string[] | undefined, error: AppStoreErrorCode): string[] {
  const values = value === undefined ? [] : [value].flat()
  if (values.includes('')) throw new AppStoreError(error)
  return values
}

function parseEnum(
  value: string | string[] | undefined,
  choices: readonly string[],
  error: AppStoreErrorCode,
): string | undefined {
  if (value === undefined) return undefined
  if (typeof value !== 'string' || !choices.includes(value)) throw new AppStoreError(error)
  return value
}

function parseBoolean(value: string | string[] | undefined): boolean | undefined {
  const text = parseEnum(value, ['true', 'false'], 4000030)
  return text === undefined ? undefined : text === 'true'
}
