import { getTableColumns, type InferSelectModel } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

type ColumnValue = string | number | boolean | bigint | Uint8Array | null

/**
 * The given properties of a row as columns with driver values, for `insert into t ${sql(columns)}` and `update t set ${sql(columns)}`
 * in hand-written statements.
 */
export function toColumns<Table extends PgTable>(
  table: Table,
  row: Partial<InferSelectModel<Table>>,
): Record<string, ColumnValue> {
  const columns: Record<string, ColumnValue> = {}
  for (const [property, column] of Object.entries(getTableColumns(table))) {
    const value = (row as Record<string, unknown>)[property]
    if (value !== undefined) columns[column.name] = toDriverValue(column, value)
  }
  return columns
}

function toDriverValue(
  column: { mapToDriverValue: (value: unknown) => unknown },
  value: unknown,
): ColumnValue {
  return value === null ? null : (column.mapToDriverValue(value) as ColumnValue)
}
