import { clusterTest, expect, vi } from '../support/cluster-test.ts'
import { eventually } from '../support/eventually.ts'
import { startServerProcess, waitForOutput } from '../support/server-process.ts'
import { childPids, killChild } from './child-processes.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** A production server of two processes, whose metrics are on a port of their own. */
const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({ processes: 0, redisUrl }))
  .extend('primary', { scope: 'file' }, async ({ cluster }, { onCleanup }) => {
    const primary = await startServerProcess({
      ...cluster.environment,
      NODE_ENV: 'production',
      CLUSTER_PROCESSES: '2',
      METRICS_PORT: '0',
    })
    onCleanup(async () => {
      await primary.kill('SIGTERM')
    })
    const [, metricsUrl = ''] = await waitForOutput(primary, /metrics are at (http[^\s"]+)/)
    return { ...primary, metricsUrl, baseUrl: new URL(primary.graphqlUrl).origin }
  })

/** Each request has a connection of its own, which the kernel gives to any of the processes. */
const request = (url: string) => fetch(url, { headers: { connection: 'close' } })

const readyPath = '/readyz'
const requestCount = 40

async function readReadiness(baseUrl: string): Promise<readonly unknown[]> {
  const read = async () => {
    const response = await request(baseUrl + readyPath)
    return { status: response.status, ...((await response.json()) as object) }
  }
  return Promise.all(Array.from({ length: requestCount }, read))
}

/** The number of requests to `/readyz` with this status that the processes have counted together. */
async function readCount(metricsUrl: string, status: number): Promise<number> {
  const response = await request(metricsUrl)
  expect(response.status).toBe(200)
  const series = `coinslot_http_request_duration_seconds_count{route="${readyPath}",status="${status}"} `
  const line = (await response.text()).split('\n').find((each) => each.startsWith(series))
  return Number(line?.slice(series.length) ?? 0)
}

test('every process of a cluster is ready, and the port of the metrics has the sum of their requests', async ({
  primary: { baseUrl, metricsUrl },
}) => {
  const before = await readCount(metricsUrl, 200)
  for (const readiness of await readReadiness(baseUrl)) {
    expect(readiness).toMatchObject({ status: 200, ready: true, reasons: [], database: 'ok', redis: 'ok' })
  }
  expect((await readCount(metricsUrl, 200)) - before).toBe(requestCount)
})

test('the metrics of a cluster are on their own port of the loopback interface only', async ({
  primary: { baseUrl, metricsUrl },
}) => {
  const url = new URL(metricsUrl)
  expect([url.hostname, url.port]).toEqual(['127.0.0.1', expect.not.stringMatching(new URL(baseUrl).port)])
  for (const path of ['/graphql', readyPath]) expect((await request(url.origin + path)).status).toBe(404)
  const responses = await Promise.all(
    Array.from({ length: requestCount }, () => request(`${baseUrl}/metrics`)),
  )
  expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([404]))
})

test('no process of a cluster is ready while a newer version has migrated the database, and the metrics are served meanwhile', async ({
  sql,
  primary: { baseUrl, metricsUrl },
}) => {
  await sql`
    insert into drizzle.__drizzle_migrations (hash, created_at)
    select 'of a newer version', max(created_at) + 1 from drizzle.__drizzle_migrations`
  const expectAll = (expected: object) =>
    eventually(async () => {
      for (const readiness of await readReadiness(baseUrl)) expect(readiness).toMatchObject(expected)
    })
  await expectAll({ status: 503, ready: false, migrations: 'newer' })
  expect(await readCount(metricsUrl, 503)).toBeGreaterThanOrEqual(requestCount)
  await sql`delete from drizzle.__drizzle_migrations where hash = 'of a newer version'`
  await expectAll({ status: 200, ready: true, migrations: 'ok' })
})

test('the metrics keep what a killed process had reported, and its replacement becomes ready', async ({
  primary,
}) => {
  const { baseUrl, metricsUrl } = primary
  const before = await readCount(metricsUrl, 200)
  await killChild(primary, childPids(primary)[0])
  expect(await readCount(metricsUrl, 200)).toBeGreaterThanOrEqual(before)
  for (const readiness of await readReadiness(baseUrl))
    expect(readiness).toMatchObject({ status: 200, ready: true })
  expect((await readCount(metricsUrl, 200)) - before).toBe(requestCount)
})
