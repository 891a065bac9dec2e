import { Redis } from 'ioredis'
import { setTimeout as delay } from 'node:timers/promises'
import postgres, { type Sql } from 'postgres'
import { createAppKey } from '../../src/domain/app-key/create-app-key.ts'
import { cursorOf } from '../../src/domain/event/event-filter.ts'
import { encodeId } from '../../src/platform/ids.ts'
import type { RedisProcess } from '../setup/redis-process.ts'
import { createTestDeps } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent } from '../support/feed-writer.ts'
import { startServerProcess, type ServerProcess } from '../support/server-process.ts'
import { testSecret } from '../support/test-server.ts'
import { startFeedReader, type FeedReader } from './feed-reader.ts'

export type FeedChaosOptions = {
  readonly databaseUrl: string
  readonly redis: RedisProcess
  readonly servers: number
  readonly readers: number
  readonly durationMs: number
  /** Starts those who write to this AppKey's feed; answers with what ends them. */
  readonly startWriters: (appId: string) => { readonly stop: () => Promise<unknown> }
}

export type FeedChaosResult = {
  readonly events: number
  readonly resumes: number
  readonly serversKilled: number
  readonly redisKilled: number
  readonly redisFlushed: number
  readonly connectionsCut: number
  /** Readers that saw something else than the table, in words. */
  readonly differences: readonly string[]
}

const random = (below: number) => Math.floor(Math.random() * below)

/** How long the last reader may need after the last disturbance. */
const patienceMs = 60_000

/** Writes in transactions that stay open for a while, some of which are given up, until it is told to stop. */
export async function keepWriting(sql: Sql, appId: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const attempt = sql.begin(async (transaction) => {
      for (let events = random(4); events >= 0; events -= 1) await writeEvent(transaction, appId)
      await transaction`select pg_sleep(${random(random(10) === 0 ? 1_500 : 30) / 1_000})`
      if (random(10) === 0) throw new Error('given up')
    })
    // Given up, or its connection was cut: then nothing of it was written.
    await attempt.catch(() => undefined)
  }
}

/** Everything that can go wrong goes wrong while many read; in the end each of them must have seen the table. */
export async function runFeedChaos(options: FeedChaosOptions): Promise<FeedChaosResult> {
  const environment = {
    DATABASE_URL: options.databaseUrl,
    REDIS_URL: options.redis.url,
    COINSLOT_SECRET: testSecret,
    JOB_CONCURRENCY: '0',
    FEED_POLL_MS: '100',
  }
  const servers: ServerProcess[] = []
  const sql = postgres(options.databaseUrl, { max: 2, onnotice: () => undefined })
  try {
    // The first one migrates an empty database.
    servers.push(await startServerProcess(environment))
    while (servers.length < options.servers) servers.push(await startServerProcess(environment))
    const { appId, serverKey } = await createProject(environment)
    const begin = cursorOf({ appId, position: 0n })
    const pick = () => servers[random(servers.length)]?.graphqlUrl ?? ''
    const readers = Array.from({ length: options.readers }, () => startFeedReader({ serverKey, pick, begin }))
    const writers = options.startWriters(appId)
    const disturbed = await disturb(options, { sql, servers, environment })
    await writers.stop()
    return { ...disturbed, ...(await compare(sql, appId, readers)) }
  } finally {
    await Promise.all(servers.map((server) => server.kill()))
    await sql.end()
  }
}

type Stage = {
  readonly sql: Sql
  readonly servers: ServerProcess[]
  readonly environment: Readonly<Record<string, string>>
}

async function disturb({ redis, durationMs }: FeedChaosOptions, { sql, servers, environment }: Stage) {
  const counts = { serversKilled: 0, redisKilled: 0, redisFlushed: 0, connectionsCut: 0 }
  const disturbances = [
    async () => {
      const killed = servers.splice(random(servers.length), 1)
      await Promise.all(killed.map((server) => server.kill('SIGKILL')))
      servers.push(await startServerProcess(environment))
      counts.serversKilled += 1
    },
    async () => {
      await redis.kill()
      await delay(random(500))
      await redis.restart()
      counts.redisKilled += 1
    },
    async () => {
      const client = new Redis(redis.url)
      await client.flushall()
      client.disconnect()
      counts.redisFlushed += 1
    },
    async () => {
      const cut = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and application_name = 'coinslot'`
      counts.connectionsCut += cut.length
    },
  ]
  const end = performance.now() + durationMs
  for (let turn = 0; turn < disturbances.length || performance.now() < end; turn += 1) {
    await delay(random(1_000))
    await disturbances[turn % disturbances.length]?.()
  }
  return counts
}

async function compare(sql: Sql, appId: string, readers: readonly FeedReader[]) {
  await eventually(
    async () => {
      const unplaced = await sql`select from unplaced_events where app_id = ${appId} limit 1`
      if (unplaced.length > 0) throw new Error('events are still without their positions')
    },
    { timeoutMs: patienceMs },
  )
  const table = (await readFeed(sql, appId)).map(({ id }) => encodeId('evt', id))
  await Promise.all(readers.map((reader) => reader.finish(table.length, patienceMs)))
  const differences = readers.flatMap((reader, index) => {
    const seen = reader.seen()
    const place = table.findIndex((id, position) => seen[position] !== id)
    if (place === -1 && seen.length === table.length) return []
    return [`reader ${index} saw ${seen.length} of ${table.length} events, and another one at ${place}`]
  })
  const resumes = readers.reduce((sum, reader) => sum + reader.resumes(), 0)
  return { events: table.length, resumes, differences }
}

async function createProject(environment: Readonly<Record<string, string>>) {
  const { services, close } = await createTestDeps(environment)
  const settings = { requireUserToken: null, sandboxPolicy: 'ACCEPT', testers: [] } as const
  const made = await createAppKey(services, { name: 'feed', consumeModel: 'BUILT_IN', ...settings })
  await close()
  if (made.problem !== null) throw new Error(made.problem.message)
  return { appId: made.app.appId, serverKey: made.serverKey }
}
