import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { sequenceEvents } from '../../src/db/queries/sequence-events.ts'
import type { Context } from '../../src/domain/context.ts'
import { subscribeToEvents } from '../../src/domain/event/subscribe-to-events.ts'
import { maxFilteredSpan, listEvents } from '../../src/domain/event/list-events.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed } from '../support/feed-writer.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { openFeedFixture, type FeedFixture } from './feed-fixture.ts'

let server: TestServer
let sql: Sql
beforeAll(async () => {
  server = await startTestServer()
  sql = postgres(server.databaseUrl, { max: 2, onnotice: () => undefined })
})
afterAll(async () => {
  await sql.end()
  await server.close()
})

async function openContext({ appId }: FeedFixture): Promise<Context> {
  const { services } = server.instance
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('just made')
  return { ...services, app, caller: { kind: 'OPERATOR', name: 'test' } }
}

/** Many events at once, with their places: the feed as it is after a busy time. */
async function appendEvents(appId: string, count: number): Promise<void> {
  await sql`
    insert into unplaced_events (app_id, id, type, at, purchase_id, store, status)
    select ${appId}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), gen_random_uuid(), 'TEST_STORE', 'REQUESTED'
    from generate_series(1, ${count}::int)`
  while ((await sequenceEvents(server.instance.services.db)).placed > 0);
}

const noFilter = { types: null, stores: null, consumer: null }

test('I7: a subscriber that lags behind what is in memory reads pages, and is live again when it has caught up', async () => {
  const desk = await openFeedFixture(server, sql)
  const ctx = await openContext(desk)
  const follow = () => subscribeToEvents(ctx, { ...noFilter, after: desk.cursorAt(0) })
  const [quick, slow] = [await follow(), await follow()]
  const seen = { quick: [] as string[], slow: [] as string[] }
  const pull = async (who: 'quick' | 'slow', count: number) => {
    const events = who === 'quick' ? quick : slow
    while (seen[who].length < count) {
      const { value } = await events.next()
      if (value !== undefined) seen[who].push(value.id)
    }
  }
  await desk.appendEvents(1)
  await pull('quick', 1)
  await pull('slow', 1)
  // Three times more than the memory holds goes by, of which the slow one takes nothing.
  for (const total of [1_501, 3_001]) {
    await appendEvents(desk.appId, 1_500)
    await pull('quick', total)
  }
  await pull('slow', 3_001)
  const atRest = Promise.all([pull('quick', 3_003), pull('slow', 3_003)])
  await desk.appendEvents(2)
  await atRest
  const table = (await readFeed(sql, desk.appId)).map(({ id }) => id)
  expect(seen).toEqual({ quick: table, slow: table })
  for (const events of [quick, slow]) {
    const next = events.next()
    await events.return()
    expect(await next).toMatchObject({ done: true })
  }
})

test('a subscriber whose next events were all pruned waits for later ones, and does not ask all the time', async () => {
  const desk = await openFeedFixture(server, sql)
  const ctx = await openContext(desk)
  await appendEvents(desk.appId, 10)
  await sql`delete from events where app_id = ${desk.appId} and position > 5`
  const events = await subscribeToEvents(ctx, { ...noFilter, after: desk.cursorAt(5) })
  const reads = vi.spyOn(server.instance.services.db, 'sql')
  const start = performance.now()
  const next = events.next()
  await eventually(() => expect(reads).toHaveBeenCalled())
  for (let waiting = 0; waiting < 200; waiting += 1) await sql`select 1`
  // Some for each poll, a fifth of a second apart.
  expect(reads.mock.calls.length).toBeLessThan(20 + (performance.now() - start) / 40)
  reads.mockRestore()
  await desk.appendEvents(1)
  expect((await next).value?.position).toBe(11n)
  await events.return()
})

test('a subscriber that saw what the database then lost is told so, and others go on with what comes', async () => {
  const desk = await openFeedFixture(server, sql)
  const ctx = await openContext(desk)
  const follow = () => subscribeToEvents(ctx, { ...noFilter, after: desk.cursorAt(0) })
  const [ahead, behind] = [await follow(), await follow()]
  const take = async (events: Awaited<ReturnType<typeof follow>>, count: number) => {
    const taken: (bigint | undefined)[] = []
    while (taken.length < count) taken.push((await events.next()).value?.position)
    return taken
  }
  await desk.appendEvents(5)
  expect(await take(ahead, 5)).toEqual([1n, 2n, 3n, 4n, 5n])
  expect(await take(behind, 2)).toEqual([1n, 2n])
  // A standby that was three events behind has become the database.
  const told = expect(ahead.next()).rejects.toThrow('ahead of the end of this feed')
  await sql`
    with lost as (delete from events where app_id = ${desk.appId} and position > 2)
    update feed_heads set position = 2 where app_id = ${desk.appId}`
  await told
  expect(
    await desk.api.queryErrorCodes(
      'query ($after: Cursor) { paymentEvents(after: $after) { nodes { id } } }',
      {
        after: desk.cursorAt(5),
      },
    ),
  ).toEqual(['BAD_USER_INPUT'])
  const next = take(await subscribeToEvents(ctx, { ...noFilter, after: desk.cursorAt(2) }), 1)
  await desk.appendEvents(1)
  expect(await next).toEqual([3n])
})

test('a page with a filter looks at a bounded part of the feed, and its cursor is past it', async () => {
  const desk = await openFeedFixture(server, sql)
  const ctx = await openContext(desk)
  const reach = Number(maxFilteredSpan)
  await appendEvents(desk.appId, 2 * reach + 10)
  await sql`update events set type = 'PAYMENT_PAID' where app_id = ${desk.appId} and position = ${2 * reach + 1}`
  const wanted = { ...noFilter, types: ['PAYMENT_PAID'] as const, first: 100 }
  const first = await listEvents(ctx, { ...wanted, after: null })
  expect(first).toMatchObject({ edges: [], hasNextPage: true, endCursor: desk.cursorAt(reach) })
  const second = await listEvents(ctx, { ...wanted, after: first.endCursor })
  expect(second).toMatchObject({ edges: [], hasNextPage: true, endCursor: desk.cursorAt(2 * reach) })
  const third = await listEvents(ctx, { ...wanted, after: second.endCursor })
  expect(third.edges.map(({ node }) => Number(node.position))).toEqual([2 * reach + 1])
  expect(third).toMatchObject({ hasNextPage: false, endCursor: desk.cursorAt(2 * reach + 10) })
})

test('a page that looks for nothing tells where the feed ends', async () => {
  const desk = await openFeedFixture(server, sql)
  const ctx = await openContext(desk)
  await appendEvents(desk.appId, Number(maxFilteredSpan) + 5)
  const page = await listEvents(ctx, { ...noFilter, types: [], after: null, first: 1 })
  expect(page).toMatchObject({
    edges: [],
    hasNextPage: false,
    endCursor: desk.cursorAt(Number(maxFilteredSpan) + 5),
  })
})
