import { join } from 'node:path'
import type { Emulator, startEmulator } from '@coinslot/store-emulator'
import type { Config } from '../config/config.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../db/embedded/embedded-postgres.ts'
import type { Services } from '../domain/context.ts'
import type { Log } from '../platform/log.ts'
import { loadModule } from '../platform/load-module.ts'
import { loadOrCreateSecret, removeDevFile, writeDevFile, type DevFile } from './data-dir.ts'

export type DevelopmentOptions = {
  readonly config: Config
  readonly log: Log
  /**
   * Loads the module that starts the server; passed in, because main.ts imports this folder, and this folder must not import
   * src/server.ts in turn.
   */
  readonly loadServer: () => Promise<{
    readonly startServer: (options: DevelopmentServerOptions) => Promise<Server>
  }>
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
  loadServer,
  signal,
  onStep = () => undefined,
}: DevelopmentOptions): Promise<DevelopmentServer> {
  const closers: (() => Promise<void>)[] = []
  const close = async () => {
    for (const stop of closers.toReversed()) await stop()
  }
  try {
    const { dataDir } = config
    const modules = createModuleLoader(loadServer)
    const onWait = () => void modules.load()
    const postgres: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, log, onStep, onWait })
    closers.push(() => postgres.close())
    signal?.throwIfAborted()
    await removeDevFile(dataDir)
    const secrets = config.secrets ?? [await loadOrCreateSecret(dataDir)]
    onStep('Starting the store emulator.')
    const { startServer, startEmulator, createDevFile } = await modules.load()
    const emulator = await startOnAnyPort(startEmulator, config)
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

/**
 * Loads what the start needs once PostgreSQL runs, meanwhile. The import is dynamic for another reason too: production never loads the
 * emulator.
 */
function createModuleLoader(loadServer: DevelopmentOptions['loadServer']) {
  const load = async () => {
    const [{ startServer }, { startEmulator }, { createDevFile }] = await loadModule(() =>
      Promise.all([loadServer(), import('@coinslot/store-emulator'), import('./create-dev-file.ts')]),
    )
    return { startServer, startEmulator, createDevFile }
  }
  let modules: ReturnType<typeof load> | null = null
  return {
    load: () => {
      modules ??= load()
      // If PostgreSQL does not start, its error is the one to report.
      modules.catch(() => undefined)
      return modules
    },
  }
}

/** Starts the emulator on its port, or on another one if that is taken and nobody has chosen it. */
async function startOnAnyPort(start: typeof startEmulator, config: Config): Promise<Emulator> {
  const dataDir = join(config.dataDir, 'emulator')
  try {
    return await start({ dataDir, port: config.emulatorPort ?? defaultEmulatorPort })
  } catch (error) {
    const isPortInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!isPortInUse || config.emulatorPort !== null) throw error
    return start({ dataDir, port: 0 })
  }
}
