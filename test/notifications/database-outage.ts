import postgres from 'postgres'
import { inject } from 'vitest'

/** Does the work while nobody gets a connection to the database; those that were open are cut. */
export async function withDatabaseOutage<T>(databaseUrl: string, work: () => Promise<T>): Promise<T> {
  const name = new URL(databaseUrl).pathname.slice(1)
  const sql = postgres(inject('postgresUrl'), { max: 1, onnotice: () => undefined })
  try {
    await sql`alter database ${sql(name)} with allow_connections false`
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
    return await work()
  } finally {
    await sql`alter database ${sql(name)} with allow_connections true`
    await sql.end()
  }
}
