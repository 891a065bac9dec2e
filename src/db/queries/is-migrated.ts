import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Db } from '../client.ts'
import { migrationsFolder } from '../migrations-folder.ts'

/** Whether the schema is the one that this code was written for, or a later one. */
export async function isMigrated(db: Db): Promise<boolean> {
  const [journal] = await db.sql<{ made: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as made`
  if (journal?.made !== true) return false
  const expected = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis ?? 0
  const [row] = await db.sql<{ latest: string | null }[]>`
    select max(created_at)::text as latest from drizzle.__drizzle_migrations`
  return Number(row?.latest ?? 0) >= expected
}
