import postgres from 'postgres'
import { createKeyring } from '../src/platform/crypto.ts'
import { benchSecret, startApi, type BenchEnvironment, type BenchScale } from './bench-environment.ts'
import { generateLoad, type LoadResult } from './http-load.ts'
import { consumeBody, insertPayments, paymentIdOf } from './payment-series.ts'
import { runPgbench, writePgbenchScript } from './pgbench.ts'
import { createBenchProject, type BenchProject } from './bench-project.ts'
import { formatTable, ms, perSecond, ratio, type Row } from './table.ts'

const scales = {
  short: { clientCounts: [8, 32], seconds: 3, paymentsPerRun: 40_000 },
  full: { clientCounts: [1, 8, 32, 64], seconds: 5, paymentsPerRun: 60_000 },
} as const

/** Consumes through GraphQL with one API process, compared with pgbench running the same statement on the same database. */
export async function benchConsume(
  environment: BenchEnvironment,
  project: BenchProject,
  scale: BenchScale,
): Promise<string> {
  const { databaseUrl, folder } = environment
  const { appId } = project
  const { clientCounts, seconds, paymentsPerRun } = scales[scale]
  await insertPayments(databaseUrl, appId, 'pgbench', paymentsPerRun * clientCounts.length)
  await insertPayments(databaseUrl, appId, 'api', paymentsPerRun * clientCounts.length)
  await analyze(databaseUrl)
  const others = await createOtherProjects(environment)
  const script = await writePgbenchScript({ databaseUrl, appId, series: 'pgbench', folder })
  const rows: Row[] = []
  for (const [index, clients] of clientCounts.entries()) {
    const run = { clients, seconds, offset: index * paymentsPerRun, count: paymentsPerRun }
    const perClient = Math.floor(paymentsPerRun / clients)
    const limit = await runPgbench({ ...run, databaseUrl, script, perClient })
    const result = await measureApi(environment, project, run)
    rows.push([
      'first',
      String(clients),
      perSecond(result.perSecond),
      ms(result.p50Ms),
      ms(result.p99Ms),
      limit === null ? 'no pgbench' : perSecond(limit.perSecond),
      limit === null ? '' : ratio(result.perSecond / limit.perSecond),
      String(result.unexpected),
    ])
  }
  for (const other of others.slice(0, measuredOthers)) {
    const run = { clients: 32, seconds, offset: 0, count: otherPaymentCount }
    const result = await measureApi(environment, other, run)
    const rates = [perSecond(result.perSecond), ms(result.p50Ms), ms(result.p99Ms)]
    rows.push(['new', '32', ...rates, '', '', String(result.unexpected)])
  }
  const head = ['AppKey', 'clients', 'consumes/s', 'p50 ms', 'p99 ms', 'pgbench/s', 'ratio', 'unexpected']
  return `### Consume through GraphQL (one API process, Redis, fsync on)\n\n${formatTable(head, rows)}`
}

/** AppKeys that appear after the last ANALYZE, each with its own users, items and payments. One of them is measured. */
const otherProjectCount = 10
const measuredOthers = 1
const otherPaymentCount = 20_000

async function createOtherProjects(environment: BenchEnvironment): Promise<BenchProject[]> {
  const projects: BenchProject[] = []
  for (let index = 0; index < otherProjectCount; index += 1) {
    const project = await createBenchProject(environment)
    const count = index < measuredOthers ? otherPaymentCount : otherPaymentCount / 20
    await insertPayments(environment.databaseUrl, project.appId, 'api', count)
    projects.push(project)
  }
  return projects
}

type ConsumeRun = {
  readonly clients: number
  readonly seconds: number
  /** The payments of the run: `count` of the series `api` after `offset`. */
  readonly offset: number
  readonly count: number
}

async function measureApi(
  { databaseUrl, redisUrl }: BenchEnvironment,
  { appId, serverHeaders }: BenchProject,
  { clients, seconds, offset, count }: ConsumeRun,
): Promise<LoadResult> {
  const keyring = createKeyring([benchSecret])
  const api = await startApi({ DATABASE_URL: databaseUrl, REDIS_URL: redisUrl, COINSLOT_SECRET: benchSecret })
  let n = offset
  const nextBody = () => {
    n += 1
    return n > offset + count ? null : consumeBody(keyring, appId, paymentIdOf('api', n), `api-${n}`)
  }
  const load = { url: api.url, clients, headers: serverHeaders, expected: '"problem":null', nextBody }
  await generateLoad({ ...load, durationMs: 1_000 })
  const result = await generateLoad({ ...load, durationMs: seconds * 1_000 })
  await api.stop()
  return result
}

async function analyze(databaseUrl: string): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1 })
  await sql`vacuum analyze`
  await sql`checkpoint`
  await sql.end()
}
