import postgres from 'postgres'

/** Statistics of all tables, and no work of the insertions left for the measurement. */
export async function analyze(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 })
  await sql`vacuum analyze`
  await sql`checkpoint`
  await sql.end()
}
