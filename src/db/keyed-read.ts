import { getTableName, getTableColumns, type InferSelectModel } from 'drizzle-orm'
import type { PgColumn, PgTable } from 'drizzle-orm/pg-core'
import type { Db } from './client.ts'
import { createRowMapper } from './row-mapper.ts'

/** Reads the rows of an AppKey whose key is one of the ids. */
export type KeyedRead<Row> = (db: Db, appId: string, ids: readonly string[]) => Promise<Row[]>

type TenantTable = PgTable & { readonly appId: PgColumn }

/**
 * A read by a column of ids, of which at most one row has each. Loaders call it for every list, so its text is written once: the query
 * builder takes longer to write it, and to map the rows, than the driver takes for the whole call.
 */
export function createKeyedRead<Table extends TenantTable>(
  table: Table,
  key: PgColumn,
): KeyedRead<InferSelectModel<Table>> {
  const columns = Object.values(getTableColumns(table)).map(({ name }) => `"${name}"`)
  // The ids are one parameter, so that one prepared statement serves any number of them.
  const text = `select ${columns.join(', ')} from "${getTableName(table)}" where "app_id" = $1 and "${key.name}" = any($2::uuid[])`
  const toRow = createRowMapper(table)
  return async ({ sql }, appId, ids) => {
    const rows = await sql.unsafe(text, [appId, `{${ids.join(',')}}`])
    return rows.map((row) => toRow(row))
  }
}
