import { sql, type SQL } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'

/** Whether the column is one of these ids. The ids are one parameter, so that one prepared statement serves any number of them. */
export function anyOf(column: PgColumn, ids: readonly string[]): SQL {
  return sql`${column} = any(${`{${ids.join(',')}}`}::uuid[])`
}

/** Whether the column is one of these texts, which may have any characters. They are one parameter too. */
export function anyTextOf(column: PgColumn, texts: readonly string[]): SQL {
  return sql`${column} = any(array(select jsonb_array_elements_text(${JSON.stringify(texts)}::text::jsonb)))`
}
