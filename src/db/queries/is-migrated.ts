import { readMigrationFiles } from 'drizzle-orm/migrator'
import type { Db } from '../client.ts'
import { migrationsFolder } from '../migrations-folder.ts'

/** Whether every migration of this version has run; later ones may have run too. */
export async function isMigrated(db: Db): Promise<boolean> {
  const [journal] = await db.sql<{ is_present: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as is_present`
  if (journal?.is_present !== true) return false
  const expected = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis ?? 0
  const [row] = await db.sql<{ latest: string | null }[]>`
    select max(created_at)::text as latest from drizzle.__drizzle_migrations`
  return Number(row?.latest ?? 0) >= expected
}
