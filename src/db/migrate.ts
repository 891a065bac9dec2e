import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { Logger, runMigrations as migrateJobs } from 'graphile-worker'
import postgres, { type Sql } from 'postgres'
import { isLockTimeout } from './errors.ts'
import { migrationsFolder } from './migrations-folder.ts'

/** Any number will do, as long as nothing else in the database locks on it. */
const migrationLock = 7_226_158_401

/** Time enough for any migration; after it whoever watches this process shall see that it does not get on. */
const waitForOthersMs = 10 * 60_000

/** Another process has been migrating for too long. */
export class MigrationBusy extends Error {
  override readonly name = 'MigrationBusy'
}

/** What goes wrong is thrown; the rest is of no interest. */
const silent = new Logger(() => () => undefined)

/**
 * Brings the schema up to date, the job queue's with it. drizzle takes no lock of its own, so processes that start together
 * take turns here. The lock lives on the one connection that also migrates.
 */
export async function migrate(url: string, { waitMs = waitForOthersMs } = {}): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await sql`select set_config('lock_timeout', ${String(waitMs)}, false)`
    await takeTurn(sql)
    await sql`set lock_timeout = '5s'`
    await migrateJobs({ connectionString: url, logger: silent })
    await runMigrations(drizzle(sql), { migrationsFolder })
  } finally {
    await sql.end({ timeout: 3 })
  }
}

async function takeTurn(sql: Sql): Promise<void> {
  try {
    await sql`select pg_advisory_lock(${migrationLock})`
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    const message = 'Another process has been migrating the database for too long: see pg_stat_activity.'
    throw new MigrationBusy(message, { cause: error })
  }
}
