import type { Sql } from 'postgres'
import { expect, clusterTest, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { buyAndConsume, createBuyer } from '../support/purchase-client.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const jobs = { JOB_CONCURRENCY: '2', JOB_RECOVERY_INTERVAL_MS: '100' }

const test = clusterTest.extend(
  'clusterOptions',
  { scope: 'file' },
  {
    processes: 1,
    environment: { COINSLOT_ROLE: 'api', ...jobs },
  },
)

const statusOf = async (worker: ServerProcess, path: string, init?: RequestInit) =>
  (await fetch(new URL(path, worker.graphqlUrl), init)).status

const acknowledgements = (sql: Sql) =>
  sql<{ status: string }[]>`select acknowledgement_status as status from payments`.then((rows) =>
    rows.map(({ status }) => status),
  )

test('the role `api` serves the API and runs no jobs; the role `worker` runs them and serves only its health', async ({
  cluster,
  endpoint,
  sql,
  startProcess,
}) => {
  await buyAndConsume(await createBuyer(endpoint, { as: 'server' }))
  const [runners] = await sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and query like '%graphile_worker%' and pid <> pg_backend_pid()
      and query ilike '%listen%'`
  expect(runners?.count).toBe(0)
  expect(await acknowledgements(sql)).toEqual(['PENDING'])

  const worker = await startProcess({ COINSLOT_ROLE: 'worker' })
  await eventually(async () => expect(await acknowledgements(sql)).toEqual(['ACKNOWLEDGED']), {
    timeoutMs: 20_000,
  })
  for (const path of ['/healthz', '/readyz', '/metrics']) expect(await statusOf(worker, path)).toBe(200)
  const query = { query: '{ appKey { id } }' }
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...serverKeyHeaders(cluster.project) },
    body: JSON.stringify(query),
  }
  for (const path of ['/graphql', `/notifications/app-store/${cluster.project.appKey}`]) {
    expect(await statusOf(worker, path, post)).toBe(404)
  }
  await expect(openRawWebSocket(worker.webSocketUrl.replace('/healthz', '/graphql'))).rejects.toThrow()
  // Outside production a process without Redis is allowed, and logs a warning.
  for (const each of [worker, cluster.processes[0]!]) expect(each.output()).toContain('REDIS_URL is not set')
  expect(await worker.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})
