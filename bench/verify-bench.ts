import { analyze } from './analyze.ts'
import {
  benchSecret,
  startApi,
  startDuring,
  startEmulatorProcess,
  type BenchEnvironment,
  type BenchProcess,
  type BenchScale,
} from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { benchStores, connectStores, connectToEmulator, type BenchStore } from './emulator-client.ts'
import { measureRounds, type Candidate, type MeasuredTable } from './harness/rounds.ts'
import { runPgbench } from './pgbench.ts'
import { buyReceiptStock, reserve, verifyReceipts, type ReceiptStock } from './receipt-stock.ts'
import { writeRecordScript } from './record-script.ts'

type Row = { readonly store: BenchStore; readonly clients: number }

const rowsOf = (clientCounts: readonly number[]) =>
  benchStores.flatMap((store): Row[] => clientCounts.map((clients) => ({ store, clients })))

/** A run ends when its receipts are verified: buying one takes as long as verifying it. */
const scales = {
  short: { rows: [{ store: 'APP_STORE', clients: 8 } as const, ...rowsOf([32])], rounds: 3, perRun: 400 },
  full: { rows: rowsOf([1, 8, 32]), rounds: 5, perRun: 1_500 },
} as const satisfies Record<BenchScale, { rows: readonly Row[]; rounds: number; perRun: number }>

const warmUpCount = 400

type VerifyBench = {
  readonly environment: BenchEnvironment
  readonly api: BenchProcess
  readonly project: BenchProject
  readonly scale: (typeof scales)[BenchScale]
}

/** Verifies receipts of reservations through GraphQL with one API process, compared with pgbench running the record statement. */
export async function benchVerify(
  environment: BenchEnvironment,
  project: BenchProject,
  scaleName: BenchScale,
): Promise<MeasuredTable> {
  const { databaseUrl, redisUrl } = environment
  const scale = scales[scaleName]
  const [emulation, api] = await startDuring(
    startEmulatorProcess(),
    startApi({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret }),
  )
  try {
    const emulator = await connectToEmulator(emulation.url)
    await connectStores(emulator, api.url, project.serverHeaders)
    const bench = { environment, api, project, scale }
    const stocks = new Map<BenchStore, ReceiptStock>()
    for (const store of benchStores) {
      const count =
        warmUpCount + scale.rows.filter((row) => row.store === store).length * scale.rounds * scale.perRun
      const target = { databaseUrl, appId: project.appId, emulator }
      stocks.set(store, await buyReceiptStock(target, { store, series: `api-${store}`, count }))
    }
    await analyze(databaseUrl)
    for (const stock of stocks.values())
      await verifyReceipts(bench, stock, { clients: 8, count: warmUpCount })
    const candidates: Candidate[] = []
    for (const [index, row] of scale.rows.entries()) {
      const stock = stocks.get(row.store)
      if (stock !== undefined) candidates.push(await toCandidate(bench, stock, { ...row, index }))
    }
    return {
      id: 'verify',
      title: 'How near does verifyPurchase come to PostgreSQL?',
      note: 'Receipts of reservations; one API process with Redis, fsync on, the emulated stores in a process of their own. Limit: pgbench running the record statement with as many clients.',
      rows: await measureRounds(candidates, scale.rounds),
    }
  } finally {
    await api.stop()
    await emulation.stop()
  }
}

async function toCandidate(
  bench: VerifyBench,
  stock: ReceiptStock,
  { store, clients, index }: Row & { readonly index: number },
): Promise<Candidate> {
  const { environment, project, scale } = bench
  const { databaseUrl, folder } = environment
  const { appId } = project
  const series = `pgbench-${index}`
  await reserve({ databaseUrl, appId }, { store, series, count: scale.rounds * scale.perRun })
  const script = await writeRecordScript({ databaseUrl, appId, store, series, folder })
  return {
    name: `${store}, ${clients} clients`,
    measure: () => verifyReceipts(bench, stock, { clients, count: scale.perRun }),
    measureLimit: async (round) => {
      const offset = round * scale.perRun
      const perClient = Math.floor(scale.perRun / clients)
      const result = await runPgbench({ databaseUrl, script, clients, offset, perClient })
      return result?.perSecond ?? null
    },
  }
}
