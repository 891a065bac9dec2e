import type { StoreName } from '../../stores/contract/store-adapter.ts'

export type SubscriptionFileFormat = 'LIST' | 'REVENUECAT' | 'ADAPTY'

/** A subscription that a file names; several rows of a file may be of the same one. */
export type SubscriptionFileRow = {
  /** The first row of it, as a spreadsheet counts. */
  readonly row: number
  /** The id of the user in the developer's system. */
  readonly userId: string
  readonly store: StoreName
  /** What names it at its store: the original transaction of the App Store, or a purchase token. */
  readonly key: string
  readonly productId: string | null
  readonly environment: 'PRODUCTION' | 'SANDBOX'
  readonly startedAt: Date | null
  readonly accessUntil: Date | null
}

export type SubscriptionImportErrorCode =
  | 'MALFORMED_FILE'
  | 'NO_ROWS'
  | 'TOO_MANY_ROWS'
  | 'MISSING_COLUMN'
  | 'VALUE_REQUIRED'
  | 'INVALID_VALUE'
  | 'TOKEN_MISSING'
  | 'ANONYMOUS_USER'
  | 'SEVERAL_USERS'
  | 'USER_NOT_REGISTERED'
  | 'OWNED_BY_ANOTHER_USER'
  | 'PRODUCT_UNKNOWN'
  | 'PRODUCT_NOT_A_SUBSCRIPTION'
  | 'STORE_NOT_CONNECTED'
  | 'SANDBOX_REFUSED'

/** Why a file of subscriptions cannot be imported. */
export type SubscriptionImportError = {
  /** Number of the row as a spreadsheet counts it; null if the error concerns the whole file. */
  readonly row: number | null
  /** The column as the file names it; null if the error concerns the whole row. */
  readonly column: string | null
  readonly code: SubscriptionImportErrorCode
  readonly message: string
}

export type SubscriptionFile = {
  readonly rows: readonly SubscriptionFileRow[]
  /** Rows that are no subscription of a store that the server supports, such as one-time purchases and other stores. */
  readonly skippedCount: number
  readonly errors: readonly SubscriptionImportError[]
}
