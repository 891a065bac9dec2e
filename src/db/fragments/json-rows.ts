import { getTableColumns } from 'drizzle-orm'
import type { PgTable } from 'drizzle-orm/pg-core'

export type JsonColumn = { readonly name: string; readonly type: string }

type JsonRow = Readonly<Record<string, unknown>>

/** Rows of a table as one parameter of JSON: reading it costs the driver and PostgreSQL less than an array for each column. */
export type JsonRows = {
  /** By their names in the database, for `json_to_recordset`. */
  readonly rows: readonly JsonRow[]
  /** The columns that at least one row has. */
  readonly columns: readonly JsonColumn[]
}

export function toJsonRows(table: PgTable, rows: readonly JsonRow[]): JsonRows {
  const present = Object.entries(getTableColumns(table)).filter(([property]) =>
    rows.some((row) => row[property] !== undefined),
  )
  return {
    rows: rows.map((row) =>
      Object.fromEntries(present.map(([property, { name }]) => [name, toJsonValue(row[property])])),
    ),
    columns: present.map(([, column]) => ({ name: column.name, type: column.getSQLType() })),
  }
}

/** The text of a `bytea`, or of a number that JSON cannot represent exactly. */
export function toJsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof Uint8Array ? String.raw`\x${Buffer.from(value).toString('hex')}` : value
}
