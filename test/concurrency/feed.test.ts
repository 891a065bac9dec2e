import postgres, { type Sql } from 'postgres'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import type { Deps } from '../../src/deps.ts'
import { createApp } from '../../src/domain/app/create-app.ts'
import type { Context } from '../../src/domain/context.ts'
import { subscribeToEvents } from '../../src/domain/event/subscribe-to-events.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { listEvents } from '../../src/domain/event/list-events.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { sharedRedisUrl } from '../setup/redis.ts'
import { createTestDeps } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent } from '../support/feed-writer.ts'

/** Whole processes start here, which on a busy machine takes its time. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const noFilter = { types: null, stores: null, consumer: null }

let database: TestDatabase
let sql: Sql
let openedDeps: Deps[] = []
beforeAll(async () => {
  database = await createTestDatabase()
  sql = postgres(database.url, { max: 12, onnotice: () => undefined })
})
afterEach(async () => {
  await Promise.all(openedDeps.map(({ close }) => close()))
  openedDeps = []
})
afterAll(async () => {
  await sql.end()
  await database.drop()
})

/** What several processes have: each its own pool, feed and coordination. */
async function openProcesses(
  count: number,
  environment: Readonly<Record<string, string>>,
): Promise<Context[]> {
  openedDeps = await Promise.all(
    Array.from({ length: count }, () =>
      createTestDeps({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: '4', ...environment }),
    ),
  )
  const [first] = openedDeps
  if (first === undefined) throw new Error('at least one process')
  const settings = { requireUserToken: null, sandboxPolicy: 'ALLOW', sandboxTesterUserIds: [] } as const
  const made = await createApp(first.services, { name: 'feed', consumeModel: 'BUILT_IN', ...settings })
  if (made.problem !== null) throw new Error(made.problem.message)
  const { app } = made
  return openedDeps.map(({ services }) => ({ ...services, app, caller: { kind: 'OPERATOR', name: 'test' } }))
}

const randomInt = (below: number) => Math.floor(Math.random() * below)

/** Commits events in transactions that stay open for a while; some are given up. Returns what was committed. */
async function write(appId: string, transactions: number): Promise<string[]> {
  const committed: string[] = []
  for (let count = 0; count < transactions; count += 1) {
    const written: string[] = []
    const attempt = sql.begin(async (transaction) => {
      for (let events = randomInt(3); events >= 0; events -= 1)
        written.push(await writeEvent(transaction, appId))
      await transaction`select pg_sleep(${randomInt(20) / 1000})`
      if (randomInt(10) === 0) throw new Error('given up')
    })
    await attempt.then(
      () => committed.push(...written),
      () => undefined,
    )
  }
  return committed
}

/** Reads pages of any size, each from where the last one ended, until the writers are done and nothing is left. */
async function readPages(ctx: Context, isDone: () => Promise<boolean>): Promise<string[]> {
  const seen: string[] = []
  let after: string | null = null
  for (;;) {
    const done = await isDone()
    const page: Awaited<ReturnType<typeof listEvents>> = await listEvents(ctx, {
      ...noFilter,
      after,
      first: 1 + randomInt(7),
    })
    seen.push(...page.edges.map(({ node }) => node.id))
    after = page.endCursor
    if (done && page.edges.length === 0 && !page.hasNextPage) return seen
  }
}

/** Follows, breaks off after any number of events, and resumes at its last cursor, at any of the processes. */
async function readLive(
  processes: readonly Context[],
  begin: string,
  total: Promise<number>,
): Promise<string[]> {
  const seen: string[] = []
  let after = begin
  let end = Infinity
  let stop: () => unknown = () => undefined
  void total.then((count) => {
    end = count
    if (seen.length >= end) stop()
  })
  while (seen.length < end) {
    const ctx = processes[randomInt(processes.length)]
    if (ctx === undefined) throw new Error('at least one process')
    let left = 1 + randomInt(25)
    const events = await subscribeToEvents(ctx, { ...noFilter, after })
    stop = events.return
    // All may have been seen, and counted, while it was opened.
    if (seen.length >= end) await stop()
    for await (const event of events) {
      seen.push(event.id)
      after = encodeEventCursor(event)
      left -= 1
      if (left === 0 || seen.length >= end) break
    }
  }
  return seen
}

test.each([
  ['with Redis', () => ({ REDIS_URL: sharedRedisUrl(), EVENT_POLL_INTERVAL_MS: '100' })],
  ['without Redis', () => ({ EVENT_POLL_INTERVAL_MS: '20' })],
])(
  'I7: %s, readers that resume anywhere see every event once and in order, whatever transactions were open',
  async (_, environment) => {
    const processes = await openProcesses(3, environment())
    const [ctx] = processes
    if (ctx === undefined) throw new Error('at least one process')
    const { appId } = ctx.app
    const announcing = setInterval(() => processes[randomInt(processes.length)]?.events.notifyCommitted(), 5)
    const writing = Promise.all(Array.from({ length: 6 }, () => write(appId, 25))).then((lists) =>
      lists.flat(),
    )
    const total = writing.then((written) => written.length)
    const isDone = async () => {
      const placed = await Promise.race([total, Promise.resolve(null)])
      return placed !== null && (await readFeed(sql, appId)).length === placed
    }
    const begin = encodeEventCursor({ appId, position: 0n })
    const readers = await Promise.all([
      ...processes.map((process) => readPages(process, isDone)),
      ...processes.map(() => readLive(processes, begin, total)),
      readLive([ctx], begin, total),
    ])
    clearInterval(announcing)
    const feed = await readFeed(sql, appId)
    expect(feed.map(({ position }) => position)).toEqual(feed.map((_event, index) => index + 1))
    expect(feed.map(({ id }) => id).toSorted()).toEqual((await writing).toSorted())
    for (const seen of readers) expect(seen).toEqual(feed.map(({ id }) => id))
  },
)

test('I7: events that nobody announced get their positions by the poll, and reach the followers', async () => {
  const [ctx] = await openProcesses(1, { EVENT_POLL_INTERVAL_MS: '100' })
  if (ctx === undefined) throw new Error('unreachable')
  const events = await subscribeToEvents(ctx, {
    ...noFilter,
    after: encodeEventCursor({ appId: ctx.app.appId, position: 0n }),
  })
  const next = events.next()
  const id = await writeEvent(sql, ctx.app.appId)
  expect(await next).toMatchObject({ done: false, value: { id, position: 1n } })
  await events.return()
  expect(await events.next()).toMatchObject({ done: true })
})

test.each([
  [
    'with Redis at once, by its wake-up alone',
    () => ({ REDIS_URL: sharedRedisUrl(), EVENT_POLL_INTERVAL_MS: '60000' }),
  ],
  ['without Redis by the poll', () => ({ EVENT_POLL_INTERVAL_MS: '100' })],
])('I7: a follower at one process sees what another one committed: %s', async (_, environment) => {
  const [reader, writer] = await openProcesses(2, environment())
  if (reader === undefined || writer === undefined) throw new Error('unreachable')
  const events = await subscribeToEvents(reader, { ...noFilter, after: null })
  const next = events.next()
  // The follower begins at the present end, which it first has to ask for: write until it hears of something.
  let heard = false
  void next.then(() => {
    heard = true
  })
  const written: string[] = []
  await eventually(
    async () => {
      written.push(await writeEvent(sql, writer.app.appId))
      writer.events.notifyCommitted()
      expect(heard).toBe(true)
    },
    { intervalMs: 50 },
  )
  const { value } = await next
  expect(written).toContain(value?.id)
  await events.return()
})
