import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { readConfig } from '../config/config.ts'
import type { DevFile } from '../development/data-dir.ts'
import { startDevelopment } from '../development/start-development.ts'
import { createLog } from '../platform/log.ts'
import { waitForParentExit, waitForShutdownSignal } from '../processes/shutdown-signals.ts'

const script = join(import.meta.dirname, '../../examples/arcade/start.ts')
const options = process.argv.slice(2)

/** Starts a development server in a data directory of its own, and the game server of the example with it. */
async function runArcade(): Promise<void> {
  const config = readConfig()
  const dataDir = process.env['COINSLOT_DATA_DIR'] ? config.dataDir : join(config.dataDir, 'arcade')
  // A server of `npm start` may use the usual ports.
  const port = process.env['PORT'] ? config.port : 0
  const stopped = Promise.race([waitForShutdownSignal(), waitForParentExit()])
  const abort = new AbortController()
  void stopped.then(() => abort.abort(new Error('The start was interrupted.')))
  const server = await startDevelopment({
    config: { ...config, dataDir, port, emulatorPort: config.emulatorPort ?? 0 },
    log: createLog(config.logLevel),
    loadServer: () => import('../server.ts'),
    signal: abort.signal,
    onStep: (message) => console.log(message),
  })
  const gameServer = startGameServer(server.dev, dataDir)
  const ended = once(gameServer, 'exit')
  const databaseExited = server.databaseExited.then(() => 'The embedded database stopped.')
  const reason = await Promise.race([stopped, databaseExited, ended.then(() => 'The game server stopped.')])
  gameServer.kill('SIGTERM')
  await ended
  await server.close()
  if (reason.startsWith('SIG')) return
  throw new Error(reason)
}

function startGameServer(dev: DevFile, dataDir: string): ChildProcess {
  console.log(`The console is at ${dev.consoleUrl} (${dev.operator.email}, ${dev.operator.password})`)
  console.log(`The store emulator is at ${dev.emulatorUrl}`)
  console.log('Ctrl-C stops everything.')
  return spawn(process.execPath, [script, ...options], {
    // Its connection to this process says when this process has ended.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      ...process.env,
      COINSLOT_URL: dev.graphqlUrl,
      COINSLOT_APP_KEY: dev.appKey,
      COINSLOT_SERVER_KEY: dev.serverKey,
      COINSLOT_USER_TOKEN_SECRET: dev.userTokenSecret,
      STORE_EMULATOR_URL: dev.emulatorUrl,
      ARCADE_DATA_DIR: join(dataDir, 'game-server'),
    },
  })
}

runArcade().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
