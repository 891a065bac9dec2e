import postgres from 'postgres'
import { createKeyring } from '../src/platform/crypto.ts'
import { benchSecret, startApi, type BenchEnvironment, type BenchScale } from './bench-environment.ts'
import { generateLoad, type LoadResult } from './http-load.ts'
import { consumeBody, insertPayments, paymentIdOf } from './payment-series.ts'
import { runPgbench, writePgbenchScript } from './pgbench.ts'
import type { BenchProject } from './bench-project.ts'
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
  const script = await writePgbenchScript({ databaseUrl, appId, series: 'pgbench', folder })
  const rows: Row[] = []
  for (const [index, clients] of clientCounts.entries()) {
    const run = { clients, seconds, offset: index * paymentsPerRun, count: paymentsPerRun }
    const perClient = Math.floor(paymentsPerRun / clients)
    const limit = await runPgbench({ ...run, databaseUrl, script, perClient })
    const result = await measureApi(environment, project, run)
    rows.push([
      String(clients),
      perSecond(result.perSecond),
      ms(result.p50Ms),
      ms(result.p99Ms),
      limit === null ? 'no pgbench' : perSecond(limit.perSecond),
      limit === null ? '' : ratio(result.perSecond / limit.perSecond),
      String(result.unexpected),
    ])
  }
  const head = ['clients', 'consumes/s', 'p50 ms', 'p99 ms', 'pgbench/s', 'ratio', 'unexpected']
  return `### Consume through GraphQL (one API process, Redis, fsync on)\n\n${formatTable(head, rows)}`
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
