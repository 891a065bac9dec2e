import type { Db } from '../client.ts'

/** Whether the database knows a time zone by this name. It reads the files of all zones, so it is for rare calls. */
export async function isTimeZoneKnown({ sql }: Db, name: string): Promise<boolean> {
  const rows = await sql`select 1 from pg_timezone_names where name = ${name}`
  return rows.length > 0
}
