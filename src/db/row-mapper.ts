import { getTableColumns, type InferSelectModel } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

/** Maps the rows of a hand-written statement, with column names and driver values, to the row type of the table. */
export function createRowMapper<Table extends PgTable>(
  table: Table,
): (raw: Record<string, unknown>) => InferSelectModel<Table> {
  const columns = Object.entries(getTableColumns(table))
  return (raw) => {
    const row: Record<string, unknown> = {}
    for (const [property, column] of columns) {
      const value = raw[column.name] ?? null
      row[property] = value === null ? null : column.mapFromDriverValue(value)
    }
    return row as InferSelectModel<Table>
  }
}
