import postgres, { type Sql } from 'postgres'
import { analyze } from './analyze.ts'
import {
  benchSecret,
  startApi,
  startEmulatorProcess,
  type BenchEnvironment,
  type BenchProcess,
  type BenchScale,
} from './bench-environment.ts'
import { createBenchDatabase, type BenchDatabase } from './bench-database.ts'
import { createBenchProject, type BenchProject } from './bench-project.ts'
import { connectStores, connectToEmulator, type EmulatorProcess } from './emulator-client.ts'
import { bytesPerPayment, insertGrownData } from './growth-data.ts'
import { measureRounds, type Candidate, type MeasuredTable, type Measurement } from './harness/rounds.ts'
import { assertDiskSpace, readPaymentCount } from './many-payments.ts'
import { consumePayments, insertPaymentStock, type PaymentStock } from './payment-stock.ts'
import { buyReceiptStock, verifyReceipts, type ReceiptStock } from './receipt-stock.ts'
import { perSecond } from './table.ts'

const fewPayments = 10_000
const manyPayments = 10_000_000
const clients = 8
const scales = {
  short: { rounds: 3, consume: 3_000, verify: 600 },
  full: { rounds: 5, consume: 10_000, verify: 1_500 },
} as const
const warmUp = { consume: 3_000, verify: 800 } as const

type Operation = keyof typeof warmUp
const operations = Object.keys(warmUp) as Operation[]

/** A database of its own with a server, and what its clients still have to send. */
type Site = {
  readonly environment: BenchEnvironment
  readonly project: BenchProject
  readonly api: BenchProcess
  readonly payments: PaymentStock
  readonly receipts: ReceiptStock
}

/** What a verify and a consume cost beside many payments, and beside few. */
export async function benchGrowth(
  environment: BenchEnvironment,
  _project: BenchProject,
  scaleName: BenchScale,
): Promise<MeasuredTable> {
  const counts = [fewPayments, readPaymentCount(manyPayments)]
  const scale = scales[scaleName]
  await assertDiskSpace(environment.folder, Math.max(...counts) * bytesPerPayment)
  const sql = postgres(environment.databaseUrl, { max: 1, onnotice: () => undefined })
  const emulation = await startEmulatorProcess()
  const servers: BenchProcess[] = []
  const databases: BenchDatabase[] = []
  const sites: Site[] = []
  try {
    const emulator = await connectToEmulator(emulation.url)
    for (const [index, count] of counts.entries()) {
      const database = await createBenchDatabase(environment, `growth_${index}`)
      databases.push(database)
      const prepared = await prepareSite(database, count)
      const api = await startApi(variablesOf(prepared.environment))
      servers.push(api)
      sites.push({ ...prepared, api, ...(await createStock({ ...prepared, api }, { emulator, scale })) })
    }
    const [few, many] = sites
    if (few === undefined || many === undefined) throw new Error('a database is missing')
    for (const site of sites)
      for (const operation of operations) await measure(site, operation, warmUp[operation])
    const buffers = new Map<string, number>()
    const candidates = operations.flatMap((operation) =>
      toCandidates(
        operation,
        (site) => measureBuffers(sql, { site, operation, count: scale[operation], buffers }),
        { few, many },
      ),
    )
    const rows = await measureRounds(candidates, scale.rounds)
    return {
      id: 'growth',
      title: 'What do a verify and a consume cost beside many payments?',
      note: `${counts.map(perSecond).join(' and ')} payments of one AppKey, each number in a database of its own; ${clients} clients. Limit: the same beside ${perSecond(fewPayments)}. Buffers of PostgreSQL per operation: ${describeBuffers(sites, buffers, scale)}.`,
      rows,
    }
  } finally {
    for (const server of servers) await server.stop()
    await emulation.stop()
    for (const { drop } of databases) await drop()
    await sql.end()
  }
}

function variablesOf({ databaseUrl, redisUrl }: BenchEnvironment) {
  return { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret }
}

async function prepareSite(
  { environment }: BenchDatabase,
  count: number,
): Promise<Pick<Site, 'environment' | 'project'>> {
  const project = await createBenchProject(environment)
  await insertGrownData(environment.databaseUrl, project.appId, count)
  return { environment, project }
}

type StockOptions = { readonly emulator: EmulatorProcess; readonly scale: (typeof scales)[BenchScale] }

async function createStock(
  { environment, project, api }: Pick<Site, 'environment' | 'project' | 'api'>,
  { emulator, scale }: StockOptions,
): Promise<Pick<Site, 'payments' | 'receipts'>> {
  const { databaseUrl } = environment
  await connectStores(emulator, api.url, project.serverHeaders)
  const target = { databaseUrl, appId: project.appId, emulator }
  const countOf = (operation: Operation) => warmUp[operation] + scale.rounds * scale[operation]
  const payments = await insertPaymentStock(target, { series: 'growth', count: countOf('consume') })
  const store = 'TEST_STORE'
  const receipts = await buyReceiptStock(target, { store, series: 'growth', count: countOf('verify') })
  await analyze(databaseUrl)
  return { payments, receipts }
}

function measure(site: Site, operation: Operation, count: number): Promise<Measurement> {
  return operation === 'consume'
    ? consumePayments(site, site.payments, { clients, count })
    : verifyReceipts(site, site.receipts, { clients, count })
}

const keyOf = ({ project }: Site, operation: Operation) => `${project.appId} ${operation}`

type MeasuredBuffers = {
  readonly site: Site
  readonly operation: Operation
  readonly count: number
  /** Sums up what each operation has used. */
  readonly buffers: Map<string, number>
}

function describeBuffers(
  sites: readonly Site[],
  buffers: ReadonlyMap<string, number>,
  scale: (typeof scales)[BenchScale],
): string {
  const perOperation = (site: Site, operation: Operation) =>
    perSecond((buffers.get(keyOf(site, operation)) ?? 0) / (scale.rounds * scale[operation]))
  return operations
    .map((operation) => `${operation} ${sites.map((site) => perOperation(site, operation)).join(' and ')}`)
    .join(', ')
}

async function measureBuffers(
  sql: Sql,
  { site, operation, count, buffers }: MeasuredBuffers,
): Promise<Measurement> {
  const before = await readBuffers(sql, site)
  const measurement = await measure(site, operation, count)
  const used = (await readBuffers(sql, site)) - before
  const key = keyOf(site, operation)
  buffers.set(key, (buffers.get(key) ?? 0) + used)
  return measurement
}

async function readBuffers(sql: Sql, { environment }: Site): Promise<number> {
  const name = new URL(environment.databaseUrl).pathname.slice(1)
  const [row] = await sql<{ buffers: number }[]>`
    select (blks_hit + blks_read)::float8 as buffers from pg_stat_database where datname = ${name}`
  return row?.buffers ?? Number.NaN
}

/** The rate, and the operations for which a second of PostgreSQL's CPU is enough: the rate depends on the API too. */
function toCandidates(
  operation: Operation,
  measureSite: (site: Site) => Promise<Measurement>,
  { few, many }: { readonly few: Site; readonly many: Site },
): Candidate[] {
  const newest = new Map<Site, Measurement>()
  const run = async (site: Site) => {
    const measurement = await measureSite(site)
    newest.set(site, measurement)
    return measurement
  }
  const perCpuSecond = (site: Site) => 1_000_000 / (newest.get(site)?.postgresCpuMicros ?? Number.NaN)
  return [
    {
      name: operation,
      measure: () => run(many),
      measureLimit: async () => (await run(few)).perSecond,
    },
    {
      name: `${operation}, for each second of PostgreSQL’s CPU`,
      measure: () => Promise.resolve({ perSecond: perCpuSecond(many) }),
      measureLimit: () => Promise.resolve(perCpuSecond(few)),
    },
  ]
}
