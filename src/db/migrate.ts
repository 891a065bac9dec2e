import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'
import type { Db } from './client.ts'

const migrationsFolder = fileURLToPath(new URL('../../drizzle', import.meta.url))

/** Any number will do, as long as nothing else in the database locks on it. */
const migrationLock = 7_226_158_401

/**
 * Brings the schema up to date. drizzle takes no lock of its own, so processes that start together take turns here.
 * The lock lives on the one connection that also migrates.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await sql`select pg_advisory_lock(${migrationLock})`
    await sql`set lock_timeout = '5s'`
    await runMigrations(drizzle(sql), { migrationsFolder })
  } finally {
    await sql.end({ timeout: 3 })
  }
}

/** Whether the schema is the one that this code was written for, or a later one. */
export async function isMigrated(db: Db): Promise<boolean> {
  const expected = readMigrationFiles({ migrationsFolder }).at(-1)?.folderMillis ?? 0
  const [row] = await db.sql<{ latest: string | null }[]>`
    select max(created_at)::text as latest from drizzle.__drizzle_migrations`
  return Number(row?.latest ?? 0) >= expected
}
