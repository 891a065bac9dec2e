import postgres, { type Sql } from 'postgres'
import { createApp } from '../../src/domain/app/create-app.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { encodeId } from '../../src/platform/ids.ts'
import type { PostgresServer } from '../setup/postgres-server.ts'
import type { RedisProcess } from '../setup/redis-process.ts'
import { createTestDeps } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { hasPendingEvents, readFeed } from '../support/feed-writer.ts'
import { testSecret } from '../support/test-server.ts'
import { injectFailures, type FailureCounts } from './inject-failures.ts'
import { startFeedReader, type FeedReader } from './feed-reader.ts'
import { startServerSet } from './server-set.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'

export type FeedChaosOptions = {
  readonly postgres: PostgresServer
  readonly redis: RedisProcess
  readonly servers: number
  readonly readers: number
  readonly durationMs: number
  /** Starts writers to the feed of this app; returns a function that stops them. */
  readonly startWriters: (appId: string) => { readonly stop: () => Promise<unknown> }
}

export type FeedChaosResult = FailureCounts & {
  readonly events: number
  readonly resumes: number
  readonly socketsCut: number
  /** Descriptions of readers whose events differ from the table, and of servers that exited unexpectedly. */
  readonly discrepancies: readonly string[]
}

/** The time limit for the last reader after the last failure. */
const catchUpTimeoutMs = 60_000

/** Injects failures while many readers read; in the end each of them must have seen all events. */
export async function runFeedChaos(options: FeedChaosOptions): Promise<FeedChaosResult> {
  const { redis, durationMs } = options
  const databaseUrl = options.postgres.url
  const environment = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: redis.url,
    COINSLOT_SECRET: testSecret,
    JOB_CONCURRENCY: '2',
    EVENT_POLL_INTERVAL_MS: '100',
  }
  const servers = await startServerSet(environment, options.servers)
  const database = createReconnectingSql(databaseUrl)
  try {
    const { appId, serverKey } = await createProject(environment)
    const startCursor = encodeEventCursor({ appId, position: 0n })
    const readers = Array.from({ length: options.readers }, () =>
      startFeedReader({ serverKey, pickUrl: servers.pickUrl, startCursor }),
    )
    const writers = options.startWriters(appId)
    const failures = await injectFailures({ ...options, servers, sql: database.sql }, durationMs)
    await writers.stop()
    const { discrepancies, ...compared } = await compareReaders(database.sql, appId, readers)
    return { ...failures, ...compared, discrepancies: [...discrepancies, ...servers.crashes()] }
  } finally {
    await servers.close()
    await database.close()
  }
}

/** A new connection for each query, because the one before may have been lost. */
function createReconnectingSql(url: string) {
  let last: Sql | null = null
  const close = async () => last?.end({ timeout: 1 })
  return {
    sql: () => {
      void close()
      last = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => undefined })
      return last
    },
    close,
  }
}

async function compareReaders(sql: () => Sql, appId: string, readers: readonly FeedReader[]) {
  const waitOptions = { timeoutMs: catchUpTimeoutMs, intervalMs: 100 }
  await eventually(async () => {
    if (await hasPendingEvents(sql(), appId)) throw new Error('events are still pending in the outbox')
  }, waitOptions)
  const feed = await eventually(() => readFeed(sql(), appId), waitOptions)
  const table = feed.map(({ id }) => encodeId('evt', id))
  await Promise.all(readers.map((reader) => reader.finish(table.length, catchUpTimeoutMs)))
  const discrepancies = readers.flatMap((reader, index) => {
    const seen = reader.seen()
    const firstDifference = table.findIndex((id, position) => seen[position] !== id)
    if (firstDifference === -1 && seen.length === table.length) return []
    const lastError = reader.lastError() ?? 'none'
    return [
      `reader ${index} saw ${seen.length} of ${table.length} events, another one at ${firstDifference}; its last error: ${lastError}`,
    ]
  })
  const sum = (count: (reader: FeedReader) => number) =>
    readers.reduce((total, reader) => total + count(reader), 0)
  return {
    events: table.length,
    resumes: sum((reader) => reader.resumes()),
    socketsCut: sum((reader) => reader.socketsCut()),
    discrepancies,
  }
}

async function createProject(environment: Readonly<Record<string, string>>) {
  const { services, close } = await createTestDeps(environment)
  const caller = createCommandLineCaller('test')
  const settings = { requireUserToken: null, sandboxPolicy: 'ALLOW', sandboxTesterUserIds: [] } as const
  const created = await createApp(
    { ...services, caller },
    { name: 'feed', consumeModel: 'BUILT_IN', ...settings },
  )
  await close()
  if (created.problem !== null) throw new Error(created.problem.message)
  return { appId: created.app.appId, serverKey: created.serverKey }
}
