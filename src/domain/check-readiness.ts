import { setTimeout as delay } from 'node:timers/promises'
import { probeDatabase, type DatabaseProbe } from '../db/queries/probe-database.ts'
import type { Services } from './context.ts'

export type Readiness = {
  readonly ready: boolean
  /** What is wrong, in sentences; empty if nothing is. */
  readonly reasons: readonly string[]
  readonly database: 'ok' | 'no_connection' | 'unavailable'
  readonly writes: 'ok' | 'read_only' | 'disk_full' | 'failed' | 'unknown'
  readonly migrations: 'ok' | 'pending' | 'newer' | 'foreign' | 'unknown'
  /** A process stays ready without Redis, which affects its speed only. */
  readonly redis: 'ok' | 'unavailable' | 'in-process'
  /** A process stays ready with a wrong clock, because it then uses the time of the database. */
  readonly clock: 'ok' | 'wrong' | 'unknown'
}

export type ReadinessCheckOptions = {
  readonly allowNewerSchema: boolean
  /** Requests within this time share one probe, so that they do not load the database. */
  readonly cacheMs?: number
}

type ReadinessServices = Pick<Services, 'db' | 'coordination' | 'databaseClock' | 'log'>

const defaultCacheMs = 1_000
/** How long a check waits for a connection and for the database; the probe itself continues, and is not started again meanwhile. */
const timeoutMs = 2_000

/** Returns the function that checks whether this process can serve requests. */
export function createReadinessCheck(
  services: ReadinessServices,
  { allowNewerSchema, cacheMs = defaultCacheMs }: ReadinessCheckOptions,
): () => Promise<Readiness> {
  let running: Promise<DatabaseProbe> | null = null
  let last: { readonly probe: DatabaseProbe; readonly at: number } | null = null
  const probe = async (): Promise<DatabaseProbe> => {
    if (last !== null && performance.now() - last.at < cacheMs) return last.probe
    running ??= probeDatabase(services.db).finally(() => {
      running = null
    })
    const result = await Promise.race([running, delay(timeoutMs, noConnection, { ref: false })])
    last = { probe: result, at: performance.now() }
    if ('error' in result) services.log.warn({ error: result.error }, 'the database cannot be used')
    return result
  }
  return async () => {
    const [result, redis] = await Promise.all([probe(), services.coordination.health()])
    return describe(result, { redis, clock: clockState(services), allowNewerSchema })
  }
}

/** Also a pool whose connections are all in use by slow statements. */
const noConnection: DatabaseProbe = { database: 'no_connection', error: null }

type Circumstances = Pick<Readiness, 'redis' | 'clock'> & { readonly allowNewerSchema: boolean }

function describe(probe: DatabaseProbe, { redis, clock, allowNewerSchema }: Circumstances): Readiness {
  const writes = probe.database === 'ok' ? probe.writes : 'unknown'
  const migrations = 'schema' in probe ? migrationsOf[probe.schema] : 'unknown'
  const blocking = [
    ...databaseReasons(probe.database),
    ...writeReasons(writes),
    ...(migrations === 'newer' && allowNewerSchema ? [] : migrationReasons(migrations)),
  ]
  const ready = probe.database === 'ok' && writes === 'ok' && blocking.length === 0
  const reasons = clock === 'wrong' ? [...blocking, 'The clock of this machine is wrong.'] : blocking
  return { ready, reasons, database: probe.database, writes, migrations, redis, clock }
}

const migrationsOf = { current: 'ok', outdated: 'pending', newer: 'newer', foreign: 'foreign' } as const

function databaseReasons(database: Readiness['database']): string[] {
  switch (database) {
    case 'ok':
      return []
    case 'no_connection':
      return ['No connection to the database is free.']
    case 'unavailable':
      return ['The database cannot be reached.']
  }
}

function writeReasons(writes: Readiness['writes']): string[] {
  switch (writes) {
    case 'ok':
    case 'unknown':
      return []
    case 'read_only':
      return ['The database is read-only, for example a standby.']
    case 'disk_full':
      return ['The disk of the database is full.']
    case 'failed':
      return ['The database does not accept writes.']
  }
}

function migrationReasons(migrations: Readiness['migrations']): string[] {
  switch (migrations) {
    case 'ok':
    case 'unknown':
      return []
    case 'pending':
      return ['Migrations of this version have not run.']
    case 'newer':
      return ['A newer version has migrated the database.']
    case 'foreign':
      return ['The database was migrated by a version with other migrations.']
  }
}

function clockState({ databaseClock }: ReadinessServices): Readiness['clock'] {
  if (databaseClock.skewMs() === null) return 'unknown'
  return databaseClock.isSkewed() ? 'wrong' : 'ok'
}
