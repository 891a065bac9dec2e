import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readConfig } from '../config/config.ts'
import { createLog } from '../platform/log.ts'
import { readDevFile, type DevFile } from '../development/data-dir.ts'
import { runPendingPurchaseDemo } from '../development/demo-pending-purchase.ts'
import { runPurchaseDemo } from '../development/demo-purchase.ts'
import { runRefundsDemo } from '../development/demo-refunds.ts'
import { runSubscriptionDemo } from '../development/demo-subscription.ts'
import { demoStores } from '../development/demo-session.ts'
import { startDevelopment } from '../development/start-development.ts'

const scenarios = {
  purchases: runPurchasesDemo,
  refunds: runRefundsDemo,
  subscription: runSubscriptionDemo,
} as const

/** Runs a scenario with the running development server, or starts a temporary one. */
async function runDemo(): Promise<void> {
  const config = readConfig()
  const runScenario = readScenario()
  const running = await findRunningServer(config.dataDir)
  if (running !== null) {
    console.log(`The demo uses the running server at ${running.graphqlUrl}.`)
    await runScenario(running)
    return
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'coinslot-demo-'))
  console.log('No server is running, so the demo starts a temporary one.')
  try {
    const temporaryConfig = { ...config, dataDir, port: 0, emulatorPort: 0, jobRecoveryIntervalMs: 250 }
    const server = await startDevelopment({
      config: temporaryConfig,
      log: createLog('fatal'),
      loadServer: () => import('../server.ts'),
    })
    try {
      await runScenario(server.dev)
    } finally {
      await server.close()
    }
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** The default scenario is `purchases`; `npm run demo -- --scenario refunds` selects another one. */
function readScenario(): (dev: DevFile) => Promise<void> {
  const { scenario } = parseArgs({ options: { scenario: { type: 'string', default: 'purchases' } } }).values
  const runScenario = Object.entries(scenarios).find(([name]) => name === scenario)?.[1]
  if (runScenario === undefined) {
    throw new Error(`unknown scenario ${scenario}; the scenarios are: ${Object.keys(scenarios).join(', ')}`)
  }
  return runScenario
}

async function runPurchasesDemo(dev: DevFile): Promise<void> {
  for (const store of demoStores) await runPurchaseDemo(dev, store)
  await runPendingPurchaseDemo(dev)
  console.log('\nAll purchases were consumed exactly once.')
}

/** The development server of the data directory, if it is ready. */
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
