import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { encodeCursor } from '../../src/platform/cursor.ts'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { createAppClient, expectField } from '../support/buyer.ts'
import { openRawWebSocket } from '../support/raw-websocket.ts'
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

const openFixture = () => openFeedFixture(server, sql)

const consumersText = `query ($first: Int, $after: Cursor) { eventConsumers(first: $first, after: $after) {
  nodes { name cursor ackedAt lag oldestUnackedAgeSeconds } pageInfo { hasNextPage endCursor } } }`
const pageText = `query ($after: Cursor, $consumer: String) { paymentEvents(after: $after, consumer: $consumer) {
  nodes { cursor } pageInfo { endCursor } } }`
const subscriptionText =
  'subscription ($after: Cursor, $consumer: String) { paymentEvents(after: $after, consumer: $consumer) { cursor } }'

const readCursors = async ({ api }: FeedFixture, consumer: string) =>
  (await api.query(pageText, { consumer })).paymentEvents.nodes.map(({ cursor }) => cursor)

test('a consumer goes on after what it acknowledged, in pages and in the stream, and from the beginning before that', async () => {
  const desk = await openFixture()
  const cursors = await desk.appendEvents(4)
  expect(await readCursors(desk, 'books')).toEqual(cursors)
  const acked = await desk.api.mutate('ackEvents', { consumer: 'books', cursor: cursors[1]! })
  const nodeText = 'query ($id: ID!) { node(id: $id) { ... on EventConsumer { name lag } } }'
  const { node } = await desk.api.query(nodeText, { id: acked.consumer?.id })
  expect(node).toEqual({ name: 'books', lag: 2 })
  expect(acked).toMatchObject({
    problem: null,
    consumer: { name: 'books', cursor: cursors[1], lag: 2 },
  })
  expect(await readCursors(desk, 'books')).toEqual(cursors.slice(2))
  const socket = await openRawWebSocket(server.webSocketUrl)
  await socket.init({ authorization: desk.api.headers['authorization'] })
  for (const [consumer, expected] of [
    ['books', cursors.slice(2)],
    ['new', cursors],
  ] as const) {
    socket.subscribe(consumer, subscriptionText, { consumer })
    for (const cursor of expected) {
      expect((await socket.next(consumer)).payload).toEqual({ data: { paymentEvents: { cursor } } })
    }
  }
  socket.close()
})

test('acknowledgements that come late or twice never move a consumer back, unless it is forced', async () => {
  const desk = await openFixture()
  const cursors = await desk.appendEvents(20)
  const shuffled = cursors.toSorted(() => Math.random() - 0.5)
  await Promise.all(
    shuffled.map((cursor) => desk.api.mutate('ackEvents', { consumer: 'books', cursor, allowRewind: false })),
  )
  expect(await readCursors(desk, 'books')).toEqual([])
  const late = await desk.api.mutate('ackEvents', { consumer: 'books', cursor: cursors[0]! })
  expect(late.consumer?.cursor).toBe(cursors[19])
  const forced = await desk.api.mutate('ackEvents', {
    consumer: 'books',
    cursor: cursors[0]!,
    allowRewind: true,
  })
  expect(forced.consumer).toMatchObject({ cursor: cursors[0], lag: 19 })
  expect(await readCursors(desk, 'books')).toEqual(cursors.slice(1))
})

test('lag is what is not acknowledged, and the age of the first of it; nothing when all is acknowledged', async () => {
  const desk = await openFixture()
  const cursors = await desk.appendEvents(3)
  await sql`update events set at = now() - interval '90 seconds' where app_id = ${desk.appId} and position = 2`
  const { consumer } = await desk.api.mutate('ackEvents', { consumer: 'books', cursor: cursors[0]! })
  expect(consumer?.lag).toBe(2)
  expect(consumer?.oldestUnackedAgeSeconds).toBeGreaterThanOrEqual(90)
  expect(consumer?.oldestUnackedAgeSeconds).toBeLessThan(150)
  const done = await desk.api.mutate('ackEvents', { consumer: 'books', cursor: cursors[2]! })
  expect(done.consumer).toMatchObject({ lag: 0, oldestUnackedAgeSeconds: 0 })
  await desk.api.mutate('ackEvents', { consumer: 'books', cursor: cursors[0]!, allowRewind: true })
  await sql`delete from events where app_id = ${desk.appId} and position > 1`
  const { eventConsumers: consumers } = await desk.api.query(consumersText)
  expect(consumers.nodes).toMatchObject([{ lag: 0, oldestUnackedAgeSeconds: 0 }])
})

test('consumers are listed by name, page by page, each of its own project only', async () => {
  const [desk, other] = [await openFixture(), await openFixture()]
  const [cursor] = await desk.appendEvents(1)
  const names = ['a', 'b', 'c', '가'.repeat(100), '🙂'.repeat(50)]
  for (const consumer of names) await desk.api.mutate('ackEvents', { consumer, cursor: cursor! })
  const seen: string[] = []
  let after: string | null = null
  for (let more = true; more;) {
    const page: Awaited<ReturnType<ApiClient['query']>>['eventConsumers'] = (
      await desk.api.query(consumersText, { first: 1, after })
    ).eventConsumers
    seen.push(...page.nodes.map(({ name }) => name))
    after = page.pageInfo.endCursor ?? null
    more = page.pageInfo.hasNextPage
  }
  expect(seen.toSorted()).toEqual(names.toSorted())
  expect((await other.api.query(consumersText)).eventConsumers.nodes).toEqual([])
  expect(await other.api.queryErrorCodes(consumersText, { after })).toEqual(['BAD_USER_INPUT'])
})

test('a deleted consumer is gone, and begins anew', async () => {
  const desk = await openFixture()
  const cursors = await desk.appendEvents(2)
  await desk.api.mutate('ackEvents', { consumer: 'books', cursor: cursors[0]! })
  const deleted = await desk.api.mutate('deleteEventConsumer', { consumer: 'books' })
  expect(deleted).toMatchObject({ problem: null, consumer: { name: 'books', cursor: cursors[0] } })
  const again = await desk.api.mutate('deleteEventConsumer', { consumer: 'books' })
  expect(again).toEqual({ problem: null, consumer: null })
  expect(await readCursors(desk, 'books')).toEqual(cursors)
})

const auditText = `query ($subjectId: ID) { auditLog(subjectId: $subjectId) {
  nodes { actor action subjectId reason changes } } }`
const readAudit = async ({ api }: FeedFixture, subjectId: string | null = null) =>
  (await api.query(auditText, { subjectId })).auditLog.nodes.map(({ changes, ...entry }) => ({
    ...entry,
    changes,
  }))

test('who puts a consumer back or forgets it is in the audit log, with where it was; going on is not', async () => {
  const desk = await openFixture()
  const cursors = await desk.appendEvents(3)
  const ack = (cursor: string, allowRewind: boolean) =>
    desk.api.mutate('ackEvents', { consumer: 'books', cursor, allowRewind })
  const { id } = expectField(await ack(cursors[0]!, true), 'consumer')
  await ack(cursors[2]!, true)
  await ack(cursors[2]!, true)
  await ack(cursors[1]!, false)
  await desk.api.mutate('deleteEventConsumer', { consumer: 'nobody' })
  expect(await readAudit(desk)).toEqual([])
  await ack(cursors[0]!, true)
  await desk.api.mutate('deleteEventConsumer', { consumer: 'books' })
  const about = { actor: expect.stringMatching(/^server key key_/), subjectId: id, reason: null }
  const at = (cursor: string | undefined) => ({ consumer: 'books', cursor })
  const expected = [
    { ...about, action: 'deleteEventConsumer', changes: { before: at(cursors[0]) } },
    { ...about, action: 'ackEvents', changes: { before: at(cursors[2]), after: at(cursors[0]) } },
  ]
  expect(await readAudit(desk)).toEqual(expected)
  expect(await readAudit(desk, id)).toEqual(expected)
})

test('of many who put a consumer back and forget it at once, the audit log tells each step, and each once', async () => {
  const desk = await openFixture()
  const cursors = await desk.appendEvents(6)
  await desk.api.mutate('ackEvents', { consumer: 'books', cursor: cursors[5]! })
  const backwards = cursors.slice(0, 5).map((cursor) => ({ consumer: 'books', cursor, allowRewind: true }))
  const outcomes = await Promise.all([
    ...backwards.map((input) => desk.api.mutate('ackEvents', input)),
    desk.api.mutate('deleteEventConsumer', { consumer: 'books' }),
    desk.api.mutate('deleteEventConsumer', { consumer: 'books' }),
  ])
  expect(outcomes.map(({ problem }) => problem)).toEqual(outcomes.map(() => null))
  const entries = await readAudit(desk)
  // One that was put back after it was forgotten is another one.
  const forgotten = entries.flatMap(({ action, subjectId }) =>
    action === 'deleteEventConsumer' ? [subjectId] : [],
  )
  expect(forgotten.length).toBeGreaterThan(0)
  expect(new Set(forgotten).size).toBe(forgotten.length)
  const stepsBack = entries.flatMap(({ action, changes }) =>
    action === 'ackEvents' ? [changes as Record<'before' | 'after', { cursor: string }>] : [],
  )
  const place = ({ cursor }: { readonly cursor: string }) => cursors.indexOf(cursor)
  for (const { before, after } of stepsBack) expect(place(after)).toBeLessThan(place(before))
})

test('a cursor that is foreign or lies beyond the end is refused, and nothing is kept', async () => {
  const [desk, other] = [await openFixture(), await openFixture()]
  await desk.appendEvents(1)
  const [foreign] = await other.appendEvents(1)
  const beyond = desk.cursorAt(2)
  for (const cursor of [foreign!, 'garbage', '']) {
    expect(await desk.api.mutationErrorCodes('ackEvents', { consumer: 'books', cursor })).toEqual([
      'BAD_USER_INPUT',
    ])
  }
  const { problem } = await desk.api.mutate('ackEvents', {
    consumer: 'books',
    cursor: beyond,
    allowRewind: true,
  })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['cursor'] })
  expect(await desk.api.queryErrorCodes(pageText, { after: beyond })).toEqual(['BAD_USER_INPUT'])
  expect((await desk.api.query(consumersText)).eventConsumers.nodes).toEqual([])
})

test('a cursor of the list that names nobody who could be is refused', async () => {
  const desk = await openFixture()
  for (const name of ['nul \0', '']) {
    const after = encodeCursor('consumers', desk.appId, name)
    expect(await desk.api.queryErrorCodes(consumersText, { after })).toEqual(['BAD_USER_INPUT'])
  }
})

test('wrong names, and a cursor beside a consumer, are refused', async () => {
  const desk = await openFixture()
  const [cursor] = await desk.appendEvents(1)
  for (const consumer of ['', 'x'.repeat(101), 'a\u0000b']) {
    for (const { problem } of [
      await desk.api.mutate('ackEvents', { consumer, cursor: cursor! }),
      await desk.api.mutate('deleteEventConsumer', { consumer }),
    ]) {
      expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['consumer'] })
    }
    expect(await desk.api.queryErrorCodes(pageText, { consumer })).toEqual(['BAD_USER_INPUT'])
  }
  expect(await desk.api.queryErrorCodes(pageText, { consumer: 'books', after: cursor })).toEqual([
    'BAD_USER_INPUT',
  ])
})

test('a project has at most 1,000 consumers, and those go on to acknowledge', async () => {
  const desk = await openFixture()
  const [cursor] = await desk.appendEvents(1)
  await sql`insert into feed_consumers select ${desk.appId}::uuid, gen_random_uuid(), 'c' || n, 0, now() from generate_series(1, 1000) n`
  const { problem } = await desk.api.mutate('ackEvents', { consumer: 'one too many', cursor: cursor! })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['consumer'] })
  expect(await desk.api.mutate('ackEvents', { consumer: 'c7', cursor: cursor! })).toMatchObject({
    problem: null,
    consumer: { cursor },
  })
})

test('to acknowledge takes a game server, to look a reader; clients do neither', async () => {
  const desk = await openFixture()
  const [cursor] = await desk.appendEvents(1)
  const { secret } = await desk.api.mutate('createServerKey', { name: 'looks', role: 'READER' })
  const reader = createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret ?? ''}` })
  expect((await reader.query(consumersText)).eventConsumers.nodes).toEqual([])
  const client = createAppClient(server, desk.project)
  for (const api of [reader, client]) {
    expect(await api.mutationErrorCodes('ackEvents', { consumer: 'books', cursor: cursor! })).toEqual([
      'FORBIDDEN',
    ])
    expect(await api.mutationErrorCodes('deleteEventConsumer', { consumer: 'books' })).toEqual(['FORBIDDEN'])
  }
  expect(await client.queryErrorCodes(consumersText)).toEqual(['FORBIDDEN'])
})
