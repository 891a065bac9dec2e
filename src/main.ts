import { isRunByNpm, readConfig, type Config } from './config/config.ts'
import { selectMode } from './config/mode.ts'
import { startDevelopment } from './development/start-development.ts'
import { createLog, type Log } from './platform/log.ts'
import { isChild } from './processes/cluster-child.ts'
import {
  restartSignal,
  waitForDisconnect,
  waitForParentExit,
  waitForShutdownSignal,
  waitForShutdownAsChild,
} from './processes/shutdown-signals.ts'
import { handleUnexpectedErrors } from './processes/unexpected-errors.ts'
import { describeDevelopmentServer } from './startup/describe-development-server.ts'
import { describeStartError } from './startup/describe-start-error.ts'
import { loadModule } from './platform/load-module.ts'
import { logTextOutput } from './startup/log-text-output.ts'
import { releaseStartMemory } from './startup/release-start-memory.ts'
import type { RunningServer, StartOptions } from './startup/running-server.ts'
import { createStartupLog } from './startup/startup-log.ts'

/**
 * Time limits of a shutdown after its delay, so that everything has stopped within 5 seconds: a child process ends itself first, then the
 * primary process kills its children, then it ends itself.
 */
const childShutdownTimeoutMs = 4_000
const shutdownTimeoutMs = 4_500

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
  releaseStartMemory()
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
  const requests = [waitForShutdownSignal(), waitForDisconnect()]
  return Promise.race(isRunByNpm() ? [...requests, waitForParentExit()] : requests)
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

/** Modules are loaded by the kind of start: without a database, PostgreSQL starts while the modules of the server are loaded. */
async function start(options: StartOptions): Promise<RunningServer> {
  const { config, log, startup, signal } = options
  if (config.databaseUrl === null) {
    const { dev, clockOffsetMs, databaseExited, close } = await startDevelopment({
      config,
      log,
      loadServer: () => import('./server.ts'),
      signal,
      onStep: startup.step,
    })
    return {
      lines: describeDevelopmentServer(config, dev, clockOffsetMs),
      failed: databaseExited.then(() => 'The embedded database stopped.'),
      close,
    }
  }
  const { startWithDatabase } = await loadModule(() => import('./startup/start-with-database.ts'))
  return startWithDatabase(options, config.databaseUrl)
}

main().catch((error: unknown) => {
  startup.failure(describeStartError(error))
  process.exit(1)
})
