import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../config/config.ts'
import { createLog } from '../platform/log.ts'
import { startServer } from '../server.ts'
import { readDevFile, type DevFile } from './data-dir.ts'
import { runPendingPurchaseDemo } from './demo-pending-purchase.ts'
import { runPurchaseDemo } from './demo-purchase.ts'
import { runRefundsDemo } from './demo-refunds.ts'
import { demoStores } from './demo-session.ts'
import { startDevelopment } from './start-development.ts'

const scenarios = { purchases: runPurchasesDemo, refunds: runRefundsDemo } as const

/** One story, step by step with its time: against the running server, or one of its own. */
async function runDemo(): Promise<void> {
  const config = readConfig()
  const run = readScenario()
  const running = await findRunningServer(config.dataDir)
  if (running !== null) {
    console.log(`Using the server at ${running.graphqlUrl}`)
    await run(running)
    return
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-demo-'))
  console.log('No server is running, so the demo starts one of its own.')
  try {
    const own = { ...config, dataDir, port: 0, emulatorPort: 0, jobRecoveryIntervalMs: 250 }
    const started = await startDevelopment({ config: own, log: createLog('fatal'), startServer })
    try {
      await run(started.dev)
    } finally {
      await started.close()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** `npm run demo -- --scenario refunds`; the whole flow through every store without it. */
function readScenario(): (dev: DevFile) => Promise<void> {
  const { scenario } = parseArgs({ options: { scenario: { type: 'string', default: 'purchases' } } }).values
  const run = Object.entries(scenarios).find(([name]) => name === scenario)?.[1]
  if (run === undefined)
    throw new Error(`Unknown scenario. Available scenarios: ${Object.keys(scenarios).join(', ')}.`)
  return run
}

async function runPurchasesDemo(dev: DevFile): Promise<void> {
  for (const store of demoStores) await runPurchaseDemo(dev, store)
  await runPendingPurchaseDemo(dev)
  console.log('\nAll purchases were consumed exactly once.')
}

/** The server of the data directory, if its file is there and it answers. */
async function findRunningServer(dataDir: string): Promise<DevFile | null> {
  const dev = await readDevFile(dataDir)
  if (dev === null) return null
  try {
    const response = await fetch(new URL('/readyz', dev.graphqlUrl), { signal: AbortSignal.timeout(2_000) })
    return response.ok ? dev : null
  } catch {
    return null
  }
}

runDemo().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
