import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { Logger, runMigrations as runJobMigrations } from 'graphile-worker'
import postgres, { type PendingQuery, type Row, type Sql } from 'postgres'
import { advisoryLocks } from './advisory-locks.ts'
import { isLockTimeout } from './errors.ts'
import { migrationsFolder } from './migrations-folder.ts'
import { waitUntilStarted } from './wait-until-started.ts'

/** Longer than any migration takes: then the operator has to look at the process that holds the lock. */
const defaultLockTimeoutMs = 10 * 60_000

/** The database could not be migrated, for a reason that the operator can remove; nothing was changed. */
export class MigrationError extends Error {
  override readonly name: string = 'MigrationError'
}

/** Another process has held the migration lock for too long. */
class MigrationLockTimeoutError extends MigrationError {
  override readonly name = 'MigrationLockTimeoutError'
}

/** The database was migrated by a version with other migrations than this one. */
class MigrationMismatchError extends MigrationError {
  override readonly name = 'MigrationMismatchError'
}

type MigrateOptions = {
  readonly lockTimeoutMs?: number
  /** Ends the wait for the migration lock; a migration that has started is completed. */
  readonly signal?: AbortSignal | undefined
}

/** Errors are thrown; other messages of the job queue's migrations are not logged. */
const silentLogger = new Logger(() => () => undefined)

/**
 * Brings the schema up to date, including the schema of the job queue. drizzle acquires no lock, so concurrent processes wait here
 * for an advisory lock, which the connection holds that runs the migrations.
 */
export async function migrate(
  url: string,
  { lockTimeoutMs = defaultLockTimeoutMs, signal }: MigrateOptions = {},
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await waitUntilStarted(sql, signal)
    await awaitAbortable(sql`select set_config('lock_timeout', ${String(lockTimeoutMs)}, false)`, signal)
    await acquireMigrationLock(sql, signal)
    await sql`set lock_timeout = '5s'`
    await assertSameHistory(sql)
    await runJobMigrations({ connectionString: url, logger: silentLogger })
    signal?.throwIfAborted()
    await runMigrations(drizzle(sql), { migrationsFolder })
  } finally {
    await sql.end({ timeout: signal?.aborted === true ? 0 : 3 })
  }
}

async function acquireMigrationLock(sql: Sql, signal?: AbortSignal): Promise<void> {
  try {
    await awaitAbortable(sql`select pg_advisory_lock(${advisoryLocks.migration})`, signal)
  } catch (error) {
    if (!isLockTimeout(error)) throw error
    const message =
      'Timed out waiting for the migration lock: another process is migrating the database. See pg_stat_activity.'
    throw new MigrationLockTimeoutError(message, { cause: error })
  }
}

/** drizzle compares times only, and would run the migrations of this version over the tables of another history. */
async function assertSameHistory(sql: Sql): Promise<void> {
  const [journal] = await sql<{ is_present: boolean }[]>`
    select to_regclass('drizzle.__drizzle_migrations') is not null as is_present`
  if (journal?.is_present !== true) return
  const applied = await sql<
    { hash: string }[]
  >`select hash from drizzle.__drizzle_migrations order by created_at`
  const expected = readMigrationFiles({ migrationsFolder })
  if (applied.every(({ hash }, index) => index >= expected.length || hash === expected[index]?.hash)) return
  throw new MigrationMismatchError(
    'The database was created by a version of Coinslot with other migrations, and cannot be upgraded. ' +
      'If it holds development data only, delete it: the data directory (COINSLOT_DATA_DIR), or the database of DATABASE_URL.',
  )
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
