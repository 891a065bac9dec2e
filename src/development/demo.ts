import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../config/config.ts'
import { createLog } from '../platform/log.ts'
import { readDevFile, type DevFile } from './data-dir.ts'
import { playPendingPurchase } from './demo-pending.ts'
import { playPurchase } from './demo-purchase.ts'
import { playRefunds } from './demo-refunds.ts'
import { demoStores } from './demo-stage.ts'
import { startDevelopment } from './development-start.ts'

const stories = { purchases: playPurchases, refunds: playRefunds } as const

/** One story, step by step with its time: against the running server, or one of its own. */
async function demo(): Promise<void> {
  const config = readConfig()
  const play = readStory()
  const running = await findRunning(config.dataDir)
  if (running !== null) {
    console.log(`Using the server at ${running.graphqlUrl}`)
    await play(running)
    return
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-demo-'))
  console.log('No server is running, so the demo starts one of its own.')
  try {
    const own = { ...config, dataDir, port: 0, emulatorPort: 0, jobSweepMs: 250 }
    const started = await startDevelopment(own, createLog('fatal'))
    try {
      await play(started.dev)
    } finally {
      await started.close()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** `npm run demo -- --story refunds`; the whole flow through every store without it. */
function readStory(): (dev: DevFile) => Promise<void> {
  const { story } = parseArgs({ options: { story: { type: 'string', default: 'purchases' } } }).values
  const play = Object.entries(stories).find(([name]) => name === story)?.[1]
  if (play === undefined)
    throw new Error(`There is no such story; there are ${Object.keys(stories).join(', ')}.`)
  return play
}

async function playPurchases(dev: DevFile): Promise<void> {
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
