import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { sharedRedisUrl } from '../setup/redis.ts'
import { startCluster, type Cluster } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { serverKeyHeaders, postGraphql } from '../support/graphql-client.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { childPids, killChild } from './child-processes.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

/** A process that does not answer costs a scrape one second; a busy machine some more. */
const scrapeWithinMs = 4_000

let cluster: Cluster
let primary: ServerProcess
beforeAll(async () => {
  cluster = await startCluster({ processes: 0, redisUrl: sharedRedisUrl() })
  primary = await startServerProcess({ ...cluster.environment, CLUSTER_PROCESSES: '3', LOG_LEVEL: 'info' })
})
afterEach(() => expect(primary.output()).not.toContain('did not stop in time'))
afterAll(async () => {
  await primary.kill('SIGTERM')
  await cluster.close()
})

type Scrape = { readonly counts: ReadonlyMap<string, number>; readonly tookMs: number }

/** What is counted, by series. A connection to a process that is just being killed is not answered by anybody. */
async function scrape(): Promise<Scrape | null> {
  const start = performance.now()
  const init = { headers: { connection: 'close' }, signal: AbortSignal.timeout(scrapeWithinMs) }
  const answer = await fetch(new URL('/metrics', primary.graphqlUrl), init).catch(ignoreLostConnection)
  const text = await answer?.text().catch(ignoreLostConnection)
  if (answer == null || text == null) return null
  expect(answer.status, text).toBe(200)
  const types = new Map(Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name, type]) => [name, type]))
  const isCount = (name: string) => {
    const type = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''))
    return type === 'counter' || type === 'histogram'
  }
  const lines = Array.from(text.matchAll(/^(([a-z_]+)(?:{.*})?) (\S+)$/gm))
  const counts = lines
    .filter(([, , name]) => isCount(name!))
    .map(([, key, , value]) => [key!, Number(value)] as const)
  return { counts: new Map(counts), tookMs: performance.now() - start }
}

function ignoreLostConnection(error: unknown): null {
  if (error instanceof Error && error.name === 'TimeoutError') throw error
  return null
}

/** Scrapes without a pause for as long as the work takes, each sum against the one before. */
async function scrapeDuring(work: () => Promise<void>): Promise<readonly Scrape[]> {
  const scrapes: Scrape[] = []
  let goOn = true
  const watch = async () => {
    while (goOn) {
      const next = await scrape()
      if (next === null) continue
      for (const [series, value] of scrapes.at(-1)?.counts ?? []) {
        expect(next.counts.get(series) ?? 'gone', series).toBeGreaterThanOrEqual(value)
      }
      scrapes.push(next)
    }
  }
  const watching = watch()
  await Promise.race([work(), watching])
  goOn = false
  await watching
  return scrapes
}

async function generateRequests(): Promise<void> {
  const request = () =>
    postGraphql(primary.graphqlUrl, serverKeyHeaders(cluster.project), '{ items { nodes { itemId } } }')
  for (let turn = 0; turn < 5; turn += 1) await Promise.allSettled(Array.from({ length: 20 }, request))
}

test('no counter falls while processes are killed and replaced, and no scrape waits for one that starts', async () => {
  await generateRequests()
  const scrapes = await scrapeDuring(async () => {
    for (let kills = 0; kills < 3; kills += 1) {
      await killChild(primary, childPids(primary)[kills])
      await generateRequests()
    }
  })
  const asked = 'coinslot_http_request_duration_seconds_count{route="/graphql",status="200"}'
  expect(scrapes.length).toBeGreaterThan(10)
  expect(scrapes[0]?.counts.get(asked)).toBeGreaterThan(0)
  expect(scrapes.at(-1)?.counts.get(asked)).toBeGreaterThan(scrapes[0]?.counts.get(asked) ?? Number.NaN)
  // Of processes that end and start none is waited for, not even for the second that one gets which lives.
  expect(
    scrapes
      .map(({ tookMs }) => tookMs)
      .toSorted((a, b) => a - b)
      .at(-5),
  ).toBeLessThan(1_000)
})

test('one that hangs costs a scrape a second, and not the counts of the others nor its own', async () => {
  const before = await eventually(async () => (await scrape()) ?? Promise.reject(new Error('not answered')))
  const stuck = childPids(primary).at(-1)!
  process.kill(stuck, 'SIGSTOP')
  try {
    // Some of these get to the one that hangs, and are answered by nobody.
    const scrapes = Array.from({ length: 20 }, scrape)
    const during = await Promise.any(scrapes)
    for (const [series, value] of before.counts) {
      expect(during?.counts.get(series) ?? 'gone', series).toBeGreaterThanOrEqual(value)
    }
    await Promise.allSettled(scrapes)
  } finally {
    process.kill(stuck, 'SIGCONT')
  }
})
