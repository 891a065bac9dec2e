import { Column, getTableColumns, type InferSelectModel } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

type ColumnMapper = {
  readonly property: string
  readonly name: string
  /** Null where the driver's value is that of the row. */
  readonly decode: ((value: unknown) => unknown) | null
}

/** Maps the rows of a hand-written statement, with column names and driver values, to the row type of the table. */
export function createRowMapper<Table extends PgTable>(
  table: Table,
): (raw: Record<string, unknown>) => InferSelectModel<Table> {
  const columns = Object.entries(getTableColumns(table)).map(([property, column]): ColumnMapper => {
    const isDecoded = column.mapFromDriverValue !== Column.prototype.mapFromDriverValue
    const decode = isDecoded ? (value: unknown) => column.mapFromDriverValue(value) : null
    return { property, name: column.name, decode }
  })
  return (raw) => {
    const row: Record<string, unknown> = {}
    for (const { property, name, decode } of columns) {
      const value = raw[name] ?? null
      row[property] = value === null || decode === null ? value : decode(value)
    }
    return row as InferSelectModel<Table>
  }
}
