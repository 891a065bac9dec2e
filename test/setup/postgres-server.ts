import { execFile } from 'node:child_process'
import { appendFile, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import postgres from 'postgres'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../src/db/embedded/embedded-postgres.ts'
import { createLog } from '../../src/platform/log.ts'
import { eventually } from '../support/eventually.ts'
import { findFreePort, startOnFreePort } from './free-port.ts'

/** A PostgreSQL server that the caller can stop and start again. */
export type PostgresServer = {
  /** The URL of an empty database, which stays the same after a restart. */
  readonly url: string
  /** `fast` ends sessions and flushes all data; `immediate` is a crash, after which the next start recovers. */
  readonly stop: (mode: 'fast' | 'immediate') => Promise<void>
  readonly start: () => Promise<void>
  /** Copies the files of the server, which is stopped for a moment; the result restores them, and leaves the server running. */
  readonly backUpFiles: () => Promise<() => Promise<void>>
  /** Adds a standby of this server, which is stopped for a moment to be copied. */
  readonly addStandby: () => Promise<Standby>
  /** Stops the server and removes its data. */
  readonly close: () => Promise<void>
}

/** A server that replicates another one and can be promoted. */
export type Standby = {
  readonly url: string
  /** Stops replication from the primary. */
  readonly stopReplication: () => Promise<void>
  /** Promotes the standby, which then listens at the address of the primary. The primary must have stopped. */
  readonly promoteAtPrimaryAddress: () => Promise<void>
  readonly close: () => Promise<void>
}

const log = createLog('silent')
// Only the server crashes, not the machine: data that the operating system has received is not lost.
const commonSettings = { fsync: 'off', max_connections: 150 }

export async function startPostgresServer(
  overrides: Readonly<Record<string, string | number>> = {},
): Promise<PostgresServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-test-restarts-'))
  const settings = { ...commonSettings, ...overrides }
  const launch = () => startEmbeddedPostgres({ dataDir, log, settings })
  let running = await launch()
  await running.close()
  running = await startOnFreePort(async (port) => {
    await writeFile(join(dataDir, 'postgres', 'port'), String(port))
    const started = await launch()
    if (started.port === port) return started
    // The embedded PostgreSQL takes any other port instead, which need not stay free while it restarts.
    await started.close()
    throw new Error(`port ${port} is in use`)
  })
  const { url } = running
  const start = async () => {
    running = await launch()
    if (running.url !== url) throw new Error(`PostgreSQL listens elsewhere: ${running.url}, not ${url}`)
  }
  return {
    url,
    stop: async (mode) => {
      if (mode === 'immediate') await crash(running)
      else await running.close()
    },
    start,
    backUpFiles: async () => {
      await running.close()
      const copy = await copyDataDirectory(dataDir)
      await start()
      return async () => {
        await running.close()
        await rm(join(dataDir, 'postgres'), { recursive: true })
        await rename(join(copy, 'postgres'), join(dataDir, 'postgres'))
        await start()
        await rm(copy, { recursive: true })
      }
    },
    addStandby: async () => {
      await running.close()
      const copy = await copyDataDirectory(dataDir)
      await start()
      return startStandby(copy, url)
    },
    close: async () => {
      await running.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

async function crash({ pid, exited }: EmbeddedPostgres): Promise<void> {
  process.kill(pid, 'SIGQUIT')
  await exited
}

/** Copies the data directory, because the npm package of PostgreSQL has no pg_basebackup. */
async function copyDataDirectory(dataDir: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'coinslot-test-standby-'))
  await promisify(execFile)('cp', ['-a', join(dataDir, 'postgres'), copy])
  return copy
}

async function startStandby(dataDir: string, primaryUrl: string): Promise<Standby> {
  const { hostname, port, username, password } = new URL(primaryUrl)
  const primary = `host=${hostname} port=${port} user=${username} password=${password} application_name=standby`
  const home = join(dataDir, 'postgres')
  const listenAt = (at: string) => writeFile(join(home, 'port'), at)
  await listenAt(String(await findFreePort()))
  await writeFile(join(home, 'data', 'standby.signal'), '')
  await appendFile(join(home, 'data', 'postgresql.auto.conf'), `primary_conninfo = '${primary}'\n`)
  const launch = () => startEmbeddedPostgres({ dataDir, log, settings: commonSettings })
  let running = await launch()
  const execute = async (...statements: readonly string[]) => {
    const sql = postgres(running.url, { max: 1, onnotice: () => undefined })
    try {
      for (const statement of statements) await sql.unsafe(statement)
    } finally {
      await sql.end()
    }
  }
  return {
    url: running.url,
    stopReplication: async () => {
      await execute('alter system reset primary_conninfo', 'select pg_reload_conf()')
      await eventually(() => execute('select 1 / (select (count(*) = 0)::int from pg_stat_wal_receiver)'))
    },
    promoteAtPrimaryAddress: async () => {
      await execute('select pg_promote()')
      await running.close()
      await listenAt(port)
      running = await launch()
      if (running.url !== primaryUrl) throw new Error(`the standby listens at ${running.url}`)
    },
    close: async () => {
      await running.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
