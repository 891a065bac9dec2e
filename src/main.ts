import { ConfigError, isRunByNpm, readConfig, type Config } from './config/config.ts'
import { DataDirectoryInUseError } from './db/embedded/embedded-postgres.ts'
import { describeConnectionFailure } from './db/errors.ts'
import { migrate, MigrationError } from './db/migrate.ts'
import { devFilePath, type DevFile } from './development/data-dir.ts'
import { startDevelopment } from './development/start-development.ts'
import { createLog, type Log } from './platform/log.ts'
import { isChild, shareMetrics, sendListening } from './processes/cluster-child.ts'
import { ProcessStartError } from './processes/fork-child.ts'
import { findPort, kernelSharesPorts } from './processes/find-port.ts'
import { startClusterProcesses } from './processes/start-cluster-processes.ts'
import {
  waitForParentExit,
  waitForShutdownSignal,
  waitForShutdownAsChild,
} from './processes/shutdown-signals.ts'
import { handleUnexpectedErrors } from './processes/unexpected-errors.ts'
import { startServer, type ServerOptions } from './server.ts'

/**
 * Time limits of a shutdown, so that everything has stopped within 5 seconds: a child process ends itself first, then the primary
 * process kills its children, then it ends itself.
 */
const childShutdownTimeoutMs = 4_000
const childKillTimeoutMs = 4_200
const shutdownTimeoutMs = 4_500

type StartOptions = ServerOptions & { readonly signal: AbortSignal }

type RunningServer = {
  /** Text to print once the server is ready. */
  readonly lines: readonly string[]
  /** Resolves with a reason when the server cannot continue. */
  readonly failed: Promise<string>
  close: () => Promise<void>
}

async function main(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.logLevel)
  handleUnexpectedErrors(log)
  const shutdownRequested = waitForShutdownRequest()
  const startAbort = new AbortController()
  const starting = start(config, log, startAbort.signal)
  const running = await Promise.race([starting, shutdownRequested.then(() => null)])
  if (running === null) {
    startAbort.abort()
    return abortStart(starting, log)
  }
  if (running.lines.length > 0) console.log(running.lines.join('\n'))
  const reason = await Promise.race([shutdownRequested, running.failed])
  log.info({ reason }, 'shutting down')
  const shutdownTimer = setTimeout(() => process.exit(1), processShutdownTimeoutMs())
  await running.close()
  clearTimeout(shutdownTimer)
  if (reason.startsWith('SIG')) process.exit(0)
  console.error(reason)
  process.exit(1)
}

function waitForShutdownRequest(): Promise<string> {
  if (isChild()) return waitForShutdownAsChild()
  return isRunByNpm() ? Promise.race([waitForShutdownSignal(), waitForParentExit()]) : waitForShutdownSignal()
}

/** Ends the process even if the start does not stop in time; the database rolls back an unfinished migration. */
async function abortStart(starting: Promise<RunningServer>, log: Log): Promise<void> {
  log.info('shutdown requested during startup')
  setTimeout(() => process.exit(0), processShutdownTimeoutMs())
  await starting.then(
    (running) => running.close(),
    (error: unknown) => log.info({ error }, 'startup aborted'),
  )
  process.exit(0)
}

const processShutdownTimeoutMs = () => (isChild() ? childShutdownTimeoutMs : shutdownTimeoutMs)

async function start(config: Config, log: Log, signal: AbortSignal): Promise<RunningServer> {
  if (config.databaseUrl === null) {
    const { dev, databaseExited, close } = await startDevelopment({ config, log, startServer, signal })
    return {
      lines: describeDevelopmentServer(config, dev),
      failed: databaseExited.then(() => 'The embedded database stopped.'),
      close,
    }
  }
  if (config.secrets === null) throw new ConfigError('DATABASE_URL requires COINSLOT_SECRET')
  const { databaseUrl, secrets } = config
  const options = { config, log, databaseUrl, secrets, signal }
  if (isChild()) return startChild(options)
  return config.clusterProcesses === 1 ? startSingleProcess(options) : startCluster(options)
}

async function startSingleProcess(options: ServerOptions): Promise<RunningServer> {
  const { config, log } = options
  if (config.role !== 'all' && config.redisUrl === null) {
    log.warn(
      { role: config.role },
      'REDIS_URL is not set: changes by other processes are noticed with a delay; production requires REDIS_URL',
    )
  }
  const server = await startServer(options)
  return {
    lines: [describeEndpoint(config, server.url)],
    failed: new Promise(() => undefined),
    close: () => server.close(),
  }
}

/** Starts one process of a cluster. The primary process has migrated the database, and prints the address. */
async function startChild(options: ServerOptions): Promise<RunningServer> {
  const server = await startServer({
    ...options,
    isMigrated: true,
    reusePort: kernelSharesPorts,
    shareMetrics,
  })
  sendListening(server.url)
  return { lines: [], failed: new Promise(() => undefined), close: () => server.close() }
}

async function startCluster({ config, log, databaseUrl, signal }: StartOptions): Promise<RunningServer> {
  const count = config.clusterProcesses
  const port = await findPort(config.host, config.port)
  await migrate(config.databaseDirectUrl ?? databaseUrl, { signal, log })
  const processes = await startClusterProcesses({
    count,
    port,
    log,
    shutdownTimeoutMs: childKillTimeoutMs,
    signal,
  })
  const { url, failed, close } = processes
  return { lines: [`${describeEndpoint(config, url)} with ${count} processes`], failed, close }
}

function describeEndpoint({ role }: Config, url: string): string {
  return role === 'worker'
    ? `Coinslot job worker listening on ${url}/healthz`
    : `Coinslot listens on ${url}/graphql`
}

function describeDevelopmentServer(config: Config, dev: DevFile): string[] {
  return [
    'Coinslot is ready.',
    `  GraphQL          ${dev.graphqlUrl}`,
    `  subscriptions    ${dev.webSocketUrl}`,
    `  store emulator   ${dev.emulatorUrl}`,
    `  AppKey           ${dev.appKey}`,
    `  server key       ${dev.serverKey}`,
    `  all of it is in  ${devFilePath(config.dataDir)}`,
    'Ctrl-C stops everything.',
  ]
}

/** Errors that the operator can correct are formatted as one line, internal errors with their stack. */
function formatStartError(error: unknown): string {
  if (error instanceof ConfigError) return `Configuration: ${error.message}`
  if (error instanceof ProcessStartError || error instanceof MigrationError) return error.message
  if (error instanceof DataDirectoryInUseError) return `${error.message} Stop it, or set COINSLOT_DATA_DIR.`
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? ` ${String(error.port)}` : ''
    return `Port${port} is taken. Stop the process that uses it, or set PORT (or EMULATOR_PORT).`
  }
  const connectionFailure = describeConnectionFailure(error)
  if (connectionFailure !== null) return connectionFailure
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main().catch((error: unknown) => {
  console.error(formatStartError(error))
  process.exit(1)
})
