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

/**
 * The arrays that statements are given, by PostgreSQL's numbers of their types. The driver would ask the database for these at
 * each new connection, but when the connection breaks at that moment nobody hears of it, and the process ends.
 */
const arrays = Object.fromEntries(
  Object.entries({ text: 1009, uuid: 2951 }).map(([name, oid]) => [
    name,
    { to: oid, from: [], serialize: writeArray, parse: (text: string) => text },
  ]),
)

function writeArray(values: readonly (string | null)[] | string): string {
  if (typeof values === 'string') return values
  const elements = values.map((value) =>
    value === null ? 'null' : `"${value.replaceAll(/["\\]/g, '\\$&')}"`,
  )
  return `{${elements.join(',')}}`
}

export function openDb(options: DbOptions): Db & { close: () => Promise<void> } {
  const sql = postgres(options.url, {
    max: options.poolSize,
    prepare: options.preparedStatements,
    connect_timeout: 5,
    idle_timeout: 300,
    onnotice: () => undefined,
    fetch_types: false,
    types: arrays,
    connection: options.preparedStatements
      ? { application_name: 'coinslot', statement_timeout: options.statementTimeoutMs }
      : { application_name: 'coinslot' },
  })
  return { orm: drizzle(sql), sql, close: () => sql.end({ timeout: 3 }) }
}
