import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { buildPage, buildServer } from './build.ts'
import type { PageFile } from './src/server/routes.ts'
import { readSettings } from './src/server/settings.ts'
import type { GameServer, startGameServer } from './src/server/start-game-server.ts'

const pageFolder = join(import.meta.dirname, 'src', 'page')
const readPageFile = (name: string) => readFileSync(join(pageFolder, name), 'utf8')

/** Builds the page and the game server from their sources, and runs the game server until it is stopped. */
async function main(): Promise<void> {
  const settings = readSettings()
  const [page, server] = await Promise.all([buildPage(), buildServer()])
  const files = new Map<string, PageFile>([
    ['/', { type: 'text/html', content: readPageFile('index.html') }],
    ['/style.css', { type: 'text/css', content: readPageFile('style.css') }],
    ['/page.js', { type: 'text/javascript', content: page }],
  ])
  mkdirSync(settings.dataDir, { recursive: true })
  const serverFile = join(settings.dataDir, 'game-server.mjs')
  writeFileSync(serverFile, server)
  const module = (await import(pathToFileURL(serverFile).href)) as { startGameServer: typeof startGameServer }
  stopOnSignal(await module.startGameServer(settings, files))
}

function stopOnSignal(gameServer: GameServer): void {
  console.log(`The arcade is at ${gameServer.url}`)
  let isStopping = false
  const stop = (code: number) => {
    if (isStopping) return
    isStopping = true
    void gameServer.close().finally(() => process.exit(code))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(0))
  // The program that started this one has ended.
  process.on('disconnect', () => stop(0))
  gameServer.failed.catch((error: unknown) => {
    console.error(error)
    stop(1)
  })
}

await main()
