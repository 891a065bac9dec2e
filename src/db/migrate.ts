import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { Logger, runMigrations as migrateJobs } from 'graphile-worker'
import postgres, { type PendingQuery, type Row, type Sql } from 'postgres'
import { isLockTimeout } from './errors.ts'
import { migrationsFolder } from './migrations-folder.ts'

/** Any number will do, as long as nothing else in the database locks on it. */
const migrationLockId = 7_226_158_401

/** Time enough for any migration; after it whoever watches this process shall see that it does not get on. */
const defaultLockTimeoutMs = 10 * 60_000

/** Another process has been migrating for too long. */
export class MigrationLockTimeoutError extends Error {
  override readonly name = 'MigrationBusy'
}

type MigrateOptions = {
  readonly waitMs?: number
  /** Ends the wait for another process; what is being migrated already goes on to its end. */
  readonly signal?: AbortSignal | undefined
}

/** What goes wrong is thrown; the rest is of no interest. */
const silentLogger = new Logger(() => () => undefined)

/**
 * Brings the schema up to date, the job queue's with it. drizzle takes no lock of its own, so processes that start together
 * take turns here. The lock lives on the one connection that also migrates.
 */
export async function migrate(
  url: string,
  { waitMs = defaultLockTimeoutMs, signal }: MigrateOptions = {},
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await awaitAbortable(sql`select set_config('lock_timeout', ${String(waitMs)}, false)`, signal)
    await acquireMigrationLock(sql, signal)
    await sql`set lock_timeout = '5s'`
    await migrateJobs({ connectionString: url, logger: silentLogger })
    signal?.throwIfAborted()
    await runMigrations(drizzle(sql), { migrationsFolder })
  } finally {
    await sql.end({ timeout: signal?.aborted === true ? 0 : 3 })
  }
}

async function acquireMigrationLock(sql: Sql, signal?: AbortSignal): Promise<void> {
  try {
    await awaitAbortable(sql`select pg_advisory_lock(${migrationLockId})`, signal)
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    const message = 'Another process has been migrating the database for too long: see pg_stat_activity.'
    throw new MigrationLockTimeoutError(message, { cause: error })
  }
}

async function awaitAbortable(query: PendingQuery<Row[]>, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  const cancel = () => query.cancel()
  signal?.addEventListener('abort', cancel)
  try {
    await query
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}
