import { join } from 'node:path'
import type { Emulator } from '@coinslot/store-emulator'
import type { Config } from '../config/config.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../db/embedded/embedded-postgres.ts'
import type { Services } from '../domain/context.ts'
import type { Log } from '../platform/log.ts'
import { loadOrCreateSecret, removeDevFile, writeDevFile, type DevFile } from './data-dir.ts'
import { prepareDevApp } from './dev-app.ts'
import { prepareDevOperator } from './dev-operator.ts'
import { prepareExampleBuyer } from './example-buyer.ts'
import { toDevConnections, setNotificationTargets } from './emulator-connections.ts'

export type DevelopmentOptions = {
  readonly config: Config
  readonly log: Log
  /** Starts the server; passed in, because main.ts imports this folder, and this folder must not import src/server.ts in turn. */
  readonly startServer: (options: DevelopmentServerOptions) => Promise<Server>
  readonly signal?: AbortSignal
  /** Reports the steps of the start. */
  readonly onStep?: (message: string) => void
}

type DevelopmentServerOptions = {
  readonly config: Config
  readonly log: Log
  readonly databaseUrl: string
  readonly secrets: readonly string[]
  readonly clock: () => Date
  readonly onStep: (message: string) => void
}

type Server = {
  readonly services: Services
  readonly url: string
  close: () => Promise<void>
}

export type DevelopmentServer = {
  readonly dev: DevFile
  /** Milliseconds that the clock of the emulator and of the server is ahead. */
  readonly clockOffsetMs: number
  /** Resolves when the embedded database has stopped, also unexpectedly. */
  readonly databaseExited: Promise<void>
  close: () => Promise<void>
}

const defaultEmulatorPort = 4100

/** Starts the development server without any configuration: embedded database, store emulator, server and example app. */
export async function startDevelopment({
  config,
  log,
  startServer,
  signal,
  onStep = () => undefined,
}: DevelopmentOptions): Promise<DevelopmentServer> {
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const stop of closers.toReversed()) await stop()
  }
  try {
    const { dataDir } = config
    const postgres: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, log, onStep })
    closers.push(() => postgres.close())
    signal?.throwIfAborted()
    await removeDevFile(dataDir)
    const secrets = config.secrets ?? [await loadOrCreateSecret(dataDir)]
    onStep('Starting the store emulator.')
    const emulator = await startEmulator(config)
    closers.push(() => emulator.close())
    // The emulator's virtual clock can be advanced, and the server's deadlines have to follow it.
    const clock = () => new Date(emulator.now())
    const server = await startServer({ config, log, databaseUrl: postgres.url, secrets, clock, onStep })
    closers.push(() => server.close())
    signal?.throwIfAborted()
    onStep('Preparing the example app.')
    const dev = await createDevFile(server, emulator)
    await writeDevFile(dataDir, dev)
    closers.push(() => removeDevFile(dataDir))
    return { dev, clockOffsetMs: emulator.now() - Date.now(), databaseExited: postgres.exited, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Uses a dynamic import, so that production never loads the emulator. */
async function startEmulator(config: Config): Promise<Emulator> {
  const { startEmulator: start } = await import('@coinslot/store-emulator')
  const dataDir = join(config.dataDir, 'emulator')
  try {
    return await start({ dataDir, port: config.emulatorPort ?? defaultEmulatorPort })
  } catch (error) {
    const isPortInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!isPortInUse || config.emulatorPort !== null) throw error
    return start({ dataDir, port: 0 })
  }
}

async function createDevFile(server: Server, emulator: Emulator): Promise<DevFile> {
  const app = await prepareDevApp(server.services, toDevConnections(emulator))
  setNotificationTargets(emulator, server.url, app.appKey)
  const consoleUrl = `${server.url}/console`
  emulator.setPage({
    paymentsUrl: `${consoleUrl}/payments?app=${app.appKey}`,
    accountToken: await prepareExampleBuyer(server.services, app.appKey),
  })
  return {
    graphqlUrl: `${server.url}/graphql`,
    webSocketUrl: `${server.url.replace('http', 'ws')}/graphql`,
    emulatorUrl: emulator.url,
    consoleUrl,
    ...app,
    operator: await prepareDevOperator(server.services),
  }
}
