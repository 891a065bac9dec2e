import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'

/** An item of SQL for each column; without `toItem` the names of the columns. */
export function listSql(
  { sql }: Db,
  names: readonly string[],
  toItem: (name: string) => Fragment = (name) => sql`${sql(name)}`,
  separator: Fragment = sql`, `,
): Fragment {
  return sql`${names.map((name, index) => sql`${index === 0 ? sql`` : separator}${toItem(name)}`)}`
}
