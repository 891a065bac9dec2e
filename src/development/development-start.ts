import { join } from 'node:path'
import type { Emulator } from '@coinslot/store-emulator'
import type { Config } from '../config/config.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../db/embedded.ts'
import type { Log } from '../platform/log.ts'
import { startServer, type Server } from '../server.ts'
import { readOrMakeSecret, removeDevFile, writeDevFile, type DevFile } from './data-dir.ts'
import { prepareDevProject } from './dev-project.ts'
import { emulatorConnections, pointNotificationsAt } from './emulator-connections.ts'

export type DevelopmentStart = {
  readonly dev: DevFile
  /** Resolves when the embedded database is gone, also when nobody asked for it. */
  readonly databaseGone: Promise<void>
  close: () => Promise<void>
}

const usualEmulatorPort = 4100

/** Everything on one machine, with nothing configured: database, emulator, server, and a project to play with. */
export async function startDevelopment(
  config: Config,
  log: Log,
  signal?: AbortSignal,
): Promise<DevelopmentStart> {
  const stops: (() => Promise<void>)[] = []
  const close = async () => {
    for (const stop of stops.toReversed()) await stop()
  }
  try {
    const { dataDir } = config
    const postgres: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, log })
    stops.push(() => postgres.close())
    signal?.throwIfAborted()
    await removeDevFile(dataDir)
    const secrets = config.secrets ?? [await readOrMakeSecret(dataDir)]
    const emulator = await startEmulator(config)
    stops.push(() => emulator.close())
    // The emulator's clock can be moved; what waits for a store's deadline has to see it.
    const clock = () => new Date(emulator.now())
    const server = await startServer({ config, log, databaseUrl: postgres.url, secrets, clock })
    stops.push(() => server.close())
    signal?.throwIfAborted()
    const dev = await describe(server, emulator)
    await writeDevFile(dataDir, dev)
    stops.push(() => removeDevFile(dataDir))
    return { dev, databaseGone: postgres.exited, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Imported here and now, so that production never loads the emulator. */
async function startEmulator(config: Config): Promise<Emulator> {
  const { startEmulator: start } = await import('@coinslot/store-emulator')
  const dataDir = join(config.dataDir, 'emulator')
  try {
    return await start({ dataDir, port: config.emulatorPort ?? usualEmulatorPort })
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!isTaken || config.emulatorPort !== null) throw error
    return start({ dataDir, port: 0 })
  }
}

async function describe(server: Server, emulator: Emulator): Promise<DevFile> {
  const project = await prepareDevProject(server.services, emulatorConnections(emulator))
  pointNotificationsAt(emulator, server.url, project.appKey)
  return {
    graphqlUrl: `${server.url}/graphql`,
    webSocketUrl: `${server.url.replace('http', 'ws')}/graphql`,
    emulatorUrl: emulator.url,
    ...project,
  }
}
