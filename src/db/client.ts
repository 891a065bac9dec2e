import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import postgres, { type Sql } from 'postgres'

/**
 * One pool, two ways in: `orm` for ordinary queries, `sql` for the named statements whose shape matters. Queries take a
 * `Db` first. Through `sql`, times arrive as text and `bigint` as text too: statements map their own rows.
 */
export type Db = { readonly orm: PostgresJsDatabase; readonly sql: Sql }

export type DbOptions = {
  readonly url: string
  /** Connections at the most; 8–10 is fastest for the hot statements. */
  readonly poolSize: number
  /** PgBouncer in transaction mode needs false. */
  readonly preparedStatements: boolean
  /** What a statement may take before the server cancels it. */
  readonly statementTimeoutMs: number
}

export function openDb(options: DbOptions): Db & { close(): Promise<void> } {
  const sql = postgres(options.url, {
    max: options.poolSize,
    prepare: options.preparedStatements,
    connect_timeout: 5,
    idle_timeout: 300,
    onnotice: () => undefined,
    connection: options.preparedStatements
      ? { application_name: 'coinslot', statement_timeout: options.statementTimeoutMs }
      : { application_name: 'coinslot' },
  })
  return { orm: drizzle(sql), sql, close: () => sql.end({ timeout: 3 }) }
}
