import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Context } from '../../src/domain/context.ts'
import { subscribeToEvents } from '../../src/domain/event/subscribe-to-events.ts'
import { prune } from '../../src/domain/retention/prune.ts'
import { readFeed, writePastEvents } from '../support/feed-writer.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { openFeedFixture, type FeedFixture } from './feed-fixture.ts'

let server: TestServer
let sql: Sql
beforeAll(async () => {
  server = await startTestServer({ environment: { EVENT_RETENTION_DAYS: '365' } })
  sql = postgres(server.databaseUrl, { max: 2, onnotice: () => undefined })
})
afterAll(async () => {
  await sql.end()
  await server.close()
})

/** The hourly run, as if it were that day. */
const pruneOn = (day: string) => prune({ ...server.instance.services, clock: () => new Date(day) })

/** A feed of which the first month is no longer kept. */
async function openFixtureWithOldEvents({ january = 3, february = 3 } = {}): Promise<FeedFixture> {
  const desk = await openFeedFixture(server, sql)
  await writePastEvents(sql, desk.appId, { day: '2015-01-10', count: january })
  await writePastEvents(sql, desk.appId, { day: '2015-02-10', count: february })
  return desk
}
const pruneJanuary = () => pruneOn('2016-02-15')

const pageText = `query ($after: Cursor, $consumer: String) { paymentEvents(after: $after, consumer: $consumer) {
  nodes { cursor } pageInfo { endCursor } } }`
const subscriptionText =
  'subscription ($after: Cursor, $consumer: String) { paymentEvents(after: $after, consumer: $consumer) { cursor } }'

async function readPage({ api }: FeedFixture, where: { after?: string; consumer?: string }) {
  const { nodes } = (await api.query(pageText, where)).paymentEvents
  return { cursors: nodes.map(({ cursor }) => cursor) }
}

test('a month of events goes when all of it is older than wished, and not before', async () => {
  const desk = await openFixtureWithOldEvents()
  const kept = async () => (await readFeed(sql, desk.appId)).map(({ position }) => position)
  await pruneOn('2016-01-31T12:00:00Z')
  expect(await kept()).toEqual([1, 2, 3, 4, 5, 6])
  await pruneOn('2016-02-01T00:00:00Z')
  expect(await kept()).toEqual([4, 5, 6])
  await pruneOn('2100-01-01T00:00:00Z')
  expect(await kept()).toEqual([])
  await desk.appendEvents(1)
  expect(await kept()).toEqual([7])
})

test('a cursor older than what is kept is refused, in pages and in the stream; the oldest one that is good misses nothing', async () => {
  const desk = await openFixtureWithOldEvents()
  const kept = [4, 5, 6].map(desk.cursorAt)
  expect((await readPage(desk, {})).cursors).toEqual([1, 2, 3, 4, 5, 6].map(desk.cursorAt))
  await pruneJanuary()
  expect(await readPage(desk, {})).toEqual({ cursors: kept })
  expect(await readPage(desk, { after: desk.cursorAt(3) })).toEqual({ cursors: kept })
  const socket = await openRawWebSocket(server.webSocketUrl)
  await socket.init({ authorization: desk.api.headers['authorization'] })
  for (const position of [0, 2]) {
    const after = desk.cursorAt(position)
    expect(await desk.api.queryErrorCodes(pageText, { after })).toEqual(['BAD_USER_INPUT'])
    socket.subscribe(after, subscriptionText, { after })
    const message = expect.stringContaining('after is older than what this feed keeps')
    const refusal = { message, extensions: { code: 'BAD_USER_INPUT' } }
    expect((await socket.next(after)).payload).toMatchObject({ errors: [refusal] })
  }
  socket.close()
})

test('a consumer that stands before what is kept is refused until it is moved or forgotten; a new one begins with what is kept', async () => {
  const desk = await openFixtureWithOldEvents()
  const kept = [4, 5, 6].map(desk.cursorAt)
  for (const consumer of ['moved', 'forgotten']) {
    await desk.api.mutate('ackEvents', { consumer, cursor: desk.cursorAt(1) })
  }
  await pruneJanuary()
  for (const consumer of ['moved', 'forgotten']) {
    expect(await desk.api.queryErrorCodes(pageText, { consumer })).toEqual(['BAD_USER_INPUT'])
  }
  const late = await desk.api.mutate('ackEvents', { consumer: 'moved', cursor: desk.cursorAt(2) })
  expect(late.problem).toMatchObject({
    code: 'INVALID_INPUT',
    message: expect.stringContaining('older than'),
    field: ['cursor'],
  })
  await desk.api.mutate('ackEvents', { consumer: 'moved', cursor: desk.cursorAt(4) })
  expect((await readPage(desk, { consumer: 'moved' })).cursors).toEqual(kept.slice(1))
  await desk.api.mutate('deleteEventConsumer', { consumer: 'forgotten' })
  expect((await readPage(desk, { consumer: 'forgotten' })).cursors).toEqual(kept)
})

test('I7: a subscriber that is still catching up when its month goes is told so, and is not led over the gap', async () => {
  const desk = await openFixtureWithOldEvents({ january: 700, february: 10 })
  const app = await server.instance.services.apps.find(desk.appId)
  if (app === null) throw new Error('just made')
  const ctx: Context = { ...server.instance.services, app, caller: { kind: 'OPERATOR', name: 'test' } }
  const request = { types: null, stores: null, consumer: null, after: desk.cursorAt(0) }
  const events = await subscribeToEvents(ctx, request)
  const seen: bigint[] = []
  const pull = async () => {
    const { value } = await events.next()
    if (value !== undefined) seen.push(value.position)
  }
  await pull()
  await pruneJanuary()
  await expect(
    (async () => {
      while (seen.length < 710) await pull()
    })(),
  ).rejects.toThrow('after is older than what this feed keeps')
  // What was read before is told; after it nothing is.
  expect(seen).toEqual(Array.from({ length: seen.length }, (_, index) => BigInt(index + 1)))
  expect(seen.length).toBeLessThan(700)
})
