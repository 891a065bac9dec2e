import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { Logger, runMigrations as migrateJobs } from 'graphile-worker'
import postgres from 'postgres'
import { migrationsFolder } from './migrations-folder.ts'

/** Any number will do, as long as nothing else in the database locks on it. */
const migrationLock = 7_226_158_401

/** What goes wrong is thrown; the rest is of no interest. */
const silent = new Logger(() => () => undefined)

/**
 * Brings the schema up to date, the job queue's with it. drizzle takes no lock of its own, so processes that start together
 * take turns here. The lock lives on the one connection that also migrates.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await sql`select pg_advisory_lock(${migrationLock})`
    await sql`set lock_timeout = '5s'`
    await migrateJobs({ connectionString: url, logger: silent })
    await runMigrations(drizzle(sql), { migrationsFolder })
  } finally {
    await sql.end({ timeout: 3 })
  }
}
