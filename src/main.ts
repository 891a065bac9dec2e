import { isRunByNpm, readConfig, type Config } from './config/config.ts'
import { selectMode } from './config/mode.ts'
import { requireSecrets } from './config/require-secrets.ts'
import { migrate } from './db/migrate.ts'
import { startDevelopment } from './development/start-development.ts'
import { startMetricsServer } from './http/metrics-server.ts'
import { createLog, type Log } from './platform/log.ts'
import { isChild, isFirstChild, shareMetrics, sendListening } from './processes/cluster-child.ts'
import { findPort, kernelSharesPorts } from './processes/find-port.ts'
import { createMetricsAggregator } from './processes/metrics-aggregator.ts'
import { startClusterProcesses } from './processes/start-cluster-processes.ts'
import {
  restartSignal,
  waitForParentExit,
  waitForShutdownSignal,
  waitForShutdownAsChild,
} from './processes/shutdown-signals.ts'
import { handleUnexpectedErrors } from './processes/unexpected-errors.ts'
import { startServer, type ServerOptions } from './server.ts'
import { describeDevelopmentServer } from './startup/describe-development-server.ts'
import { describeFirstOperator } from './startup/describe-first-operator.ts'
import { describeStartError } from './startup/describe-start-error.ts'
import { logTextOutput } from './startup/log-text-output.ts'
import { createStartupLog, type StartupLog } from './startup/startup-log.ts'

/**
 * Time limits of a shutdown after its delay, so that everything has stopped within 5 seconds: a child process ends itself first, then the
 * primary process kills its children, then it ends itself.
 */
const childShutdownTimeoutMs = 4_000
const childKillTimeoutMs = 4_200
const shutdownTimeoutMs = 4_500

type StartOptions = {
  readonly config: Config
  readonly log: Log
  readonly startup: StartupLog
  readonly signal: AbortSignal
}

type RunningServer = {
  /** Text to print once the server is ready. */
  readonly lines: readonly string[]
  /** Resolves with a reason when the server cannot continue. */
  readonly failed: Promise<string>
  /** Until the delay is over, requests are accepted. */
  close: (delayMs?: number) => Promise<void>
}

/** The log of the start, before the configuration is known to be valid. */
let log = createLog('info')
let startup = createStartupLog({ production: isProduction(), log })

function isProduction(): boolean {
  return selectMode().name === 'production'
}

async function main(): Promise<void> {
  handleUnexpectedErrors(() => log)
  if (isProduction()) logTextOutput(() => log)
  const config = readConfig()
  log = createLog(config.logLevel)
  startup = createStartupLog({ production: config.production, log })
  if (!isChild())
    startup.step(`Coinslot starts in the mode ${config.mode.name}: ${config.mode.reason}.`, config.mode)
  const shutdownRequested = waitForShutdownRequest()
  const startAbort = new AbortController()
  const starting = start({ config, log, startup, signal: startAbort.signal })
  const running = await Promise.race([starting, shutdownRequested.then(() => null)])
  if (running === null) {
    startAbort.abort()
    return abortStart(starting, log)
  }
  if (running.lines.length > 0) startup.text(running.lines)
  const reason = await Promise.race([shutdownRequested, running.failed])
  const delayMs = shutdownDelayMs(config, reason)
  log.info({ reason, delayMs }, 'shutting down')
  const shutdownTimer = setTimeout(() => process.exit(1), delayMs + processShutdownTimeoutMs())
  await running.close(delayMs)
  clearTimeout(shutdownTimer)
  if (reason.startsWith('SIG')) process.exit(0)
  startup.failure(reason)
  process.exit(1)
}

/** No proxy has to notice that a worker stops, nor that one of several processes on a port does; one that failed cannot serve. */
function shutdownDelayMs(config: Config, reason: string): number {
  const isNoticed = config.role !== 'worker' && reason !== restartSignal && reason.startsWith('SIG')
  return isNoticed ? config.shutdownDelayMs : 0
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

async function start(options: StartOptions): Promise<RunningServer> {
  const {
    config,
    log,
    startup: { step: onStep },
    signal,
  } = options
  if (config.databaseUrl === null) {
    const { dev, clockOffsetMs, databaseExited, close } = await startDevelopment({
      config,
      log,
      startServer,
      signal,
      onStep,
    })
    return {
      lines: describeDevelopmentServer(config, dev, clockOffsetMs),
      failed: databaseExited.then(() => 'The embedded database stopped.'),
      close,
    }
  }
  const { databaseUrl } = config
  const serverOptions = { config, log, databaseUrl, secrets: requireSecrets(config), signal }
  if (isChild()) return startChild(serverOptions)
  if (config.clusterProcesses > 1) return startCluster(options, databaseUrl)
  return startSingleProcess({ ...serverOptions, onStep })
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
    lines: [
      describeEndpoint(config, server.url),
      ...describeMetrics(config, server.metricsUrl),
      ...(await describeFirstOperator(server.services, config, server.url)),
    ],
    failed: new Promise(() => undefined),
    close: server.close,
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
  const { services, url } = server
  const lines = isFirstChild() ? await describeFirstOperator(services, options.config, url) : []
  return { lines, failed: new Promise(() => undefined), close: server.close }
}

async function startCluster(
  { config, log, startup: { step }, signal }: StartOptions,
  databaseUrl: string,
): Promise<RunningServer> {
  const count = config.clusterProcesses
  const port = await findPort(config.host, config.port)
  step('Migrating the database.')
  await migrate(config.databaseDirectUrl ?? databaseUrl, { ...config, signal, log })
  const metrics = createMetricsAggregator()
  const metricsServer =
    config.metrics.port === null
      ? null
      : await startMetricsServer({
          host: config.metrics.host,
          port: config.metrics.port,
          render: metrics.aggregate,
        })
  step(`Starting ${count} processes.`)
  const processes = await startClusterProcesses({
    count,
    port,
    log,
    metrics,
    shutdownTimeoutMs: childKillTimeoutMs,
    signal,
  })
  const { url, failed } = processes
  return {
    lines: [
      `${describeEndpoint(config, url)} with ${count} processes`,
      ...describeMetrics(config, metricsServer?.url ?? null),
    ],
    failed,
    close: async (delayMs = 0) => {
      await processes.close(delayMs)
      await metricsServer?.close()
    },
  }
}

function describeEndpoint({ role }: Config, url: string): string {
  return role === 'worker'
    ? `Coinslot job worker listening on ${url}/healthz`
    : `Coinslot listens on ${url}/graphql`
}

/** Only if they have a port of their own. */
function describeMetrics({ metrics }: Config, url: string | null): string[] {
  return metrics.port === null || url === null ? [] : [`The metrics are at ${url}`]
}

main().catch((error: unknown) => {
  startup.failure(describeStartError(error))
  process.exit(1)
})
