import { analyze } from './analyze.ts'
import {
  benchSecret,
  startApi,
  startEmulatorProcess,
  type BenchEnvironment,
  type BenchProcess,
  type BenchScale,
} from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { connectStores, connectToEmulator, type EmulatorProcess } from './emulator-client.ts'
import { measureRounds, type Candidate, type MeasuredTable, type Measurement } from './harness/rounds.ts'
import { consumePayments, insertPaymentStock, type PaymentStock } from './payment-stock.ts'
import { buyReceiptStock, verifyReceipts, type ReceiptStock } from './receipt-stock.ts'

const clientCounts = [32, 64]
const processCounts = [1, 2]
const scales = {
  short: { rounds: 3, consumes: 2_000, verifies: 300 },
  full: { rounds: 5, consumes: 12_000, verifies: 2_000 },
} as const
const warmUp = { consumes: 2_000, verifies: 400 }

/** A server of one process or of several, with payments and receipts of its own. */
type Cluster = {
  readonly api: BenchProcess
  readonly payments: PaymentStock
  readonly receipts: ReceiptStock
}

/** What two processes on one port gain over one. */
export async function benchProcesses(
  environment: BenchEnvironment,
  project: BenchProject,
  scaleName: BenchScale,
): Promise<MeasuredTable> {
  const scale = scales[scaleName]
  const emulation = await startEmulatorProcess()
  const servers: BenchProcess[] = []
  const clusters: Cluster[] = []
  try {
    const emulator = await connectToEmulator(emulation.url)
    for (const processCount of processCounts) {
      const api = await startCluster(environment, processCount)
      servers.push(api)
      if (processCount === 1) await connectStores(emulator, api.url, project.serverHeaders)
      const stock = await createStock(environment, project, {
        emulator,
        series: `processes-${processCount}`,
        scale,
      })
      clusters.push({ api, ...stock })
    }
    await analyze(environment.databaseUrl)
    for (const cluster of clusters) {
      await consume(environment, project, cluster, { clients: 8, count: warmUp.consumes })
      await verify(environment, project, cluster, { clients: 8, count: warmUp.verifies })
    }
    const candidates = Object.entries({ consume, verify }).flatMap(([name, measure]) =>
      clientCounts.map((clients): Candidate => {
        const load = { clients, count: name === 'consume' ? scale.consumes : scale.verifies }
        const [one, two] = clusters
        if (one === undefined || two === undefined) throw new Error('a server is missing')
        return {
          name: `${name}, ${clients} clients`,
          measure: () => measure(environment, project, two, load),
          measureLimit: async () => (await measure(environment, project, one, load)).perSecond,
        }
      }),
    )
    return {
      id: 'processes',
      title: 'What do two processes gain over one?',
      note: 'CLUSTER_PROCESSES=2, consumePayment and verifyPurchase of the Test store. Limit: one process. With two cores for the clients, the store, PostgreSQL and the processes there is nothing to gain; the second process must only cost nothing.',
      rows: await measureRounds(candidates, scale.rounds),
    }
  } finally {
    for (const server of servers) await server.stop()
    await emulation.stop()
  }
}

function startCluster({ databaseUrl, redisUrl }: BenchEnvironment, count: number): Promise<BenchProcess> {
  return startApi({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    COINSLOT_SECRET: benchSecret,
    CLUSTER_PROCESSES: String(count),
  })
}

type StockOptions = {
  readonly emulator: EmulatorProcess
  readonly series: string
  readonly scale: (typeof scales)[BenchScale]
}

async function createStock(
  { databaseUrl }: BenchEnvironment,
  { appId }: BenchProject,
  { emulator, series, scale }: StockOptions,
): Promise<Omit<Cluster, 'api'>> {
  const runs = clientCounts.length * scale.rounds
  const consumes = warmUp.consumes + runs * scale.consumes
  const verifies = warmUp.verifies + runs * scale.verifies
  const target = { databaseUrl, appId, emulator }
  return {
    payments: await insertPaymentStock(target, { series, count: consumes }),
    receipts: await buyReceiptStock(target, { store: 'TEST_STORE', series, count: verifies }),
  }
}

type Load = { readonly clients: number; readonly count: number }
type Measure = (
  environment: BenchEnvironment,
  project: BenchProject,
  cluster: Cluster,
  load: Load,
) => Promise<Measurement>

const consume: Measure = (environment, project, { api, payments }, load) =>
  consumePayments({ environment, project, api }, payments, load)

const verify: Measure = (environment, project, { api, receipts }, load) =>
  verifyReceipts({ environment, project, api }, receipts, load)
