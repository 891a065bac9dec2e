import { randomInt } from 'node:crypto'
import type { Sql } from 'postgres'
import type { Deps } from '../../src/deps.ts'
import { createApp } from '../../src/domain/app/create-app.ts'
import type { Context } from '../../src/domain/context.ts'
import { subscribeToEvents } from '../../src/domain/event/subscribe-to-events.ts'
import { encodeEventCursor } from '../../src/domain/event/event-cursor.ts'
import { listEvents } from '../../src/domain/event/list-events.ts'
import { createTestDeps } from '../support/cluster.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent } from '../support/feed-writer.ts'
import { expect, serverTest, vi } from '../support/test.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'

// Processes take long to start on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const noFilter = { types: null, stores: null, consumer: null }

type OpenProcesses = (count: number, environment: Readonly<Record<string, string>>) => Promise<Context[]>

const test = serverTest
  .extend('openedDeps', ({ database: _ }, { onCleanup }) => {
    const opened: Deps[] = []
    onCleanup(async () => {
      await Promise.all(opened.map(({ close }) => close()))
    })
    return opened
  })
  .extend('openProcesses', ({ database, openedDeps }): OpenProcesses => async (count, environment) => {
    for (let index = 0; index < count; index += 1) {
      const settings = { DATABASE_URL: database.url, DATABASE_POOL_SIZE: '4', ...environment }
      openedDeps.push(await createTestDeps(settings))
    }
    return createContexts(openedDeps)
  })

/** The contexts of several processes for one new project: each has its own pool, feed and coordination. */
async function createContexts(openedDeps: readonly Deps[]): Promise<Context[]> {
  const [first] = openedDeps
  if (first === undefined) throw new Error('at least one process')
  const caller = createCommandLineCaller('test')
  const settings = { requireUserToken: null, sandboxPolicy: 'ALLOW', sandboxTesterUserIds: [] } as const
  const created = await createApp(
    { ...first.services, caller },
    { name: 'feed', consumeModel: 'BUILT_IN', ...settings },
  )
  if (created.problem !== null) throw new Error(created.problem.message)
  const { app } = created
  return openedDeps.map(({ services }) => ({ ...services, app, caller }))
}

/** Writes events in transactions that stay open for a while, of which some roll back. Returns the committed ids. */
async function write(sql: Sql, appId: string, transactions: number): Promise<string[]> {
  const committed: string[] = []
  for (let count = 0; count < transactions; count += 1) {
    const written: string[] = []
    const attempt = sql.begin(async (transaction) => {
      for (let events = randomInt(3); events >= 0; events -= 1)
        written.push(await writeEvent(transaction, appId))
      await transaction`select pg_sleep(${randomInt(20) / 1000})`
      if (randomInt(10) === 0) throw new Error('rolled back')
    })
    await attempt.then(
      () => committed.push(...written),
      () => undefined,
    )
  }
  return committed
}

/** Reads pages of random sizes, each from the end of the last one, until the writers are done and nothing is left. */
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

/** Subscribes, stops after a random number of events, and resumes at the last cursor at a random process. */
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
    let remaining = 1 + randomInt(25)
    const events = await subscribeToEvents(ctx, { ...noFilter, after })
    stop = events.return
    // All events may have arrived while the subscription was opened.
    if (seen.length >= end) await stop()
    for await (const event of events) {
      seen.push(event.id)
      after = encodeEventCursor(event)
      remaining -= 1
      if (remaining === 0 || seen.length >= end) break
    }
  }
  return seen
}

test.for([
  ['with Redis', (redisUrl: string) => ({ REDIS_URL: redisUrl, EVENT_POLL_INTERVAL_MS: '100' })],
  ['without Redis', () => ({ EVENT_POLL_INTERVAL_MS: '20' })],
] as const)(
  'I7: readers %s that resume anywhere see every event once and in order, whatever transactions were open',
  async ([_, environment], { sql, redisUrl, openProcesses }) => {
    const processes = await openProcesses(3, environment(redisUrl))
    const [ctx] = processes
    if (ctx === undefined) throw new Error('at least one process')
    const { appId } = ctx.app
    const announcing = setInterval(
      () => processes[randomInt(processes.length)]?.events.notifyCommitted(appId),
      5,
    )
    const writing = Promise.all(Array.from({ length: 6 }, () => write(sql, appId, 25))).then((lists) =>
      lists.flat(),
    )
    const total = writing.then((written) => written.length)
    const isDone = async () => {
      const sequenced = await Promise.race([total, Promise.resolve(null)])
      return sequenced !== null && (await readFeed(sql, appId)).length === sequenced
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

test('I7: events without a wake-up get their positions by the poll and reach the subscribers', async ({
  sql,
  openProcesses,
}) => {
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

test.for([
  [
    'with Redis at once, by its wake-up alone',
    (redisUrl: string) => ({ REDIS_URL: redisUrl, EVENT_POLL_INTERVAL_MS: '60000' }),
  ],
  ['without Redis by the poll', () => ({ EVENT_POLL_INTERVAL_MS: '100' })],
] as const)(
  'I7: a subscriber at one process sees the events of another process %s',
  async ([_, environment], { sql, redisUrl, openProcesses }) => {
    const [reader, writer] = await openProcesses(2, environment(redisUrl))
    if (reader === undefined || writer === undefined) throw new Error('unreachable')
    const events = await subscribeToEvents(reader, { ...noFilter, after: null })
    const next = events.next()
    // The subscription starts at the current end of the feed, which it reads first: write until an event arrives.
    let hasReceived = false
    void next.then(() => {
      hasReceived = true
    })
    const written: string[] = []
    await eventually(
      async () => {
        written.push(await writeEvent(sql, writer.app.appId))
        writer.events.notifyCommitted(writer.app.appId)
        expect(hasReceived).toBe(true)
      },
      { intervalMs: 50 },
    )
    const { value } = await next
    expect(written).toContain(value?.id)
    await events.return()
  },
)
