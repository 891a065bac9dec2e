import type { CsvRecord } from '../../platform/read-csv.ts'
import type { SubscriptionFileRow, SubscriptionImportError } from './subscription-file.ts'

/** The cells of one row by the names of their columns. */
export type Cells = {
  readonly row: number
  /** The text of the first of these columns that the row has a value in; null if none has. */
  readonly get: (...columns: readonly string[]) => string | null
  readonly has: (column: string) => boolean
}

export type RowResult = SubscriptionFileRow | SubscriptionImportError | 'SKIPPED'

export function createCellReader(headers: readonly string[]): (record: CsvRecord) => Cells {
  const indexes = new Map(headers.map((header, index) => [simplify(header), index]))
  return ({ row, cells }) => {
    const textOf = (column: string) => {
      const index = indexes.get(simplify(column))
      return index === undefined ? '' : (cells[index] ?? '').trim()
    }
    const get = (...columns: readonly string[]) => columns.map(textOf).find((text) => text !== '') ?? null
    return { row, get, has: (column) => indexes.has(simplify(column)) }
  }
}

const simplify = (header: string) => header.toLowerCase().replaceAll(/[\s_.-]/g, '')

export function rowError(
  row: number | null,
  column: string | null,
  code: SubscriptionImportError['code'],
  message: string,
): SubscriptionImportError {
  return { row, column, code, message }
}

/** A time of a file: RFC 3339, with a space instead of the T, or without a zone, which is UTC. */
export function parseFileTime(text: string): Date | null {
  const parts =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d{1,9})?\s*(Z|UTC|[+-]\d\d:?\d\d)?)?$/i.exec(text)
  if (parts === null) return null
  const [, day = '', time = '00:00', zone = 'Z'] = parts
  const offset = /^(?:Z|UTC)$/i.test(zone) ? 'Z' : zone.replace(/^([+-]\d\d):?(\d\d)$/, '$1:$2')
  const seconds = time.length === 5 ? `${time}:00` : time
  const instant = new Date(`${day}T${seconds}${offset}`)
  const isReal = new Date(`${day}T${seconds}Z`).toISOString().startsWith(day)
  return Number.isNaN(instant.getTime()) || !isReal ? null : instant
}
