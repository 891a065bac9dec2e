import { once } from 'node:events'
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import postgres from 'postgres'
import { assertReachable, chooseOsAccount, isRoot } from './os-account.ts'
import { findBinaries } from './binaries.ts'
import type { PostgresBinaries } from './binaries.ts'
import { clusterFiles, createCluster, exists, readPassword, superuser } from './cluster.ts'
import type { ClusterFiles } from './cluster.ts'
import { findPostmaster, startPostmaster, stopPostmaster } from './postmaster.ts'
import type { Postmaster, PostmasterOptions } from './postmaster.ts'

export type EmbeddedPostgres = {
  readonly url: string
  readonly port: number
  readonly pid: number
  /** Resolves when PostgreSQL has exited, for whatever reason. */
  readonly exited: Promise<void>
  close: () => Promise<void>
}

export type EmbeddedPostgresOptions = {
  dataDir: string
  log: Pick<Logger, 'debug' | 'info' | 'warn'>
  /** Reports the steps of the start. */
  onStep?: (message: string) => void
  /** Called, possibly more than once, when this process has nothing to do but to wait for PostgreSQL's programs. */
  onWait?: () => void
  /** PostgreSQL settings that override the defaults. */
  settings?: Record<string, string | number>
}

/** A running server uses the data directory. */
export class DataDirectoryInUseError extends Error {
  readonly pid: number

  constructor(dataDir: string, pid: number) {
    super(`The data directory ${dataDir} is in use by another server (PostgreSQL pid ${pid}).`)
    this.name = 'DataDirectoryInUseError'
    this.pid = pid
  }
}

const database = 'coinslot'

const defaultSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: 60,
  shared_buffers: '64MB',
  max_wal_size: '256MB',
  timezone: 'UTC',
  log_timezone: 'UTC',
  jit: 'off',
  // The server receives the errors of statements as responses, so they are not logged as well.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
}

/** Starts a PostgreSQL server with its data in `dataDir`/postgres, for servers without DATABASE_URL. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log, onStep = () => undefined, onWait = () => undefined } = options
  const dataDir = resolve(options.dataDir)
  const binaries = await findBinaries()
  const home = join(dataDir, 'postgres')
  const files = clusterFiles(home)
  const account = await chooseOsAccount(files.cluster)
  await prepareDataDir(dataDir)
  assertReachable(home, account)
  assertReachable(binaries.postgres, account)

  if (!(await exists(files.cluster))) {
    onStep(`Creating the embedded PostgreSQL in ${home} (first start only).`)
    await createCluster({ home, binaries, account, onWait })
  }
  await stopOrphanedPostmaster(dataDir, files, binaries, log)
  onStep('Starting the embedded PostgreSQL.')

  const settings = { ...defaultSettings, ...options.settings }
  const { postmaster, port } = await startOnFreePort(dataDir, files, {
    binaries,
    account,
    settings,
    log,
    onWait,
  })
  const password = await readPassword(files.password)
  const url = connectionUrl(port, password)
  let hasExited = false
  void postmaster.exited.then(() => (hasExited = true))
  // After the exit the pid may belong to another process.
  const close = async () => (hasExited ? undefined : stopPostmaster(postmaster.pid, binaries))
  try {
    await createDatabase(url)
  } catch (error) {
    await close()
    throw error
  }
  return { url, port, pid: postmaster.pid, exited: postmaster.exited, close }
}

/** The connection URL of the PostgreSQL server that uses this data directory; null if none is running. */
export async function findRunningPostgres(dataDir: string): Promise<string | null> {
  const files = clusterFiles(join(resolve(dataDir), 'postgres'))
  const { state } = await findPostmaster(files.cluster)
  if (state !== 'owned') return null
  const port = (await readFile(files.port, 'utf8')).trim()
  return connectionUrl(port, await readPassword(files.password))
}

function connectionUrl(port: number | string, password: string): string {
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/${database}`
}

async function prepareDataDir(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const { mode } = await stat(dataDir)
  // PostgreSQL's account needs the execute permission, which lets it neither list nor read the directory.
  if (isRoot() && (mode & 0o001) === 0) await chmod(dataDir, mode | 0o011)
}

/** Stops the PostgreSQL of a server that was killed. Throws if its server is still running. */
async function stopOrphanedPostmaster(
  dataDir: string,
  files: ClusterFiles,
  binaries: PostgresBinaries,
  log: EmbeddedPostgresOptions['log'],
): Promise<void> {
  const found = await findPostmaster(files.cluster)
  if (found.state === 'none') return
  if (found.state === 'owned') throw new DataDirectoryInUseError(dataDir, found.pid)
  log.warn({ pid: found.pid }, 'stopping an orphaned PostgreSQL process')
  await stopPostmaster(found.pid, binaries)
}

async function startOnFreePort(
  dataDir: string,
  files: ClusterFiles,
  options: Omit<PostmasterOptions, 'clusterDir'>,
): Promise<{ postmaster: Postmaster; port: number }> {
  const previousPort = Number(await readFile(files.port, 'utf8').catch(() => '0'))
  for (let attempt = 1; ; attempt++) {
    const port = (await findFreePort(attempt === 1 ? previousPort : 0)) ?? (await findFreePort(0))
    if (port === null) throw new Error('No port is free on 127.0.0.1.')
    try {
      const settings = { ...options.settings, port }
      const postmaster = await startPostmaster({ ...options, clusterDir: files.cluster, settings })
      await writeFile(files.port, String(port))
      return { postmaster, port }
    } catch (error) {
      const found = await findPostmaster(files.cluster)
      if (found.state === 'owned') throw new DataDirectoryInUseError(dataDir, found.pid)
      // Another process may have bound the port since it was checked.
      if (attempt >= 3 || !String(error).includes('could not bind')) throw error
    }
  }
}

/** The preferred port if it is free, else null; any free port for 0. */
async function findFreePort(preferredPort: number): Promise<number | null> {
  const server = createServer()
  try {
    server.listen(preferredPort, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : null
  } catch {
    return null
  } finally {
    server.close()
  }
}

async function createDatabase(url: string): Promise<void> {
  const sql = postgres(new URL('/postgres', url).href, { max: 1, onnotice: () => undefined })
  try {
    const [row] = await sql`select 1 from pg_database where datname = ${database}`
    if (row === undefined) await sql`create database ${sql(database)}`
  } finally {
    await sql.end({ timeout: 1 })
  }
}
