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
  /** resolves when PostgreSQL is gone, also when nobody closed it */
  readonly exited: Promise<void>
  close: () => Promise<void>
}

export type EmbeddedPostgresOptions = {
  dataDir: string
  log: Pick<Logger, 'debug' | 'info' | 'warn'>
  /** over the built-in settings of PostgreSQL */
  settings?: Record<string, string | number>
}

export class DataDirectoryInUseError extends Error {
  readonly pid: number

  constructor(dataDir: string, pid: number) {
    super(`The data folder ${dataDir} is in use by another server (its PostgreSQL has pid ${pid}).`)
    this.name = 'DataDirectoryInUse'
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
  // Errors of statements reach the server as answers; their text stays out of the log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
}

/** The real PostgreSQL, for a server without any configuration, in `dataDir`/postgres. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options
  const dataDir = resolve(options.dataDir)
  const binaries = await findBinaries()
  const home = join(dataDir, 'postgres')
  const files = clusterFiles(home)
  const account = await chooseOsAccount(files.cluster)
  await prepareDataDir(dataDir)
  assertReachable(home, account)
  assertReachable(binaries.postgres, account)

  if (!(await exists(files.cluster))) {
    log.info({ folder: home }, 'Creating the database; this happens once.')
    await createCluster(home, binaries, account)
  }
  await stopOrphanedPostmaster(dataDir, files, binaries, log)

  const settings = { ...defaultSettings, ...options.settings }
  const { postmaster, port } = await startOnFreePort(dataDir, files, { binaries, account, settings, log })
  const password = await readPassword(files.password)
  const url = connectionUrl(port, password)
  let hasExited = false
  void postmaster.exited.then(() => (hasExited = true))
  // By then the pid may be another process's.
  const close = async () => (hasExited ? undefined : stopPostmaster(postmaster.pid, binaries))
  try {
    await createDatabase(url)
  } catch (error) {
    await close()
    throw error
  }
  return { url, port, pid: postmaster.pid, exited: postmaster.exited, close }
}

/** The address of the server that runs on this folder now; null when none does. */
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
  // PostgreSQL's account must pass through, which does not let it list or read what lies here.
  if (isRoot() && (mode & 0o001) === 0) await chmod(dataDir, mode | 0o011)
}

/** An orphan of a server that was killed is stopped cleanly; one whose server lives is left alone. */
async function stopOrphanedPostmaster(
  dataDir: string,
  files: ClusterFiles,
  binaries: PostgresBinaries,
  log: EmbeddedPostgresOptions['log'],
): Promise<void> {
  const found = await findPostmaster(files.cluster)
  if (found.state === 'none') return
  if (found.state === 'owned') throw new DataDirectoryInUseError(dataDir, found.pid)
  log.warn({ pid: found.pid }, 'Stopping the PostgreSQL that a killed server left behind.')
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
    if (port === undefined) throw new Error('No port is free on 127.0.0.1.')
    try {
      const settings = { ...options.settings, port }
      const postmaster = await startPostmaster({ ...options, clusterDir: files.cluster, settings })
      await writeFile(files.port, String(port))
      return { postmaster, port }
    } catch (error) {
      const found = await findPostmaster(files.cluster)
      if (found.state === 'owned') throw new DataDirectoryInUseError(dataDir, found.pid)
      // Somebody took the port since we looked.
      if (attempt >= 3 || !String(error).includes('could not bind')) throw error
    }
  }
}

/** The wanted port if it is free, any free one for 0. */
async function findFreePort(preferredPort: number): Promise<number | undefined> {
  const server = createServer()
  try {
    server.listen(preferredPort, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : undefined
  } catch {
    return undefined
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
