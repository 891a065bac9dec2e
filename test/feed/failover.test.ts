import postgres, { type Sql } from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { encodeId } from '../../src/platform/ids.ts'
import { startPostgresServer, type PostgresServer, type Standby } from '../setup/postgres-server.ts'
import { eventually } from '../support/eventually.ts'
import { hasPendingEvents, readFeed, writeEvents } from '../support/feed-writer.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import { startTestServerOnDatabase, type TestServer } from '../support/test-server.ts'
import { createFeed, type Feed } from './feed-fixture.ts'
import { startFeedReader } from './feed-reader.ts'
import { runWriteLoad } from './write-load.ts'
import { sequenceAll } from '../support/sequence-all.ts'

const waitOptions = { timeoutMs: 60_000, intervalMs: 50 }

let primary: PostgresServer
let standby: Standby
let server: TestServer
let feed: Feed
beforeEach(async () => {
  primary = await startPostgresServer()
  server = await startTestServerOnDatabase(primary.url, {})
  feed = await withSql(primary.url, (sql) => createFeed(server, sql))
  standby = await primary.addStandby()
}, 90_000)
afterEach(async () => {
  await server.close()
  await standby.close()
  await primary.close()
}, 60_000)

/** Uses a new connection, because any other one may have been lost. */
async function withSql<Result>(url: string, query: (sql: Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => undefined })
  try {
    return await query(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const readTable = (url: string) => withSql(url, (sql) => readFeed(sql, feed.appId))

test('I7: readers of a primary that crashes resume when its standby takes over, and see its events in order', async () => {
  // Without synchronous replication the standby may lack events: see the next test.
  await withSql(primary.url, (sql) => sql`alter system set synchronous_standby_names = 'standby'`)
  await withSql(primary.url, (sql) => sql`select pg_reload_conf()`)
  const { serverKey } = feed.project
  const pickUrl = () => server.graphqlUrl
  const readers = [1, 2, 3, 4].map(() =>
    startFeedReader({ serverKey, pickUrl, startCursor: feed.cursorAt(0) }),
  )
  const stopWriting = new AbortController()
  const writers = [1, 2, 3].map(() => runWriteLoad(primary.url, feed.appId, stopWriting.signal))
  const seenBy = (count: number) =>
    eventually(
      () => expect(Math.min(...readers.map((reader) => reader.seen().length))).toBeGreaterThan(count),
      waitOptions,
    )
  await seenBy(50)
  await primary.stop('immediate')
  const before = (await readTable(standby.url)).length
  await standby.promoteAtPrimaryAddress()
  await seenBy(before + 50)
  stopWriting.abort()
  await Promise.all(writers)
  const isPlaced = async () =>
    expect(await withSql(primary.url, (sql) => hasPendingEvents(sql, feed.appId))).toBe(false)
  await eventually(isPlaced, waitOptions)
  const table = (await readTable(primary.url)).map(({ id }) => encodeId('evt', id))
  await Promise.all(readers.map((reader) => reader.finish(table.length, 60_000)))
  for (const reader of readers) expect(reader.seen()).toEqual(table)
}, 180_000)

async function appendEvents(count: number): Promise<void> {
  await withSql(primary.url, (sql) => writeEvents(sql, feed.appId, count))
  await eventually(() => sequenceAll(server.instance.services.db), waitOptions)
}

async function subscribe(position: number): Promise<RawWebSocket> {
  const socket = await openRawWebSocket(server.webSocketUrl)
  await socket.init({ authorization: feed.client.headers['authorization'] })
  socket.subscribe('1', 'subscription ($after: Cursor) { paymentEvents(after: $after) { cursor } }', {
    after: feed.cursorAt(position),
  })
  return socket
}

const eventMessage = (position: number) => ({
  type: 'next',
  payload: { data: { paymentEvents: { cursor: feed.cursorAt(position) } } },
})

const pageText = 'query ($after: Cursor) { paymentEvents(after: $after) { nodes { cursor } } }'

/** Fails over after five events that both servers have, and three that only the crashed one had. */
async function failOverWithLoss(): Promise<{ readonly ahead: RawWebSocket }> {
  await appendEvents(5)
  await eventually(async () => expect(await readTable(standby.url)).toHaveLength(5), waitOptions)
  await standby.stopReplication()
  await appendEvents(3)
  const ahead = await subscribe(6)
  expect(await ahead.next()).toMatchObject(eventMessage(7))
  expect(await ahead.next()).toMatchObject(eventMessage(8))
  await primary.stop('immediate')
  await standby.promoteAtPrimaryAddress()
  return { ahead }
}

const lostCursorError = {
  message: expect.stringContaining(
    'was given out before the database was restored or failed over',
  ) as unknown,
  extensions: { code: 'BAD_USER_INPUT' },
}

/** The position of the first event of the epoch that began with the failover. */
async function readEpochStart(): Promise<number> {
  const [row] = await withSql(
    primary.url,
    (sql) =>
      sql`select first_position from feed_epochs where app_id = ${feed.appId} and previous_position = 5`,
  )
  return Number(row?.['first_position'])
}

test('a reader of events that the standby never received gets an error after the failover, and others continue', async () => {
  const { ahead } = await failOverWithLoss()
  expect(await ahead.next()).toMatchObject({ type: 'error', payload: [lostCursorError] })
  expect(await feed.client.queryErrorCodes(pageText, { after: feed.cursorAt(8) })).toEqual(['BAD_USER_INPUT'])
  const behind = await subscribe(5)
  await appendEvents(1)
  expect(await behind.next()).toMatchObject(eventMessage(await readEpochStart()))
  ahead.close()
  behind.close()
}, 120_000)

test('I7: a cursor of a lost event is rejected also when the feed has grown again, and no other reader skips an event', async () => {
  const { ahead } = await failOverWithLoss()
  ahead.close()
  await appendEvents(7)
  for (const lost of [6, 7, 8]) {
    const rejected = await subscribe(lost)
    expect(await rejected.next()).toMatchObject({ type: 'next', payload: { errors: [lostCursorError] } })
    rejected.close()
    expect(await feed.client.queryErrorCodes(pageText, { after: feed.cursorAt(lost) })).toEqual([
      'BAD_USER_INPUT',
    ])
  }
  const first = await readEpochStart()
  const positions = Array.from({ length: 7 }, (_, index) => first + index)
  const { nodes } = (await feed.client.query(pageText, { after: feed.cursorAt(5) })).paymentEvents
  expect(nodes.map(({ cursor }) => cursor)).toEqual(positions.map(feed.cursorAt))
  const again = await subscribe(5)
  for (const position of positions) expect(await again.next()).toMatchObject(eventMessage(position))
  again.close()
}, 120_000)
