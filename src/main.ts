import { ConfigError, readConfig, type Config } from './config/config.ts'
import { DataDirectoryInUse } from './db/embedded.ts'
import { describeConnectionFailure } from './db/errors.ts'
import { devFilePath, type DevFile } from './development/data-dir.ts'
import { startDevelopment } from './development/development-start.ts'
import { createLog, type Log } from './platform/log.ts'
import { startServer } from './server.ts'

/** Draining, and everything stopped, within 5 seconds; what hangs by then is left to the system. */
const stopWithinMs = 4_500

type Running = { readonly lines: readonly string[]; readonly gone: Promise<void>; close: () => Promise<void> }

async function main(): Promise<void> {
  const config = readConfig()
  const log = createLog(config.logLevel)
  const stopped = Promise.withResolvers<string>()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopped.resolve(signal)
      // Whoever asks twice is in a hurry.
      process.once(signal, () => process.exit(1))
    })
  }
  const running = await start(config, log)
  console.log(running.lines.join('\n'))
  const why = await Promise.race([stopped.promise, running.gone.then(() => 'the database is gone')])
  log.info({ why }, 'stopping')
  const limit = setTimeout(() => process.exit(1), stopWithinMs)
  await running.close()
  clearTimeout(limit)
  process.exit(why.startsWith('SIG') ? 0 : 1)
}

async function start(config: Config, log: Log): Promise<Running> {
  if (config.databaseUrl === null) {
    const { dev, databaseGone, close } = await startDevelopment(config, log)
    return { lines: describe(config, dev), gone: databaseGone, close }
  }
  if (config.secrets === null) throw new ConfigError('DATABASE_URL needs COINSLOT_SECRET beside it')
  const { databaseUrl, secrets } = config
  const server = await startServer({ config, log, databaseUrl, secrets })
  return {
    lines: [`Coinslot listens on ${server.url}/graphql`],
    gone: new Promise(() => undefined),
    close: () => server.close(),
  }
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
