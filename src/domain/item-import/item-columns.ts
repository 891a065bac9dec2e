import type { StoreValue } from '../models.ts'
import { rowError, type ItemImportError } from './item-import-error.ts'

/** The columns of a file of items that are not products. */
export const itemColumns = ['itemId', 'name', 'type', 'enabled', 'consumeTrial'] as const
export type ItemColumn = (typeof itemColumns)[number]

export const itemFileStores = [
  'APP_STORE',
  'GOOGLE_PLAY',
  'ONE_STORE',
  'TEST_STORE',
] as const satisfies readonly StoreValue[]

/** The product of an item in a store: in all of its apps if `storeBundleId` is empty. */
export type ProductColumn = { readonly store: StoreValue; readonly storeBundleId: string }

export type FileColumn =
  | { readonly index: number; readonly header: string; readonly field: ItemColumn }
  | { readonly index: number; readonly header: string; readonly field: 'product'; readonly of: ProductColumn }

/** An AppKey has at most 20 apps of each of its stores, and a column for each store itself. */
export const maxProductColumns = 84

export function formatProductHeader({ store, storeBundleId }: ProductColumn): string {
  return storeBundleId === '' ? store : `${store} ${storeBundleId}`
}

export function productKey({ store, storeBundleId }: ProductColumn): string {
  return `${store}/${storeBundleId}`
}

/** The names of the columns in the forms in which people write them, in lower case and without blanks and signs. */
const fieldNames: ReadonlyMap<string, ItemColumn> = new Map<string, ItemColumn>([
  ['itemid', 'itemId'],
  ['id', 'itemId'],
  ['상품id', 'itemId'],
  ['상품아이디', 'itemId'],
  ['name', 'name'],
  ['상품명', 'name'],
  ['이름', 'name'],
  ['type', 'type'],
  ['유형', 'type'],
  ['상품유형', 'type'],
  ['enabled', 'enabled'],
  ['판매', 'enabled'],
  ['판매여부', 'enabled'],
  ['사용여부', 'enabled'],
  ['consumetrial', 'consumeTrial'],
  ['무료체험소비', 'consumeTrial'],
  ['무료체험소비여부', 'consumeTrial'],
])

const storeNames: ReadonlyMap<string, StoreValue> = new Map<string, StoreValue>([
  ['appstore', 'APP_STORE'],
  ['앱스토어', 'APP_STORE'],
  ['애플앱스토어', 'APP_STORE'],
  ['googleplay', 'GOOGLE_PLAY'],
  ['구글플레이', 'GOOGLE_PLAY'],
  ['onestore', 'ONE_STORE'],
  ['원스토어', 'ONE_STORE'],
  ['teststore', 'TEST_STORE'],
  ['테스트스토어', 'TEST_STORE'],
])

export type FileColumns = {
  readonly columns: readonly FileColumn[]
  readonly errors: readonly ItemImportError[]
}

/** The columns that the first row of a file names. */
export function readColumns(row: number, headers: readonly string[]): FileColumns {
  const columns: FileColumn[] = []
  const errors: ItemImportError[] = []
  const seen = new Set<string>()
  for (const [index, header] of headers.entries()) {
    const isEmpty = header.trim() === ''
    const column = isEmpty ? null : readColumn(index, header)
    if (isEmpty) continue
    if (column === null) {
      errors.push(rowError(row, header, 'UNKNOWN_COLUMN', 'There is no column of this name.'))
      continue
    }
    const key = column.field === 'product' ? productKey(column.of) : column.field
    if (seen.has(key))
      errors.push(rowError(row, header, 'DUPLICATE_COLUMN', 'The file has this column twice.'))
    seen.add(key)
    columns.push(column)
  }
  if (!seen.has('itemId')) {
    errors.push(rowError(row, 'itemId', 'MISSING_COLUMN', 'The first row must name a column itemId.'))
  }
  if (columns.filter(({ field }) => field === 'product').length > maxProductColumns) {
    const message = `A file has at most ${maxProductColumns} columns of products.`
    errors.push(rowError(row, null, 'TOO_MANY_COLUMNS', message))
  }
  return { columns, errors }
}

function readColumn(index: number, header: string): FileColumn | null {
  const field = fieldNames.get(simplify(header))
  if (field !== undefined) return { index, header: header.trim(), field }
  const of = readProductColumn(header.trimStart())
  return of === null ? null : { index, header: header.trim(), field: 'product', of }
}

/** The name of a store, or the name and an app of the store, such as `GOOGLE_PLAY com.example.arcade`. */
function readProductColumn(header: string): ProductColumn | null {
  const whole = storeNames.get(simplify(header))
  if (whole !== undefined) return { store: whole, storeBundleId: '' }
  for (let end = header.indexOf(' '); end !== -1; end = header.indexOf(' ', end + 1)) {
    const store = storeNames.get(simplify(header.slice(0, end)))
    if (store !== undefined) return { store, storeBundleId: header.slice(end + 1) }
  }
  return null
}

function simplify(header: string): string {
  return header.toLowerCase().replaceAll(/[\s_.()-]/g, '')
}
