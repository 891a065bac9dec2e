import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '../config/config.ts'
import { createLog } from '../platform/log.ts'
import { readDevFile, type DevFile } from './data-dir.ts'
import { playPendingPurchase } from './demo-pending.ts'
import { playPurchase } from './demo-purchase.ts'
import { demoStores } from './demo-stage.ts'
import { startDevelopment } from './development-start.ts'

/** The whole flow through every store, step by step with its time: against the running server, or one of its own. */
async function demo(): Promise<void> {
  const config = readConfig()
  const running = await findRunning(config.dataDir)
  if (running !== null) {
    console.log(`Using the server at ${running.graphqlUrl}`)
    await play(running)
    return
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-demo-'))
  console.log('No server is running, so the demo starts one of its own.')
  try {
    const own = { ...config, dataDir, port: 0, emulatorPort: 0 }
    const started = await startDevelopment(own, createLog(own.logLevel))
    try {
      await play(started.dev)
    } finally {
      await started.close()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function play(dev: DevFile): Promise<void> {
  for (const store of demoStores) await playPurchase(dev, store)
  await playPendingPurchase(dev)
  console.log('\nEvery coin was taken once.')
}

/** The server of the data directory, if its file is there and it answers. */
async function findRunning(dataDir: string): Promise<DevFile | null> {
  const dev = await readDevFile(dataDir)
  if (dev === null) return null
  try {
    const response = await fetch(new URL('/readyz', dev.graphqlUrl), { signal: AbortSignal.timeout(2_000) })
    return response.ok ? dev : null
  } catch {
    return null
  }
}

demo().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
