import postgres, { type Sql } from 'postgres'
import { startPostgresServer } from '../setup/postgres-server.ts'
import { baseTest } from '../support/base-test.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvents } from '../support/feed-writer.ts'
import { createServerClient, expectField } from '../support/purchase-client.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
import { expect, vi } from '../support/test.ts'
import { startTestServerOnDatabase, testSecret, type TestServer } from '../support/test-server.ts'
import { runCli } from '../cli/run-cli.ts'
import { createFeed, type Feed } from './feed-fixture.ts'
import { sequenceAll } from '../support/sequence-all.ts'

/** Starts PostgreSQL several times, which takes long on a busy machine. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

const waitOptions = { timeoutMs: 60_000, intervalMs: 50 }
const pageText = 'query ($after: Cursor) { paymentEvents(after: $after) { nodes { cursor } } }'
const lostCursorError = {
  message: expect.stringContaining(
    'was given out before the database was restored or failed over',
  ) as unknown,
  extensions: { code: 'BAD_USER_INPUT' },
}

const test = baseTest
  .extend('postgres', async ({ temporaryRoot: _ }, { onCleanup }) => {
    const server = await startPostgresServer()
    onCleanup(server.close)
    return server
  })
  .extend('startServer', ({ postgres: _ }, { onCleanup }) => {
    const servers: TestServer[] = []
    onCleanup(async () => {
      await Promise.all(servers.map((server) => server.close()))
    })
    return async (url: string) => {
      const started = await startTestServerOnDatabase(url, {})
      let closing: Promise<void> | null = null
      const server = { ...started, close: () => (closing ??= started.close()) }
      servers.push(server)
      return server
    }
  })

async function withSql<Result>(url: string, query: (sql: Sql) => Promise<Result>): Promise<Result> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => undefined })
  try {
    return await query(sql)
  } finally {
    await sql.end({ timeout: 1 })
  }
}

/** Appends events; returns the cursors of the whole feed. */
async function appendEvents(server: TestServer, { appId, cursorAt }: Feed, count: number): Promise<string[]> {
  const { databaseUrl: url } = server
  await withSql(url, (sql) => writeEvents(sql, appId, count))
  await eventually(() => sequenceAll(server.instance.services.db), waitOptions)
  return (await withSql(url, (sql) => readFeed(sql, appId))).map(({ position }) => cursorAt(position))
}

async function readAfter(server: TestServer, { project }: Feed, after: string): Promise<string[]> {
  const { paymentEvents } = await createServerClient(server, project).query(pageText, { after })
  return paymentEvents.nodes.map(({ cursor }) => cursor)
}

async function subscribe(server: TestServer, { client }: Feed, after: string) {
  const socket = await openRawWebSocket(server.webSocketUrl)
  await socket.init({ authorization: client.headers['authorization'] })
  const text = 'subscription ($after: Cursor) { paymentEvents(after: $after) { cursor } }'
  socket.subscribe('1', text, { after })
  return socket
}

/** The end cursor of a page with a filter that matches nothing. */
async function readEndCursor(
  server: TestServer,
  { project }: Feed,
  { after, hasNextPage }: { readonly after: string | null; readonly hasNextPage: boolean },
): Promise<string> {
  const text =
    'query ($after: Cursor) { paymentEvents(types: [PAYMENT_PAID], after: $after) { pageInfo { hasNextPage endCursor } } }'
  const { pageInfo } = (await createServerClient(server, project).query(text, { after })).paymentEvents
  expect(pageInfo.hasNextPage).toBe(hasNextPage)
  return pageInfo.endCursor ?? ''
}

/** Expects that every way to use the cursor reports that its event is lost. */
async function expectLost(server: TestServer, feed: Feed, cursor: string): Promise<void> {
  const admin = createServerClient(server, feed.project)
  expect(await admin.queryErrorCodes(pageText, { after: cursor })).toEqual(['BAD_USER_INPUT'])
  const socket = await subscribe(server, feed, cursor)
  expect(await socket.next()).toMatchObject({ type: 'next', payload: { errors: [lostCursorError] } })
  socket.close()
  const problem = { code: 'INVALID_INPUT', message: lostCursorError.message }
  for (const allowRewind of [false, true]) {
    const input = { consumer: 'mailer', cursor, allowRewind }
    expect(await admin.mutate('ackEvents', input)).toMatchObject({ consumer: null, problem })
  }
  const created = await admin.mutate('createWebhookEndpoint', { url: 'http://203.0.113.1/hook' })
  const { id } = expectField(created, 'webhookEndpoint')
  expect(await admin.mutate('replayWebhookEvents', { endpointId: id, from: cursor })).toMatchObject({
    problem,
  })
}

test('I7: a copy of a database rejects the cursors of events that only the original has, and continues all others', async ({
  postgres,
  startServer,
}) => {
  const first = await startServer(postgres.url)
  const feed = await withSql(postgres.url, (sql) => createFeed(first, sql))
  const shared = await appendEvents(first, feed, 5)
  const silent = await withSql(postgres.url, (sql) => createFeed(first, sql))
  await createServerClient(first, feed.project).mutate('ackEvents', {
    consumer: 'mailer',
    cursor: shared[3] ?? '',
  })
  await first.close()
  const copyUrl = new URL('/restored', postgres.url).href
  const { pathname } = new URL(postgres.url)
  await withSql(
    new URL('/template1', postgres.url).href,
    (sql) => sql`create database restored template ${sql(pathname.slice(1))}`,
  )
  const original = await startServer(postgres.url)
  const originalCursors = await appendEvents(original, feed, 3)
  const [originalOfSilent = ''] = await appendEvents(original, silent, 1)
  expect(originalCursors).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(feed.cursorAt))

  const copy = await startServer(copyUrl)
  for (const cursor of originalCursors.slice(5)) await expectLost(copy, feed, cursor)
  expect(await readAfter(copy, feed, shared[4] ?? '')).toEqual([])
  const copyCursors = await appendEvents(copy, feed, 7)
  expect(copyCursors.slice(0, 5)).toEqual(shared)
  for (const cursor of originalCursors.slice(5)) await expectLost(copy, feed, cursor)
  await expectLost(original, feed, copyCursors[5] ?? '')
  expect(await readAfter(copy, feed, shared[4] ?? '')).toEqual(copyCursors.slice(5))
  // A feed that was empty in the copy is no exception.
  await appendEvents(copy, silent, 2)
  await expectLost(copy, silent, originalOfSilent)

  const text =
    'query { paymentEvents(consumer: "mailer") { nodes { cursor } } eventConsumers { nodes { lag } } }'
  const { paymentEvents, eventConsumers } = await createServerClient(copy, feed.project).query(text)
  expect(paymentEvents.nodes.map(({ cursor }) => cursor)).toEqual(copyCursors.slice(4))
  // The positions between the epochs do not count.
  expect(eventConsumers.nodes).toEqual([{ lag: 8 }])
  // A page with a filter passes the positions between the epochs at once.
  const middle = await readEndCursor(copy, feed, { after: null, hasNextPage: true })
  expect(await readEndCursor(copy, feed, { after: middle, hasNextPage: false })).toBe(copyCursors.at(-1))
})

test('readers of a server whose files were restored are told, once the command has started a new epoch', async ({
  postgres,
  startServer,
}) => {
  const server = await startServer(postgres.url)
  const feed = await withSql(postgres.url, (sql) => createFeed(server, sql))
  const shared = await appendEvents(server, feed, 3)
  const restore = await postgres.backUpFiles()
  const lost = await eventually(() => appendEvents(server, feed, 4), waitOptions)
  const reader = await subscribe(server, feed, lost[5] ?? '')
  expect(await reader.next()).toMatchObject({ type: 'next' })
  await restore()
  const environment = { DATABASE_URL: postgres.url, COINSLOT_SECRET: testSecret, NODE_ENV: 'test' }
  const command = await runCli(['feed', 'new-epoch', '--json'], environment)
  expect(JSON.parse(command.stdout)).toEqual({ feeds: expect.any(Number) as unknown })
  const continued = await eventually(() => appendEvents(server, feed, 6), waitOptions)
  expect(await reader.next()).toMatchObject({ type: 'error', payload: [lostCursorError] })
  reader.close()
  for (const cursor of lost.slice(3)) await expectLost(server, feed, cursor)
  expect(await readAfter(server, feed, shared[2] ?? '')).toEqual(continued.slice(3))
})
