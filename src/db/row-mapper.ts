import { Column, getTableColumns, getTableName, is, type InferSelectModel } from 'drizzle-orm'
import { PgTimestamp, type PgTable } from 'drizzle-orm/pg-core'
import { decodeInstant } from './decode-instant.ts'

type ColumnMapper = {
  readonly property: string
  readonly name: string
  /** Null where the driver's value is that of the row. */
  readonly decode: ((value: unknown) => unknown) | null
}

function mappersOf(table: PgTable): ColumnMapper[] {
  return Object.entries(getTableColumns(table)).map(([property, column]) => {
    return { property, name: column.name, decode: decoderOf(column) }
  })
}

function decoderOf(column: Column): ColumnMapper['decode'] {
  if (is(column, PgTimestamp) && column.withTimezone) return (value) => decodeInstant(String(value))
  const isDecoded = column.mapFromDriverValue !== Column.prototype.mapFromDriverValue
  return isDecoded ? (value) => column.mapFromDriverValue(value) : null
}

/** Maps the rows of a hand-written statement, with column names and driver values, to the row type of the table. */
export function createRowMapper<Table extends PgTable>(
  table: Table,
): (raw: Record<string, unknown>) => InferSelectModel<Table> {
  const columns = mappersOf(table)
  return (raw) => {
    const row: Record<string, unknown> = {}
    for (const { property, name, decode } of columns) {
      const value = raw[name] ?? null
      row[property] = value === null || decode === null ? value : decode(value)
    }
    return row as InferSelectModel<Table>
  }
}

export type ColumnReader<Row> = {
  /** The columns that the statement selects, in this order. */
  readonly names: readonly string[]
  /** Maps these columns of a row of values, of which the first is at `start`. */
  readonly read: (values: readonly unknown[], start: number) => Row
}

/**
 * Reads some properties of the rows of a table; null: all. The rows have the type of whole ones, because what uses them decides what is
 * read: a property that was not read throws, so that it is not taken for null.
 */
export function createColumnReader<Table extends PgTable>(
  table: Table,
  properties: ReadonlySet<keyof InferSelectModel<Table>> | null,
): ColumnReader<InferSelectModel<Table>> {
  const all = mappersOf(table)
  const isRead = ({ property }: ColumnMapper) => properties === null || properties.has(property)
  const columns = all.filter(isRead)
  class ReadRow {
    [property: string]: unknown
  }
  for (const { property } of all.filter((column) => !isRead(column))) {
    Object.defineProperty(ReadRow.prototype, property, {
      get: () => {
        throw new Error(`${getTableName(table)}.${property} was not read`)
      },
    })
  }
  return {
    names: columns.map(({ name }) => name),
    read: (values, start) => {
      const row = new ReadRow()
      let index = start
      for (const { property, decode } of columns) {
        const value = values[index++]
        row[property] = value === null || decode === null ? value : decode(value)
      }
      return row as InferSelectModel<Table>
    },
  }
}
