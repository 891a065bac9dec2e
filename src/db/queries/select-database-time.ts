import type { Db } from '../client.ts'

/** The time of the database's clock. */
export async function selectDatabaseTime({ sql }: Db): Promise<Date> {
  const [row] = await sql<{ ms: string }[]>`
    select floor(extract(epoch from clock_timestamp()) * 1000)::bigint as ms`
  return new Date(Number(row?.ms))
}
