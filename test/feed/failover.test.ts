import postgres, { type Sql } from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sequenceEvents } from '../../src/db/queries/sequence-events.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { startPostgresServer, type PostgresServer, type Standby } from '../setup/postgres-server.ts'
import { eventually } from '../support/eventually.ts'
import { hasPendingEvents, readFeed, writeEvents } from '../support/feed-writer.ts'
import { openRawWebSocket, type RawWebSocket } from '../support/raw-websocket.ts'
import { startTestServerOnDatabase, type TestServer } from '../support/test-server.ts'
import { openFeedFixture, type FeedFixture } from './feed-fixture.ts'
import { startFeedReader } from './feed-reader.ts'
import { runWriteLoad } from './write-load.ts'

const waitOptions = { timeoutMs: 60_000, intervalMs: 50 }

let primary: PostgresServer
let standby: Standby
let server: TestServer
let fixture: FeedFixture
beforeEach(async () => {
  primary = await startPostgresServer()
  server = await startTestServerOnDatabase(primary.url, {})
  fixture = await withSql(primary.url, (sql) => openFeedFixture(server, sql))
  standby = await primary.addStandby()
}, 90_000)
afterEach(async () => {
  await server.close()
  await standby.close()
  await primary.close()
}, 60_000)

/** By a connection of its own: any other one may have been lost. */
async function withSql<Answer>(url: string, query: (sql: Sql) => Promise<Answer>): Promise<Answer> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => undefined })
  try {
    return await query(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const readTable = (url: string) => withSql(url, (sql) => readFeed(sql, fixture.appId))

test('I7: readers of a primary that crashes go on where they were when its standby takes over, and see what it has, in order', async () => {
  // Without it a standby may lack what was told: the next test.
  await withSql(primary.url, (sql) => sql`alter system set synchronous_standby_names = 'standby'`)
  await withSql(primary.url, (sql) => sql`select pg_reload_conf()`)
  const { serverKey } = fixture.project
  const pick = () => server.graphqlUrl
  const readers = [1, 2, 3, 4].map(() =>
    startFeedReader({ serverKey, pickUrl: pick, startCursor: fixture.cursorAt(0) }),
  )
  const stopWriting = new AbortController()
  const writers = [1, 2, 3].map(() => runWriteLoad(primary.url, fixture.appId, stopWriting.signal))
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
    expect(await withSql(primary.url, (sql) => hasPendingEvents(sql, fixture.appId))).toBe(false)
  await eventually(isPlaced, waitOptions)
  const table = (await readTable(primary.url)).map(({ id }) => encodeId('evt', id))
  await Promise.all(readers.map((reader) => reader.finish(table.length, 60_000)))
  for (const reader of readers) expect(reader.seen()).toEqual(table)
}, 180_000)

async function appendEvents(count: number): Promise<void> {
  await withSql(primary.url, (sql) => writeEvents(sql, fixture.appId, count))
  await eventually(() => sequenceEvents(server.instance.services.db), waitOptions)
}

async function subscribe(position: number): Promise<RawWebSocket> {
  const socket = await openRawWebSocket(server.webSocketUrl)
  await socket.init({ authorization: fixture.api.headers['authorization'] })
  socket.subscribe('1', 'subscription ($after: Cursor) { paymentEvents(after: $after) { cursor } }', {
    after: fixture.cursorAt(position),
  })
  return socket
}

const eventMessage = (position: number) => ({
  type: 'next',
  payload: { data: { paymentEvents: { cursor: fixture.cursorAt(position) } } },
})

const pageText = 'query ($after: Cursor) { paymentEvents(after: $after) { nodes { cursor } } }'

/** Five events that both have, and three that were read of the one that crashes. */
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

test('whoever saw what a standby never got hears of it when that takes over; who did not goes on', async () => {
  const { ahead } = await failOverWithLoss()
  expect(await ahead.next()).toMatchObject({
    type: 'error',
    payload: [{ message: 'after is ahead of the end of this feed.', extensions: { code: 'BAD_USER_INPUT' } }],
  })
  expect(await fixture.api.queryErrorCodes(pageText, { after: fixture.cursorAt(8) })).toEqual([
    'BAD_USER_INPUT',
  ])
  const behind = await subscribe(5)
  await appendEvents(1)
  expect(await behind.next()).toMatchObject(eventMessage(100_006))
  ahead.close()
  behind.close()
}, 120_000)

test('I7: no position that was lost is given again, so whoever goes on after it skips nothing, however fast the feed grows', async () => {
  const { ahead } = await failOverWithLoss()
  ahead.close()
  await appendEvents(7)
  const after = fixture.cursorAt(8)
  const { nodes } = (await fixture.api.query(pageText, { after })).paymentEvents
  const positions = Array.from({ length: 7 }, (_, index) => 100_006 + index)
  expect(nodes.map(({ cursor }) => cursor)).toEqual(positions.map(fixture.cursorAt))
  const again = await subscribe(8)
  for (const position of positions) expect(await again.next()).toMatchObject(eventMessage(position))
  again.close()
}, 120_000)
