import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as runMigrations } from 'drizzle-orm/postgres-js/migrator'
import { Logger, runMigrations as runJobMigrations } from 'graphile-worker'
import { setTimeout as delay } from 'node:timers/promises'
import postgres, { type PendingQuery, type Row, type Sql } from 'postgres'
import { advisoryLocks } from './advisory-locks.ts'
import type { Log } from '../platform/log.ts'
import { isLockTimeout, isTooManyConnections } from './errors.ts'
import { startDeadline } from '../platform/retry.ts'
import { describeMigrationFailure, MigrationError } from './migration-error.ts'
import { migrationsFolder } from './migrations-folder.ts'
import { selectSchemaState } from './queries/select-schema-state.ts'
import type { SchemaState } from './schema-state.ts'
import { waitUntilStarted } from './wait-until-started.ts'

/** Longer than any migration takes: then the operator has to look at the process that holds the lock. */
const defaultLockTimeoutMs = 10 * 60_000

/** Another process has held the migration lock for too long. */
class MigrationLockTimeoutError extends MigrationError {
  override readonly name = 'MigrationLockTimeoutError'
}

/** The database was migrated by a version with other migrations than this one. */
class MigrationMismatchError extends MigrationError {
  override readonly name = 'MigrationMismatchError'
}

/** A newer version has migrated the database. */
class SchemaTooNewError extends MigrationError {
  override readonly name = 'SchemaTooNewError'
}

type MigrateOptions = {
  /** Accepts a database that a newer version has migrated. */
  readonly allowNewerSchema?: boolean
  readonly lockTimeoutMs?: number
  /** Ends the wait for the migration lock; a migration that has started is completed. */
  readonly signal?: AbortSignal | undefined
  /** Logs that the migration waits for a connection. */
  readonly log?: Log
}

/** How long a start waits for a database that has no connection left, and how often it tries. */
const connectionWaitMs = 60_000
const connectionRetryMs = 1_000

/** Errors are thrown; other messages of the job queue's migrations are not logged. */
const silentLogger = new Logger(() => () => undefined)

/** Migrates the database, and waits for a connection while it has none left. */
export async function migrate(url: string, options: MigrateOptions = {}): Promise<void> {
  const deadline = startDeadline(connectionWaitMs)
  for (;;) {
    try {
      await migrateNow(url, options)
      return
    } catch (error) {
      if (!isTooManyConnections(error) || deadline.remainingMs() < connectionRetryMs) {
        throw describeMigrationFailure(error)
      }
      options.log?.warn({ error }, 'the database has no connection left; waiting for one to start')
    }
    await delay(connectionRetryMs, undefined, options.signal === undefined ? {} : { signal: options.signal })
  }
}

/**
 * Brings the schema up to date, including the schema of the job queue. drizzle acquires no lock, so concurrent processes wait here
 * for an advisory lock, which the connection holds that runs the migrations.
 */
async function migrateNow(
  url: string,
  { lockTimeoutMs = defaultLockTimeoutMs, allowNewerSchema = false, signal }: MigrateOptions,
): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined, connect_timeout: 10 })
  try {
    await waitUntilStarted(sql, signal)
    await awaitAbortable(sql`select set_config('lock_timeout', ${String(lockTimeoutMs)}, false)`, signal)
    await acquireMigrationLock(sql, signal)
    await sql`set lock_timeout = '5s'`
    if ((await assertKnownSchema(sql, allowNewerSchema)) === 'newer') return
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
async function assertKnownSchema(sql: Sql, allowNewerSchema: boolean): Promise<SchemaState> {
  const state = await selectSchemaState({ sql })
  if (state === 'foreign') {
    throw new MigrationMismatchError(
      'The database was created by a version of Coinslot with other migrations, and cannot be upgraded. ' +
        'If it holds development data only, delete it: the data directory (COINSLOT_DATA_DIR), or the database of DATABASE_URL.',
    )
  }
  if (state === 'newer' && !allowNewerSchema) {
    throw new SchemaTooNewError(
      'A newer version of Coinslot has migrated the database. Start that version. To roll back by one version, ' +
        'start this one with ALLOW_NEWER_SCHEMA=true.',
    )
  }
  return state
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
