import type { Db } from '../client.ts'

/** Whether `statement_timeout` is set on this connection. */
export async function hasStatementTimeout({ sql }: Db): Promise<boolean> {
  const [row] = await sql<{ limited: boolean }[]>`
    select setting <> '0' as limited from pg_settings where name = 'statement_timeout'`
  return row?.limited === true
}
