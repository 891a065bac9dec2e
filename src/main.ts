import { ConfigError, isRunByNpm, readConfig, type Config } from './config/config.ts'
import { DataDirectoryInUse } from './db/embedded.ts'
import { describeConnectionFailure } from './db/errors.ts'
import { migrate, MigrationBusy } from './db/migrate.ts'
import { devFilePath, type DevFile } from './development/data-dir.ts'
import { startDevelopment } from './development/development-start.ts'
import { createLog, type Log } from './platform/log.ts'
import { isChild, shareMetrics, tellListening } from './processes/child.ts'
import { ProcessNotStarted } from './processes/fork-child.ts'
import { findPort, kernelSharesPorts } from './processes/port.ts'
import { startProcesses } from './processes/primary.ts'
import { whenOrphaned, whenStopped, whenStoppedAsChild } from './processes/stop-signals.ts'
import { startServer, type ServerOptions } from './server.ts'

/** Draining, and everything stopped, within 5 seconds; what hangs by then is left to the system. */
const stopWithinMs = 4_500
/** A child ends before its primary loses patience, and that before the system does. */
const childStopsWithinMs = 4_000
const primaryKillsAfterMs = 4_200

type StartOptions = ServerOptions & { readonly signal: AbortSignal }

type Running = {
  readonly lines: readonly string[]
  /** Resolves with the reason if it cannot go on. */
  readonly gone: Promise<string>
  close: () => Promise<void>
}

async function main(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const stopped = whenToStop()
  const giveUp = new AbortController()
  const starting = start(config, log, giveUp.signal)
  const running = await Promise.race([starting, stopped.then(() => null)])
  if (running === null) {
    giveUp.abort()
    return endStart(starting, log)
  }
  if (running.lines.length > 0) console.log(running.lines.join('\n'))
  const why = await Promise.race([stopped, running.gone])
  log.info({ why }, 'stopping')
  const limit = setTimeout(() => process.exit(1), ownLimitMs())
  await running.close()
  clearTimeout(limit)
  if (why.startsWith('SIG')) process.exit(0)
  console.error(why)
  process.exit(1)
}

function whenToStop(): Promise<string> {
  if (isChild()) return whenStoppedAsChild()
  return isRunByNpm() ? Promise.race([whenStopped(), whenOrphaned()]) : whenStopped()
}

/** What does not end in time is left, and nothing lost by it: the database rolls back what a migration has not finished. */
async function endStart(starting: Promise<Running>, log: Log): Promise<void> {
  log.info('stopping before the start is over')
  setTimeout(() => process.exit(0), ownLimitMs())
  await starting.then(
    (running) => running.close(),
    (error: unknown) => log.info({ error }, 'the start was given up'),
  )
  process.exit(0)
}

const ownLimitMs = () => (isChild() ? childStopsWithinMs : stopWithinMs)

async function start(config: Config, log: Log, signal: AbortSignal): Promise<Running> {
  if (config.databaseUrl === null) {
    const { dev, databaseGone, close } = await startDevelopment(config, log, signal)
    return { lines: describe(config, dev), gone: databaseGone.then(() => 'The database is gone.'), close }
  }
  if (config.secrets === null) throw new ConfigError('DATABASE_URL needs COINSLOT_SECRET beside it')
  const { databaseUrl, secrets } = config
  const options = { config, log, databaseUrl, secrets, signal }
  if (isChild()) return startChild(options)
  return config.workers === 1 ? startAlone(options) : startSeveral(options)
}

async function startAlone(options: ServerOptions): Promise<Running> {
  const { config, log } = options
  if (config.role !== 'all' && config.redisUrl === null) {
    log.warn(
      { role: config.role },
      'no REDIS_URL: what other processes do is noticed late; production refuses this',
    )
  }
  const server = await startServer(options)
  return {
    lines: [describePlace(config, server.url)],
    gone: new Promise(() => undefined),
    close: () => server.close(),
  }
}

/** One of several: its primary has migrated, and speaks for it. */
async function startChild(options: ServerOptions): Promise<Running> {
  const server = await startServer({
    ...options,
    isMigrated: true,
    reusePort: kernelSharesPorts,
    shareMetrics,
  })
  tellListening(server.url)
  return { lines: [], gone: new Promise(() => undefined), close: () => server.close() }
}

async function startSeveral({ config, log, databaseUrl, signal }: StartOptions): Promise<Running> {
  const count = config.workers
  const port = await findPort(config.host, config.port)
  await migrate(config.databaseDirectUrl ?? databaseUrl, { signal })
  const processes = await startProcesses({ count, port, log, stopWithinMs: primaryKillsAfterMs, signal })
  const { url, gone, close } = processes
  return { lines: [`${describePlace(config, url)} with ${count} processes`], gone, close }
}

function describePlace({ role }: Config, url: string): string {
  return role === 'worker'
    ? `Coinslot does jobs, and listens on ${url}/healthz`
    : `Coinslot listens on ${url}/graphql`
}

function describe(config: Config, dev: DevFile): string[] {
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

/** What a person can mend gets one line; anything else is a fault of ours and shows where. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return `Configuration: ${error.message}`
  if (error instanceof ProcessNotStarted || error instanceof MigrationBusy) return error.message
  if (error instanceof DataDirectoryInUse) return `${error.message} Stop it, or set COINSLOT_DATA_DIR.`
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const port = 'port' in error ? ` ${String(error.port)}` : ''
    return `Port${port} is taken. Stop what listens there, or set PORT (or EMULATOR_PORT).`
  }
  const unreachable = describeConnectionFailure(error)
  if (unreachable !== null) return unreachable
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

main().catch((error: unknown) => {
  console.error(explain(error))
  process.exit(1)
})
