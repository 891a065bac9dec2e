import { join } from 'node:path'
import { selectEntitlementsOfExternalUser } from '../src/db/queries/user-entitlements.ts'
import {
  benchSecret,
  startApi,
  startDuring,
  type BenchEnvironment,
  type BenchProcess,
  type BenchScale,
} from './bench-environment.ts'
import type { BenchProject } from './bench-project.ts'
import { holderIdSql, insertEntitlementHolders, toHolderId } from './entitlement-data.ts'
import { measureLoad } from './harness/measure-load.ts'
import { measureRounds, type Candidate, type MeasuredTable } from './harness/rounds.ts'
import { generateLoad, type LoadOptions } from './http-load.ts'
import { runPgbench, writePgbenchScript } from './pgbench.ts'

const scales = {
  short: { clientCounts: [32], seconds: 1.5, rounds: 3, perRun: 15_000 },
  full: { clientCounts: [1, 8, 32, 64], seconds: 8, rounds: 5, perRun: 60_000 },
} as const

const query = `query ($userId: String) { entitlements(userId: $userId) {
  key name isActive accessUntil willRenew inGracePeriod isStale source sourceId environment validUntil validForMs } }`

/** Entitlements of one user after the other through GraphQL, compared with pgbench running the same statement on the same database. */
export async function benchEntitlements(
  environment: BenchEnvironment,
  { appId, serverHeaders }: BenchProject,
  scaleName: BenchScale,
): Promise<MeasuredTable> {
  const { databaseUrl, redisUrl } = environment
  const scale = scales[scaleName]
  const urls = { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl }
  const [api] = await startDuring(
    startApi({ ...urls, COINSLOT_SECRET: benchSecret, JOB_CONCURRENCY: '0' }),
    insertEntitlementHolders(databaseUrl, appId),
  )
  try {
    const script = await writeReadScript(environment, appId)
    await generateLoad({ ...loadOf(api, serverHeaders), clients: 8, durationMs: 2_000 })
    const candidates = scale.clientCounts.map((clients): Candidate => ({
      name: `${clients} clients`,
      measure: () => {
        const load = { ...loadOf(api, serverHeaders), clients, durationMs: scale.seconds * 1_000 }
        return measureLoad(load, { api: api.pid, postgres: environment.postgresPid })
      },
      measureLimit: async (round) => {
        const perClient = Math.floor(scale.perRun / clients)
        const run = { databaseUrl, script, clients, offset: round * scale.perRun, perClient }
        return (await runPgbench(run))?.perSecond ?? null
      },
    }))
    return {
      id: 'entitlements',
      title: 'How near does reading the entitlements of a user come to PostgreSQL?',
      note: 'One API process, three entitlements for each of 50,000 users. Limit: pgbench running the same statement.',
      rows: await measureRounds(candidates, scale.rounds),
    }
  } finally {
    await api.stop()
  }
}

async function writeReadScript({ databaseUrl, folder }: BenchEnvironment, appId: string): Promise<string> {
  const file = join(folder, 'entitlements.sql')
  const anyone = 'a user of the bench'
  await writePgbenchScript({
    databaseUrl,
    file,
    execute: (db) => selectEntitlementsOfExternalUser(db, appId, anyone),
    part: 'join user_entitlements',
    expressions: new Map([[anyone, holderIdSql(':i::bigint')]]),
  })
  return file
}

/** Each request is about another user. */
function loadOf(
  { url }: BenchProcess,
  headers: BenchProject['serverHeaders'],
): Omit<LoadOptions, 'clients' | 'durationMs'> {
  let n = 0
  return {
    url,
    headers,
    expected: '"key":"entitlement_3"',
    nextBody: () => {
      n += 1
      return JSON.stringify({ query, variables: { userId: toHolderId(n) } })
    },
  }
}
