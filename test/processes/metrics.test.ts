import { expect, clusterTest, vi } from '../support/cluster-test.ts'
import type { Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { childPids, killChild } from './child-processes.ts'

/** Starts several processes, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** Ends the scrapes that reach a process that hangs. Any other one ends by itself, also on a busy machine. */
const scrapeWithinMs = 15_000

const test = clusterTest
  .extend('clusterOptions', { scope: 'file' }, ({ redisUrl }) => ({ processes: 0, redisUrl }))
  .extend('primary', { scope: 'file' }, async ({ cluster }, { onCleanup }) => {
    const environment = { ...cluster.environment, CLUSTER_PROCESSES: '3', LOG_LEVEL: 'info' }
    const primary = await startServerProcess(environment)
    onCleanup(async () => {
      await primary.kill('SIGTERM')
    })
    return primary
  })
test.afterEach(({ primary }) => {
  expect(primary.output()).not.toContain('did not stop in time')
})

type Scrape = {
  readonly counts: ReadonlyMap<string, number>
  readonly startedAt: number
  readonly tookMs: number
}

/** The counters by series; null when the connection was to a process that is being killed. */
async function scrape(primary: ServerProcess): Promise<Scrape | null> {
  const start = performance.now()
  const init = { headers: { connection: 'close' }, signal: AbortSignal.timeout(scrapeWithinMs) }
  const response = await fetch(new URL('/metrics', primary.graphqlUrl), init).catch(ignoreLostConnection)
  const text = await response?.text().catch(ignoreLostConnection)
  if (response == null || text == null) return null
  expect(response.status, text).toBe(200)
  const types = new Map(Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name, type]) => [name, type]))
  const isCount = (name: string) => {
    const type = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''))
    return type === 'counter' || type === 'histogram'
  }
  const lines = Array.from(text.matchAll(/^(([a-z_]+)(?:{.*})?) (\S+)$/gm))
  const counts = lines
    .filter(([, , name]) => isCount(name!))
    .map(([, key, , value]) => [key!, Number(value)] as const)
  return { counts: new Map(counts), startedAt: start, tookMs: performance.now() - start }
}

function ignoreLostConnection(error: unknown): null {
  if (error instanceof Error && error.name === 'TimeoutError') throw error
  return null
}

/** Scrapes continuously during the work, and expects that no counter decreases. */
async function scrapeDuring(primary: ServerProcess, work: () => Promise<void>): Promise<readonly Scrape[]> {
  const scrapes: Scrape[] = []
  let isRunning = true
  const watch = async () => {
    while (isRunning) {
      const next = await scrape(primary)
      if (next === null) continue
      for (const [series, value] of scrapes.at(-1)?.counts ?? []) {
        expect(next.counts.get(series) ?? 'gone', series).toBeGreaterThanOrEqual(value)
      }
      scrapes.push(next)
    }
  }
  const watching = watch()
  await Promise.race([work(), watching])
  isRunning = false
  await watching
  return scrapes
}

async function generateRequests(cluster: Cluster, primary: ServerProcess): Promise<void> {
  const request = () =>
    postGraphql(primary.graphqlUrl, serverKeyHeaders(cluster.project), '{ items { nodes { itemId } } }')
  for (let turn = 0; turn < 5; turn += 1) await Promise.allSettled(Array.from({ length: 20 }, request))
}

test('no counter decreases while processes are killed and replaced, and no scrape waits for a starting process', async ({
  cluster,
  primary,
}) => {
  await generateRequests(cluster, primary)
  const replacements: { readonly from: number; readonly to: number }[] = []
  const scrapes = await scrapeDuring(primary, async () => {
    for (let kills = 0; kills < 3; kills += 1) {
      const from = performance.now()
      await killChild(primary, childPids(primary)[kills])
      replacements.push({ from, to: performance.now() })
      await generateRequests(cluster, primary)
    }
  })
  const series = 'coinslot_http_request_duration_seconds_count{route="/graphql",status="200"}'
  expect(scrapes.length).toBeGreaterThan(10)
  expect(scrapes[0]?.counts.get(series)).toBeGreaterThan(0)
  expect(scrapes.at(-1)?.counts.get(series)).toBeGreaterThan(scrapes[0]?.counts.get(series) ?? Number.NaN)
  // If scrapes waited for processes that exit or start, each during a replacement would take the second given to running ones.
  for (const { from, to } of replacements) {
    const during = scrapes.filter(({ startedAt }) => startedAt > from && startedAt < to)
    expect(Math.min(...during.map(({ tookMs }) => tookMs))).toBeLessThan(1_000)
  }
})

test('a process that hangs delays a scrape by a second, and its counters and those of the others stay included', async ({
  primary,
}) => {
  const before = await eventually(
    async () => (await scrape(primary)) ?? Promise.reject(new Error('no response')),
  )
  const stuck = childPids(primary).at(-1)!
  process.kill(stuck, 'SIGSTOP')
  try {
    // Some of these reach the process that hangs, and get no response.
    const scrapes = Array.from({ length: 20 }, () => scrape(primary))
    const during = await Promise.any(scrapes)
    for (const [series, value] of before.counts) {
      expect(during?.counts.get(series) ?? 'gone', series).toBeGreaterThanOrEqual(value)
    }
    await Promise.allSettled(scrapes)
  } finally {
    process.kill(stuck, 'SIGCONT')
  }
})
