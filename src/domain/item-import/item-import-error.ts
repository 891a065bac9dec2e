export type ItemImportErrorCode =
  | 'MALFORMED_FILE'
  | 'NO_ROWS'
  | 'TOO_MANY_ROWS'
  | 'TOO_MANY_COLUMNS'
  | 'UNKNOWN_COLUMN'
  | 'DUPLICATE_COLUMN'
  | 'MISSING_COLUMN'
  | 'TOO_MANY_CELLS'
  | 'VALUE_REQUIRED'
  | 'INVALID_VALUE'
  | 'DUPLICATE_ITEM'
  | 'DUPLICATE_PRODUCT'
  | 'PRODUCT_IN_USE'
  | 'TOO_MANY_PRODUCTS'
  | 'TYPE_CHANGED'
  | 'SUBSCRIPTIONS_NOT_SUPPORTED'

/** Why a file of items cannot be imported. */
export type ItemImportError = {
  /** Number of the row as a spreadsheet counts it; null if the error concerns the whole file. */
  readonly row: number | null
  /** The column as the file names it; null if the error concerns the whole row. */
  readonly column: string | null
  readonly code: ItemImportErrorCode
  readonly message: string
}

const maxColumnLength = 300

export function rowError(
  row: number | null,
  column: string | null,
  code: ItemImportErrorCode,
  message: string,
): ItemImportError {
  return { row, column: column?.slice(0, maxColumnLength) ?? null, code, message }
}
