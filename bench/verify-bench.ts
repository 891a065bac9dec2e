import postgres from 'postgres'
import { encodeId } from '../src/platform/ids.ts'
import type { ReceiptInput } from '../src/graphql/generated/types.ts'
import {
  benchSecret,
  startApi,
  startEmulatorProcess,
  type BenchEnvironment,
  type BenchProcess,
  type BenchScale,
} from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import {
  benchStores,
  buyReceipt,
  connectStores,
  connectToEmulator,
  verifiedItemId,
  verifiedProductId,
  type BenchStore,
  type EmulatorProcess,
} from './emulator-client.ts'
import { measureLoad } from './harness/measure-load.ts'
import type { BenchTable } from './harness/report.ts'
import { measureRounds, type Candidate, type Measurement } from './harness/rounds.ts'
import { summarizeRow } from './harness/summary.ts'
import { runPgbench } from './pgbench.ts'
import { writeRecordScript } from './record-script.ts'
import { insertReservations, reservationOf } from './reservations.ts'

type Row = { readonly store: BenchStore; readonly clients: number }

const rowsOf = (clientCounts: readonly number[]) =>
  benchStores.flatMap((store): Row[] => clientCounts.map((clients) => ({ store, clients })))

/** A run ends when its receipts are verified: buying one takes as long as verifying it. */
const scales = {
  short: { rows: [{ store: 'APP_STORE', clients: 8 } as const, ...rowsOf([32])], rounds: 3, perRun: 500 },
  full: { rows: rowsOf([1, 8, 32]), rounds: 5, perRun: 1_500 },
} as const satisfies Record<BenchScale, { rows: readonly Row[]; rounds: number; perRun: number }>

const maxRunMs = 20_000
const warmUpCount = 500
const buyerCount = 16

/** The receipts of reservations of a store that nobody has verified yet, as bodies of requests. */
type Stock = { readonly store: BenchStore; readonly bodies: string[] }

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
): Promise<BenchTable> {
  const { databaseUrl, redisUrl } = environment
  const scale = scales[scaleName]
  const emulation = await startEmulatorProcess()
  const api = await startApi({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret })
  try {
    const emulator = await connectToEmulator(emulation.url)
    await connectStores(emulator, api.url, project.serverHeaders)
    const bench = { environment, api, project, scale }
    const stocks = new Map<BenchStore, Stock>()
    for (const store of benchStores) stocks.set(store, await buyStock(bench, emulator, store))
    await analyze(databaseUrl)
    for (const stock of stocks.values()) await verifyStock(bench, stock, { clients: 8, count: warmUpCount })
    const candidates: Candidate[] = []
    for (const [index, row] of scale.rows.entries()) {
      const stock = stocks.get(row.store)
      if (stock !== undefined) candidates.push(await toCandidate(bench, stock, { ...row, index }))
    }
    return {
      id: 'verify',
      title: 'How near does verifyPurchase come to PostgreSQL?',
      note: 'Receipts of reservations; one API process with Redis, fsync on, the emulated stores in a process of their own. Limit: pgbench running the record statement with as many clients.',
      rows: (await measureRounds(candidates, scale.rounds)).map(summarizeRow),
    }
  } finally {
    await api.stop()
    await emulation.stop()
  }
}

async function toCandidate(
  bench: VerifyBench,
  stock: Stock,
  { store, clients, index }: Row & { readonly index: number },
): Promise<Candidate> {
  const { environment, project, scale } = bench
  const { databaseUrl, folder } = environment
  const series = `pgbench-${index}`
  const { appId } = project
  await reserve(bench, { store, series, count: scale.rounds * scale.perRun })
  const script = await writeRecordScript({ databaseUrl, appId, store, series, folder })
  return {
    name: `${store}, ${clients} clients`,
    measure: () => verifyStock(bench, stock, { clients, count: scale.perRun }),
    measureLimit: async (round) => {
      const offset = round * scale.perRun
      const perClient = Math.floor(scale.perRun / clients)
      const result = await runPgbench({ databaseUrl, script, clients, offset, perClient })
      return result?.perSecond ?? null
    },
  }
}

function reserve(
  { environment, project }: VerifyBench,
  reservations: { readonly store: BenchStore; readonly series: string; readonly count: number },
): Promise<void> {
  return insertReservations(environment.databaseUrl, {
    ...reservations,
    appId: project.appId,
    itemId: verifiedItemId,
    storeProductId: verifiedProductId,
  })
}

async function buyStock(bench: VerifyBench, emulator: EmulatorProcess, store: BenchStore): Promise<Stock> {
  const { rows, rounds, perRun } = bench.scale
  const ofStore = rows.filter((row) => row.store === store).length
  const count = warmUpCount + ofStore * rounds * perRun
  const series = `api-${store}`
  await reserve(bench, { store, series, count })
  const bodies: string[] = []
  let bought = 0
  const buy = async () => {
    while (bought < count) {
      bought += 1
      const { id, accountToken } = reservationOf(series, bought)
      bodies.push(toBody(id, await buyReceipt(emulator, store, accountToken)))
    }
  }
  await Promise.all(Array.from({ length: buyerCount }, buy))
  return { store, bodies }
}

const text = `mutation ($input: VerifyPurchaseInput!) { verifyPurchase(input: $input) {
  payment { id status purchaseToken } replayed problem { code } } }`

function toBody(purchaseId: string, receipt: ReceiptInput): string {
  const input = { purchaseId: encodeId('pur', purchaseId), receipt }
  return JSON.stringify({ query: text, variables: { input } })
}

function verifyStock(
  { environment, api, project }: VerifyBench,
  { bodies }: Stock,
  { clients, count }: { readonly clients: number; readonly count: number },
): Promise<Measurement> {
  let sent = 0
  const nextBody = () => {
    if (sent === count) return null
    sent += 1
    return bodies.pop() ?? null
  }
  const load = {
    url: api.url,
    clients,
    durationMs: maxRunMs,
    headers: project.serverHeaders,
    expected: '"replayed":false,"problem":null',
    nextBody,
  }
  return measureLoad(load, { api: api.pid, postgres: environment.postgresPid })
}

async function analyze(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 })
  await sql`vacuum analyze`
  await sql`checkpoint`
  await sql.end()
}
