import postgres, { type Sql } from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { placeEvents } from '../../src/db/queries/place-events.ts'
import { encodeId } from '../../src/platform/ids.ts'
import { startPostgresServer, type PostgresServer, type Standby } from '../setup/postgres-server.ts'
import { eventually } from '../support/eventually.ts'
import { hasUnplaced, readFeed, writeEvents } from '../support/feed-writer.ts'
import { openSocket, type RawSocket } from '../support/raw-socket.ts'
import { startTestServerOn, type TestServer } from '../support/test-server.ts'
import { openFeedDesk, type FeedDesk } from './feed-desk.ts'
import { startFeedReader } from './feed-reader.ts'
import { keepWriting } from './keep-writing.ts'

const patiently = { timeoutMs: 60_000, intervalMs: 50 }

let primary: PostgresServer
let standby: Standby
let at: TestServer
let desk: FeedDesk
beforeEach(async () => {
  primary = await startPostgresServer()
  at = await startTestServerOn(primary.url, {})
  desk = await ask(primary.url, (sql) => openFeedDesk(at, sql))
  standby = await primary.addStandby()
}, 90_000)
afterEach(async () => {
  await at.close()
  await standby.close()
  await primary.close()
}, 60_000)

/** By a connection of its own: any other one may have been lost. */
async function ask<Answer>(url: string, question: (sql: Sql) => Promise<Answer>): Promise<Answer> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, fetch_types: false, onnotice: () => undefined })
  try {
    return await question(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

const readTable = (url: string) => ask(url, (sql) => readFeed(sql, desk.appId))

test('I7: readers of a primary that crashes go on where they were when its standby takes over, and see what it has, in order', async () => {
  // Without it a standby may lack what was told: the next test.
  await ask(primary.url, (sql) => sql`alter system set synchronous_standby_names = 'standby'`)
  await ask(primary.url, (sql) => sql`select pg_reload_conf()`)
  const { serverKey } = desk.project
  const pick = () => at.graphqlUrl
  const readers = [1, 2, 3, 4].map(() => startFeedReader({ serverKey, pick, begin: desk.cursor(0) }))
  const stopWriting = new AbortController()
  const writers = [1, 2, 3].map(() => keepWriting(primary.url, desk.appId, stopWriting.signal))
  const seenBy = (count: number) =>
    eventually(
      () => expect(Math.min(...readers.map((reader) => reader.seen().length))).toBeGreaterThan(count),
      patiently,
    )
  await seenBy(50)
  await primary.stop('immediate')
  const before = (await readTable(standby.url)).length
  await standby.takeOver()
  await seenBy(before + 50)
  stopWriting.abort()
  await Promise.all(writers)
  const isPlaced = async () =>
    expect(await ask(primary.url, (sql) => hasUnplaced(sql, desk.appId))).toBe(false)
  await eventually(isPlaced, patiently)
  const table = (await readTable(primary.url)).map(({ id }) => encodeId('evt', id))
  await Promise.all(readers.map((reader) => reader.finish(table.length, 60_000)))
  for (const reader of readers) expect(reader.seen()).toEqual(table)
}, 180_000)

async function grow(count: number): Promise<void> {
  await ask(primary.url, (sql) => writeEvents(sql, desk.appId, count))
  await eventually(() => placeEvents(at.server.services.db), patiently)
}

async function follow(position: number): Promise<RawSocket> {
  const socket = await openSocket(at.webSocketUrl)
  await socket.init({ authorization: desk.api.headers['authorization'] })
  socket.subscribe('1', 'subscription ($after: Cursor) { paymentEvents(after: $after) { cursor } }', {
    after: desk.cursor(position),
  })
  return socket
}

const told = (position: number) => ({
  type: 'next',
  payload: { data: { paymentEvents: { cursor: desk.cursor(position) } } },
})

const pageText = 'query ($after: Cursor) { paymentEvents(after: $after) { nodes { cursor } } }'

/** Five events that both have, and three that were read of the one that crashes. */
async function failOverWithLoss(): Promise<{ readonly ahead: RawSocket }> {
  await grow(5)
  await eventually(async () => expect(await readTable(standby.url)).toHaveLength(5), patiently)
  await standby.cutOff()
  await grow(3)
  const ahead = await follow(6)
  expect(await ahead.next()).toMatchObject(told(7))
  expect(await ahead.next()).toMatchObject(told(8))
  await primary.stop('immediate')
  await standby.takeOver()
  return { ahead }
}

test('whoever saw what a standby never got hears of it when that takes over; who did not goes on', async () => {
  const { ahead } = await failOverWithLoss()
  expect(await ahead.next()).toMatchObject({
    type: 'error',
    payload: [{ message: 'after lies beyond the end of this feed.', extensions: { code: 'BAD_USER_INPUT' } }],
  })
  expect(await desk.api.refusals(pageText, { after: desk.cursor(8) })).toEqual(['BAD_USER_INPUT'])
  const behind = await follow(5)
  await grow(1)
  expect(await behind.next()).toMatchObject(told(100_006))
  ahead.close()
  behind.close()
}, 120_000)

test('I7: no position that was lost is given again, so whoever goes on after it skips nothing, however fast the feed grows', async () => {
  const { ahead } = await failOverWithLoss()
  ahead.close()
  await grow(7)
  const after = desk.cursor(8)
  const { nodes } = (await desk.api.query(pageText, { after })).paymentEvents
  const positions = Array.from({ length: 7 }, (_, index) => 100_006 + index)
  expect(nodes.map(({ cursor }) => cursor)).toEqual(positions.map(desk.cursor))
  const again = await follow(8)
  for (const position of positions) expect(await again.next()).toMatchObject(told(position))
  again.close()
}, 120_000)
