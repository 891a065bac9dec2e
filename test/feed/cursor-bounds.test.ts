import type { Sql } from 'postgres'
import type { Context } from '../../src/domain/context.ts'
import { subscribeToEvents } from '../../src/domain/event/subscribe-to-events.ts'
import { maxFilteredSpan, listEvents } from '../../src/domain/event/list-events.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed } from '../support/feed-writer.ts'
import type { TestServer } from '../support/test-server.ts'
import { type Feed, expect, feedTest as test, vi } from './feed-fixture.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'
import { sequenceAll } from '../support/sequence-all.ts'

async function openContext(services: TestServer['instance']['services'], { appId }: Feed): Promise<Context> {
  const app = await services.apps.find(appId)
  if (app === null) throw new Error('app not found')
  return { ...services, app, caller: createCommandLineCaller('test') }
}

/** Appends and sequences many events at once. */
async function appendEvents(
  services: TestServer['instance']['services'],
  sql: Sql,
  appId: string,
  count: number,
): Promise<void> {
  await sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
    select ${appId}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), gen_random_uuid(), 'TEST_STORE', 'REQUESTED'
    from generate_series(1, ${count}::int)`
  await sequenceAll(services.db)
}

const noFilter = { types: null, stores: null, consumer: null }

test('I7: a subscriber that lags behind the feed cache reads pages, and is live again when it has caught up', async ({
  services,
  sql,
  feed,
}) => {
  const ctx = await openContext(services, feed)
  const subscribe = () => subscribeToEvents(ctx, { ...noFilter, after: feed.cursorAt(0) })
  const [quick, slow] = [await subscribe(), await subscribe()]
  const seen = { quick: [] as string[], slow: [] as string[] }
  const pull = async (name: 'quick' | 'slow', count: number) => {
    const events = name === 'quick' ? quick : slow
    while (seen[name].length < count) {
      const { value } = await events.next()
      if (value !== undefined) seen[name].push(value.id)
    }
  }
  await feed.appendEvents(1)
  await pull('quick', 1)
  await pull('slow', 1)
  // Three times more events than the cache holds are appended while the slow subscriber reads nothing.
  for (const total of [1_501, 3_001]) {
    await appendEvents(services, sql, feed.appId, 1_500)
    await pull('quick', total)
  }
  await pull('slow', 3_001)
  const atRest = Promise.all([pull('quick', 3_003), pull('slow', 3_003)])
  await feed.appendEvents(2)
  await atRest
  const table = (await readFeed(sql, feed.appId)).map(({ id }) => id)
  expect(seen).toEqual({ quick: table, slow: table })
  for (const events of [quick, slow]) {
    const next = events.next()
    await events.return()
    expect(await next).toMatchObject({ done: true })
  }
})

test('a subscriber whose next events were all pruned waits for later ones without polling all the time', async ({
  services,
  sql,
  feed,
}) => {
  const ctx = await openContext(services, feed)
  await appendEvents(services, sql, feed.appId, 10)
  await sql`delete from events where app_id = ${feed.appId} and position > 5`
  const events = await subscribeToEvents(ctx, { ...noFilter, after: feed.cursorAt(5) })
  const reads = vi.spyOn(services.db, 'sql')
  const start = performance.now()
  const next = events.next()
  await eventually(() => expect(reads).toHaveBeenCalled())
  for (let waiting = 0; waiting < 200; waiting += 1) await sql`select 1`
  // A few reads for each poll, a fifth of a second apart.
  expect(reads.mock.calls.length).toBeLessThan(20 + (performance.now() - start) / 40)
  reads.mockRestore()
  await feed.appendEvents(1)
  expect((await next).value?.position).toBe(11n)
  await events.return()
})

test('a subscriber that received events that the database then lost gets an error, and others continue', async ({
  services,
  sql,
  feed,
}) => {
  const ctx = await openContext(services, feed)
  const subscribe = () => subscribeToEvents(ctx, { ...noFilter, after: feed.cursorAt(0) })
  const [ahead, behind] = [await subscribe(), await subscribe()]
  const take = async (events: Awaited<ReturnType<typeof subscribe>>, count: number) => {
    const received: (bigint | undefined)[] = []
    while (received.length < count) received.push((await events.next()).value?.position)
    return received
  }
  await feed.appendEvents(5)
  expect(await take(ahead, 5)).toEqual([1n, 2n, 3n, 4n, 5n])
  expect(await take(behind, 2)).toEqual([1n, 2n])
  // As if a standby that was three events behind had received over.
  const rejected = expect(ahead.next()).rejects.toThrow(
    'after was given out before the database was restored',
  )
  await sql`
    with lost as (delete from events where app_id = ${feed.appId} and position > 2)
    update feed_heads set position = 2 where app_id = ${feed.appId}`
  await rejected
  expect(
    await feed.client.queryErrorCodes(
      'query ($after: Cursor) { paymentEvents(after: $after) { nodes { id } } }',
      {
        after: feed.cursorAt(5),
      },
    ),
  ).toEqual(['BAD_USER_INPUT'])
  const next = take(await subscribeToEvents(ctx, { ...noFilter, after: feed.cursorAt(2) }), 1)
  await feed.appendEvents(1)
  expect(await next).toEqual([3n])
})

test('a page with a filter scans a bounded part of the feed, and its end cursor is after it', async ({
  services,
  sql,
  feed,
}) => {
  const ctx = await openContext(services, feed)
  const span = Number(maxFilteredSpan)
  await appendEvents(services, sql, feed.appId, 2 * span + 10)
  await sql`update events set type = 'PAYMENT_PAID' where app_id = ${feed.appId} and position = ${2 * span + 1}`
  const filter = { ...noFilter, types: ['PAYMENT_PAID'] as const, first: 100 }
  const first = await listEvents(ctx, { ...filter, after: null })
  expect(first).toMatchObject({ edges: [], hasNextPage: true, endCursor: feed.cursorAt(span) })
  const second = await listEvents(ctx, { ...filter, after: first.endCursor })
  expect(second).toMatchObject({ edges: [], hasNextPage: true, endCursor: feed.cursorAt(2 * span) })
  const third = await listEvents(ctx, { ...filter, after: second.endCursor })
  expect(third.edges.map(({ node }) => Number(node.position))).toEqual([2 * span + 1])
  expect(third).toMatchObject({ hasNextPage: false, endCursor: feed.cursorAt(2 * span + 10) })
})

test('a page with an empty filter has the end of the feed as its end cursor', async ({
  services,
  sql,
  feed,
}) => {
  const ctx = await openContext(services, feed)
  await appendEvents(services, sql, feed.appId, Number(maxFilteredSpan) + 5)
  const page = await listEvents(ctx, { ...noFilter, types: [], after: null, first: 1 })
  expect(page).toMatchObject({
    edges: [],
    hasNextPage: false,
    endCursor: feed.cursorAt(Number(maxFilteredSpan) + 5),
  })
})
