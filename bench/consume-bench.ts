import { createKeyring } from '../src/platform/crypto.ts'
import { analyze } from './analyze.ts'
import {
  benchSecret,
  startApi,
  startDuring,
  type BenchEnvironment,
  type BenchProcess,
  type BenchScale,
} from './bench-environment.ts'
import { writeConsumeScript } from './consume-script.ts'
import { createBenchProjects, type BenchProject } from './bench-project.ts'
import { measureLoad } from './harness/measure-load.ts'
import { measureRounds, type Candidate, type MeasuredTable, type Measurement } from './harness/rounds.ts'
import { generateLoad } from './http-load.ts'
import { consumeBody, consumeManyBody, insertManySeries } from './payment-series.ts'
import { seriesIdOf } from './series-id.ts'
import { runPgbench } from './pgbench.ts'

/** A run ends when its payments are consumed, or after its seconds. Inserting a payment takes as long as consuming it. */
const scales = {
  short: { clientCounts: [8, 32], seconds: 3, rounds: 3, perRun: 2_000 },
  full: { clientCounts: [1, 8, 32, 64], seconds: 10, rounds: 5, perRun: 15_000 },
} as const

/** AppKeys that appear after the last ANALYZE, each with its own users, items and payments. The last one is measured. */
const otherProjectCount = 99
const otherPaymentCount = 50
const warmUpCount = 3_000
/** The clients of the row whose CPU is compared with that of the least operation. */
const comparedClients = 32
const leastOperationMs = 600
/** Consumes of one consumePayments; the limit is pgbench with one consume in each statement. */
const manyCount = 50

type ConsumeBench = {
  readonly environment: BenchEnvironment
  readonly api: BenchProcess
  readonly script: string
  readonly scale: (typeof scales)[BenchScale]
}

/** The payments of a project that nobody has consumed yet. */
type Stock = { readonly project: BenchProject; next: number }

/** Consumes through GraphQL with one API process, compared with pgbench running the same statement on the same database. */
export async function benchConsume(
  environment: BenchEnvironment,
  project: BenchProject,
  scaleName: BenchScale,
): Promise<MeasuredTable> {
  const { databaseUrl, redisUrl, folder } = environment
  const scale = scales[scaleName]
  const rows = scale.clientCounts.length + 1
  const { appId } = project
  await insertManySeries(databaseUrl, [
    { appId, series: 'api', count: warmUpCount + rows * scale.rounds * scale.perRun },
    { appId, series: 'pgbench', count: (rows + 1) * scale.rounds * scale.perRun },
  ])
  await analyze(databaseUrl)
  const [api, newProject] = await startDuring(
    startApi({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret }),
    createOtherProjects(environment, scale.rounds * scale.perRun),
  )
  try {
    const script = await writeConsumeScript({ databaseUrl, appId, series: 'pgbench', folder })
    const bench = { environment, api, script, scale }
    const stock = { project, next: 0 }
    await warmUp(bench, stock)
    const rows = await measureRounds(
      listCandidates(bench, stock, { project: newProject, next: 0 }),
      scale.rounds,
    )
    return {
      id: 'consume',
      title: 'How near does consumePayment come to PostgreSQL?',
      note: 'One API process with Redis, fsync on. Limit: pgbench running the same statement with as many clients.',
      rows,
    }
  } finally {
    await api.stop()
  }
}

function listCandidates(bench: ConsumeBench, stock: Stock, newStock: Stock): Candidate[] {
  const { scale } = bench
  const rows = [
    ...scale.clientCounts.map((clients) => ({ name: `${clients} clients`, clients, stock, perRequest: 1 })),
    { name: `consumePayments of ${manyCount}, 8 clients`, clients: 8, stock, perRequest: manyCount },
    {
      name: '32 clients, the hundredth AppKey, without statistics',
      clients: 32,
      stock: newStock,
      perRequest: 1,
    },
  ]
  const newest = new Map<string, Measurement>()
  const candidates = rows.map(({ name, clients, stock: payments, perRequest }, index): Candidate => ({
    name,
    measure: async () => {
      const measurement = await consumeStock(bench, payments, { clients, perRequest })
      newest.set(name, measurement)
      return measurement
    },
    measureLimit: async (round) => {
      const offset = (index * scale.rounds + round) * scale.perRun
      const perClient = Math.floor(scale.perRun / clients)
      const { databaseUrl } = bench.environment
      const { script } = bench
      const run = { databaseUrl, script, clients, offset, perClient }
      return (await runPgbench(run))?.perSecond ?? null
    },
  }))
  const compared = () => newest.get(`${comparedClients} clients`)
  return [...candidates, createCpuCandidate(bench, stock.project, compared)]
}

/** How many consumes a second of the API's CPU is enough for, beside the operation that does nothing. */
function createCpuCandidate(
  { api, environment }: ConsumeBench,
  { serverHeaders }: BenchProject,
  readConsume: () => Measurement | undefined,
): Candidate {
  const perCpuSecond = (measurement?: Measurement) => 1_000_000 / (measurement?.apiCpuMicros ?? Number.NaN)
  const load = {
    url: api.url,
    clients: comparedClients,
    durationMs: leastOperationMs,
    headers: serverHeaders,
    expected: '"__typename":"Query"',
    nextBody: () => '{"query":"{ __typename }"}',
  }
  return {
    name: `${comparedClients} clients, for the API’s CPU of { __typename }`,
    measure: () => Promise.resolve({ perSecond: perCpuSecond(readConsume()) }),
    measureLimit: async () =>
      perCpuSecond(await measureLoad(load, { api: api.pid, postgres: environment.postgresPid })),
  }
}

function consumeStock(
  { environment, api, scale }: ConsumeBench,
  stock: Stock,
  { clients, perRequest }: { readonly clients: number; readonly perRequest: number },
): Promise<Measurement> {
  const end = stock.next + scale.perRun
  const load = {
    ...loadOf(api, stock, { end, perRequest }),
    clients,
    durationMs: scale.seconds * 1_000,
  }
  return measureLoad(load, { api: api.pid, postgres: environment.postgresPid }, perRequest)
}

/** The first consumes of a process run unoptimized code. */
async function warmUp({ api }: ConsumeBench, stock: Stock): Promise<void> {
  await generateLoad({
    ...loadOf(api, stock, { end: warmUpCount, perRequest: 1 }),
    clients: 8,
    durationMs: 3_000,
  })
}

function loadOf(
  { url }: BenchProcess,
  stock: Stock,
  { end, perRequest }: { readonly end: number; readonly perRequest: number },
) {
  const keyring = createKeyring([benchSecret])
  const { appId, serverHeaders } = stock.project
  const nextPayment = () => {
    stock.next += 1
    return { id: seriesIdOf('api', stock.next), idempotencyKey: `api-${stock.next}` }
  }
  const nextBody = () => {
    if (stock.next + perRequest > end) return null
    const payments = Array.from({ length: perRequest }, nextPayment)
    const [first] = payments
    return perRequest === 1 && first !== undefined
      ? consumeBody(keyring, appId, first.id, first.idempotencyKey)
      : consumeManyBody(keyring, appId, payments)
  }
  return { url, headers: serverHeaders, expected: /^(?!.*"code":).*"problem":null/s, nextBody }
}

async function createOtherProjects(
  environment: BenchEnvironment,
  measuredCount: number,
): Promise<BenchProject> {
  const projects = await createBenchProjects(environment, otherProjectCount)
  const project = projects.at(-1)
  if (project === undefined) throw new Error('no project was created')
  await insertManySeries(
    environment.databaseUrl,
    projects.map(({ appId }) => ({
      appId,
      series: 'api',
      count: appId === project.appId ? measuredCount : otherPaymentCount,
    })),
  )
  return project
}
