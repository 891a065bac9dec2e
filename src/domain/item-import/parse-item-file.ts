import { readCsv, type CsvRecord } from '../../platform/read-csv.ts'
import { checkName } from '../input.ts'
import { itemIdPattern } from '../item/upsert-item.ts'
import type { ItemRow } from '../models.ts'
import { readColumns, type FileColumn, type ItemColumn, type ProductColumn } from './item-columns.ts'
import { rowError, type ItemImportError } from './item-import-error.ts'

/** A row of a file of items. What is null is not changed. */
export type ItemFileRow = {
  readonly row: number
  readonly itemId: string
  readonly name: string | null
  readonly type: ItemRow['type'] | null
  readonly enabled: boolean | null
  readonly consumeTrial: boolean | null
  /** The cells of the columns of products as they are; an empty one removes the product. */
  readonly products: readonly ProductCell[]
}

export type ProductCell = { readonly of: ProductColumn; readonly header: string; readonly cell: string }

export type ItemFile = {
  readonly rows: readonly ItemFileRow[]
  readonly errors: readonly ItemImportError[]
}

const maxRows = 1_000

const fileError = (code: ItemImportError['code'], message: string, row: number | null = null): ItemFile => ({
  rows: [],
  errors: [rowError(row, null, code, message)],
})

/** Reads a file of items. Pure: what the rows mean for the items that exist is not checked. */
export function parseItemFile(csv: string): ItemFile {
  const parsed = readCsv(csv)
  if (!parsed.ok) return fileError('MALFORMED_FILE', parsed.reason, parsed.row)
  const [head, ...records] = parsed.records
  if (head === undefined) return fileError('NO_ROWS', 'The file is empty.')
  const { columns, errors } = readColumns(head.row, head.cells)
  if (errors.length > 0) return { rows: [], errors }
  const items = records.filter(({ cells }) => !isEndMark(cells))
  if (items.length === 0) return fileError('NO_ROWS', 'The file has no row of an item.')
  if (items.length > maxRows) {
    return fileError(
      'TOO_MANY_ROWS',
      `The file has ${items.length} rows of items; at most ${maxRows} are allowed.`,
    )
  }
  const parsedRows = items.map((record) => parseRow(record, columns))
  return {
    rows: parsedRows.flatMap(({ row }) => row ?? []),
    errors: [...parsedRows.flatMap((each) => each.errors), ...findRepeatedItems(parsedRows)],
  }
}

/** The last record of an export. */
function isEndMark([first = '', ...others]: readonly string[]): boolean {
  return /^#complete: \d+$/.test(first) && others.every((cell) => cell === '')
}

type ParsedRow = { readonly row: ItemFileRow | null; readonly errors: readonly ItemImportError[] }

function parseRow({ row, cells }: CsvRecord, columns: readonly FileColumn[]): ParsedRow {
  const errors: ItemImportError[] = []
  const known = new Set(columns.map(({ index }) => index))
  if (cells.some((cell, index) => cell.trim() !== '' && !known.has(index))) {
    const message =
      'The row has a value in a column without a name. A value with a separator needs quotation marks.'
    errors.push(rowError(row, null, 'TOO_MANY_CELLS', message))
  }
  const read = <Value>(field: ItemColumn, parse: (text: string) => Parsed<Value>): Value | null => {
    const column = columns.find((each) => each.field === field)
    const text = column === undefined ? '' : (cells[column.index] ?? '').trim()
    if (column === undefined || text === '') return null
    const parsed = parse(text)
    if ('value' in parsed) return parsed.value
    errors.push(rowError(row, column.header, parsed.code, parsed.message))
    return null
  }
  const itemId = read('itemId', parseItemId)
  const name = read('name', parseName)
  const type = read('type', parseType)
  const enabled = read('enabled', parseBoolean)
  const consumeTrial = read('consumeTrial', parseBoolean)
  if (itemId === null && errors.every(({ column }) => column !== itemIdHeader(columns))) {
    errors.push(rowError(row, itemIdHeader(columns), 'VALUE_REQUIRED', 'The row needs the id of an item.'))
  }
  if (itemId === null) return { row: null, errors }
  const products = columns.flatMap((column) =>
    column.field === 'product'
      ? [{ of: column.of, header: column.header, cell: cells[column.index] ?? '' }]
      : [],
  )
  return { row: { row, itemId, name, type, enabled, consumeTrial, products }, errors }
}

type Fault = Pick<ItemImportError, 'code' | 'message'>
type Parsed<Value> = { readonly value: Value } | Fault

const invalid = (message: string): Fault => ({ code: 'INVALID_VALUE', message })

const itemIdHeader = (columns: readonly FileColumn[]) =>
  columns.find(({ field }) => field === 'itemId')?.header ?? 'itemId'

function parseItemId(text: string): Parsed<string> {
  return itemIdPattern.test(text)
    ? { value: text }
    : invalid('The id of an item has 1–100 letters, digits, ".", "_" and "-".')
}

function parseName(text: string): Parsed<string> {
  const problem = checkName(text, ['name'])
  return problem === null ? { value: text } : invalid(`${problem.message}.`)
}

const types: ReadonlyMap<string, ItemRow['type']> = new Map<string, ItemRow['type']>([
  ['consumable', 'CONSUMABLE'],
  ['소모성', 'CONSUMABLE'],
  ['소비성', 'CONSUMABLE'],
  ['nonconsumable', 'NON_CONSUMABLE'],
  ['비소모성', 'NON_CONSUMABLE'],
  ['비소비성', 'NON_CONSUMABLE'],
  ['autorenewable', 'AUTO_RENEWABLE'],
  ['consumableautorenewable', 'CONSUMABLE_AUTO_RENEWABLE'],
])

function parseType(text: string): Parsed<ItemRow['type']> {
  const type = types.get(text.toLowerCase().replaceAll(/[\s_-]/g, ''))
  return type === undefined
    ? invalid('The type is CONSUMABLE, NON_CONSUMABLE, AUTO_RENEWABLE or CONSUMABLE_AUTO_RENEWABLE.')
    : { value: type }
}

const trueTexts = new Set(['true', 'yes', 'y', '1', 'o', '예', '판매', '사용'])
const falseTexts = new Set(['false', 'no', 'n', '0', 'x', '아니오', '중지', '미사용'])

function parseBoolean(text: string): Parsed<boolean> {
  const lower = text.toLowerCase()
  if (trueTexts.has(lower)) return { value: true }
  return falseTexts.has(lower) ? { value: false } : invalid('The value is true or false.')
}

function findRepeatedItems(rows: readonly ParsedRow[]): ItemImportError[] {
  const first = new Map<string, number>()
  return rows.flatMap(({ row: parsed }) => {
    if (parsed === null) return []
    const { row, itemId } = parsed
    const earlier = first.get(itemId)
    if (earlier === undefined) first.set(itemId, row)
    if (earlier === undefined) return []
    const message = `Row ${earlier} has the same item. An item has one row.`
    return [rowError(row, 'itemId', 'DUPLICATE_ITEM', message)]
  })
}
