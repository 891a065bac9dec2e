import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders } from '../support/graphql-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { buyVerified, consumePayment } from '../support/game-server-client.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const jobs = { JOB_CONCURRENCY: '2', JOB_RECOVERY_INTERVAL_MS: '100' }

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster({ processes: 1, environment: { COINSLOT_ROLE: 'api', ...jobs } })
})
afterAll(() => cluster.close())

const statusOf = async (worker: ServerProcess, path: string, init?: RequestInit) =>
  (await fetch(new URL(path, worker.graphqlUrl), init)).status

const acknowledgements = () =>
  cluster.sql<{ status: string }[]>`select acknowledgement_status as status from payments`.then((rows) =>
    rows.map(({ status }) => status),
  )

test('`api` serves and does no jobs; `worker` does them, and serves nothing but its health', async () => {
  const shop = cluster.endpoint()
  const { paymentId, purchaseToken } = await buyVerified(shop)
  expect((await consumePayment(shop, { paymentId, purchaseToken })).problem).toBeNull()
  const [runners] = await cluster.sql<{ count: number }[]>`
    select count(*)::int as count from pg_stat_activity
    where datname = current_database() and query like '%graphile_worker%' and pid <> pg_backend_pid()
      and query ilike '%listen%'`
  expect(runners?.count).toBe(0)
  expect(await acknowledgements()).toEqual(['PENDING'])

  const worker = await startServerProcess({ ...cluster.environment, COINSLOT_ROLE: 'worker' })
  await eventually(async () => expect(await acknowledgements()).toEqual(['ACKNOWLEDGED']), {
    timeoutMs: 20_000,
  })
  for (const path of ['/healthz', '/readyz', '/metrics']) expect(await statusOf(worker, path)).toBe(200)
  const question = { query: '{ appKey { id } }' }
  const post = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...serverKeyHeaders(cluster.project) },
    body: JSON.stringify(question),
  }
  for (const path of ['/graphql', `/notifications/app-store/${cluster.project.appKey}`]) {
    expect(await statusOf(worker, path, post)).toBe(404)
  }
  await expect(openRawWebSocket(worker.webSocketUrl.replace('/healthz', '/graphql'))).rejects.toThrow()
  // Outside production a process for itself is allowed, and says so.
  for (const each of [worker, cluster.processes[0]!]) expect(each.output()).toContain('no REDIS_URL')
  expect(await worker.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})
