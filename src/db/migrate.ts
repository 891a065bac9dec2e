import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { migrationsFolder } from './migrations-folder.ts'

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
