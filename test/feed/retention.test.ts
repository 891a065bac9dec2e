import type { Context } from '../../src/domain/context.ts'
import { subscribeToEvents } from '../../src/domain/event/subscribe-to-events.ts'
import { prune } from '../../src/domain/retention/prune.ts'
import { readFeed } from '../support/feed-writer.ts'
import type { TestServer } from '../support/test-server.ts'
import { type Feed, expect, feedTest } from './feed-fixture.ts'
import { createCommandLineCaller } from '../../src/domain/operator/command-line-caller.ts'

const test = feedTest.extend(
  'serverOptions',
  { scope: 'file' },
  {
    environment: { EVENT_RETENTION_DAYS: '365' },
  },
)

/** Prunes as if it were that day. */
const pruneOn = (services: TestServer['instance']['services'], day: string) =>
  prune({ ...services, clock: () => new Date(day) })

/** Appends events of two months, of which the first one expires by `pruneJanuary`. */
async function appendOldEvents(feed: Feed, { january = 3, february = 3 } = {}): Promise<void> {
  await feed.appendPastEvents('2015-01-10', january)
  await feed.appendPastEvents('2015-02-10', february)
}
const pruneJanuary = (services: TestServer['instance']['services']) => pruneOn(services, '2016-02-15')

const pageText = `query ($after: Cursor, $consumer: String) { paymentEvents(after: $after, consumer: $consumer) {
  nodes { cursor } pageInfo { endCursor } } }`
const subscriptionText =
  'subscription ($after: Cursor, $consumer: String) { paymentEvents(after: $after, consumer: $consumer) { cursor } }'

async function readPage({ client }: Feed, where: { after?: string; consumer?: string }) {
  const { nodes } = (await client.query(pageText, where)).paymentEvents
  return { cursors: nodes.map(({ cursor }) => cursor) }
}

test('a month of events is pruned when all of it is older than the retention, and not before', async ({
  services,
  sql,
  feed,
}) => {
  await appendOldEvents(feed)
  const retained = async () => (await readFeed(sql, feed.appId)).map(({ position }) => position)
  await pruneOn(services, '2016-01-31T12:00:00Z')
  expect(await retained()).toEqual([1, 2, 3, 4, 5, 6])
  await pruneOn(services, '2016-02-01T00:00:00Z')
  expect(await retained()).toEqual([4, 5, 6])
  await pruneOn(services, '2100-01-01T00:00:00Z')
  expect(await retained()).toEqual([])
  await feed.appendEvents(1)
  expect(await retained()).toEqual([7])
})

test('an expired cursor is rejected in pages and in subscriptions, and the oldest valid one misses no event', async ({
  services,
  feed,
  openSocket,
}) => {
  await appendOldEvents(feed)
  const retained = [4, 5, 6].map(feed.cursorAt)
  expect((await readPage(feed, {})).cursors).toEqual([1, 2, 3, 4, 5, 6].map(feed.cursorAt))
  await pruneJanuary(services)
  expect(await readPage(feed, {})).toEqual({ cursors: retained })
  expect(await readPage(feed, { after: feed.cursorAt(3) })).toEqual({ cursors: retained })
  const { authorization } = feed.client.headers
  const socket = await openSocket({ connectionParams: { authorization } })
  for (const position of [0, 2]) {
    const after = feed.cursorAt(position)
    expect(await feed.client.queryErrorCodes(pageText, { after })).toEqual(['BAD_USER_INPUT'])
    socket.subscribe(after, subscriptionText, { after })
    const message = expect.stringContaining('after has expired')
    const error = { message, extensions: { code: 'BAD_USER_INPUT' } }
    expect((await socket.next(after)).payload).toMatchObject({ errors: [error] })
  }
})

test('a consumer with an expired cursor is rejected until it is moved or deleted, and a new one starts with the retained events', async ({
  services,
  feed,
}) => {
  await appendOldEvents(feed)
  const retained = [4, 5, 6].map(feed.cursorAt)
  for (const consumer of ['moved', 'forgotten']) {
    await feed.client.mutate('ackEvents', { consumer, cursor: feed.cursorAt(1) })
  }
  await pruneJanuary(services)
  for (const consumer of ['moved', 'forgotten']) {
    expect(await feed.client.queryErrorCodes(pageText, { consumer })).toEqual(['BAD_USER_INPUT'])
  }
  const late = await feed.client.mutate('ackEvents', { consumer: 'moved', cursor: feed.cursorAt(2) })
  expect(late.problem).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('has expired'),
    field: ['cursor'],
  })
  await feed.client.mutate('ackEvents', { consumer: 'moved', cursor: feed.cursorAt(4) })
  expect((await readPage(feed, { consumer: 'moved' })).cursors).toEqual(retained.slice(1))
  await feed.client.mutate('deleteEventConsumer', { consumer: 'forgotten' })
  expect((await readPage(feed, { consumer: 'forgotten' })).cursors).toEqual(retained)
})

test('I7: a subscriber that is catching up when its month is pruned gets an error instead of a gap', async ({
  services,
  feed,
}) => {
  await appendOldEvents(feed, { january: 700, february: 10 })
  const app = await services.apps.find(feed.appId)
  if (app === null) throw new Error('app not found')
  const ctx: Context = { ...services, app, caller: createCommandLineCaller('test') }
  const request = { types: null, stores: null, consumer: null, after: feed.cursorAt(0) }
  const events = await subscribeToEvents(ctx, request)
  const seen: bigint[] = []
  const pull = async () => {
    const { value } = await events.next()
    if (value !== undefined) seen.push(value.position)
  }
  await pull()
  await pruneJanuary(services)
  await expect(
    (async () => {
      while (seen.length < 710) await pull()
    })(),
  ).rejects.toThrow('after has expired')
  // The events read before are delivered, and none after the gap.
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => BigInt(index + 1)))
  expect(seen.length).toBeLessThan(700)
})
