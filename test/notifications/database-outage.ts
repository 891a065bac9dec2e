import postgres from 'postgres'

/** Runs the work while the database accepts no connections; open connections are terminated. */
export async function withDatabaseOutage<T>(
  serverUrl: string,
  databaseUrl: string,
  work: () => Promise<T>,
): Promise<T> {
  const name = new URL(databaseUrl).pathname.slice(1)
  const sql = postgres(serverUrl, { max: 1, onnotice: () => undefined })
  try {
    await sql`alter database ${sql(name)} with allow_connections false`
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${name}`
    return await work()
  } finally {
    await sql`alter database ${sql(name)} with allow_connections true`
    await sql.end()
  }
}
