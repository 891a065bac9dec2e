import type { Db } from '../client.ts'

/** Whether the database ends statements that take too long, as it is connected now. */
export async function hasStatementTimeout({ sql }: Db): Promise<boolean> {
  const [row] = await sql<{ limited: boolean }[]>`
    select setting <> '0' as limited from pg_settings where name = 'statement_timeout'`
  return row?.limited === true
}
