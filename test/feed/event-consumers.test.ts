import { encodeCursor } from '../../src/platform/cursor.ts'
import { createApiClient, type ApiClient } from '../support/api.ts'
import { createAppClient, expectField } from '../support/purchase-client.ts'
import { type Feed, expect, feedTest as test } from './feed-fixture.ts'

const consumersText = `query ($first: Int, $after: Cursor) { eventConsumers(first: $first, after: $after) {
  nodes { name cursor ackedAt lag oldestUnackedAgeSeconds } pageInfo { hasNextPage endCursor } } }`
const pageText = `query ($after: Cursor, $consumer: String) { paymentEvents(after: $after, consumer: $consumer) {
  nodes { cursor } pageInfo { endCursor } } }`
const subscriptionText =
  'subscription ($after: Cursor, $consumer: String) { paymentEvents(after: $after, consumer: $consumer) { cursor } }'

const readCursors = async ({ client }: Feed, consumer: string) =>
  (await client.query(pageText, { consumer })).paymentEvents.nodes.map(({ cursor }) => cursor)

test('a consumer continues after its acknowledged cursor, in pages and in subscriptions, and a new one at the beginning', async ({
  feed,
  openSocket,
}) => {
  const cursors = await feed.appendEvents(4)
  expect(await readCursors(feed, 'books')).toEqual(cursors)
  const acked = await feed.client.mutate('ackEvents', { consumer: 'books', cursor: cursors[1]! })
  const nodeText = 'query ($id: ID!) { node(id: $id) { ... on EventConsumer { name lag } } }'
  const { node } = await feed.client.query(nodeText, { id: acked.consumer?.id })
  expect(node).toEqual({ name: 'books', lag: 2 })
  expect(acked).toMatchObject({
    problem: null,
    consumer: { name: 'books', cursor: cursors[1], lag: 2 },
  })
  expect(await readCursors(feed, 'books')).toEqual(cursors.slice(2))
  const { authorization } = feed.client.headers
  const socket = await openSocket({ connectionParams: { authorization } })
  for (const [consumer, expected] of [
    ['books', cursors.slice(2)],
    ['new', cursors],
  ] as const) {
    socket.subscribe(consumer, subscriptionText, { consumer })
    for (const cursor of expected) {
      expect((await socket.next(consumer)).payload).toEqual({ data: { paymentEvents: { cursor } } })
    }
  }
})

test('a late or repeated acknowledgement never moves a consumer back, unless rewinding is allowed', async ({
  feed,
}) => {
  const cursors = await feed.appendEvents(20)
  const shuffled = cursors.toSorted(() => Math.random() - 0.5)
  await Promise.all(
    shuffled.map((cursor) =>
      feed.client.mutate('ackEvents', { consumer: 'books', cursor, allowRewind: false }),
    ),
  )
  expect(await readCursors(feed, 'books')).toEqual([])
  const late = await feed.client.mutate('ackEvents', { consumer: 'books', cursor: cursors[0]! })
  expect(late.consumer?.cursor).toBe(cursors[19])
  const forced = await feed.client.mutate('ackEvents', {
    consumer: 'books',
    cursor: cursors[0]!,
    allowRewind: true,
  })
  expect(forced.consumer).toMatchObject({ cursor: cursors[0], lag: 19 })
  expect(await readCursors(feed, 'books')).toEqual(cursors.slice(1))
})

test('the lag of a consumer is the number of unacknowledged events and the age of the oldest one', async ({
  sql,
  feed,
}) => {
  const cursors = await feed.appendEvents(3)
  await sql`update events set occurred_at = now() - interval '90 seconds' where app_id = ${feed.appId} and position = 2`
  const { consumer } = await feed.client.mutate('ackEvents', { consumer: 'books', cursor: cursors[0]! })
  expect(consumer?.lag).toBe(2)
  expect(consumer?.oldestUnackedAgeSeconds).toBeGreaterThanOrEqual(90)
  expect(consumer?.oldestUnackedAgeSeconds).toBeLessThan(150)
  const done = await feed.client.mutate('ackEvents', { consumer: 'books', cursor: cursors[2]! })
  expect(done.consumer).toMatchObject({ lag: 0, oldestUnackedAgeSeconds: 0 })
  await feed.client.mutate('ackEvents', { consumer: 'books', cursor: cursors[0]!, allowRewind: true })
  await sql`delete from events where app_id = ${feed.appId} and position > 1`
  const { eventConsumers: consumers } = await feed.client.query(consumersText)
  expect(consumers.nodes).toMatchObject([{ lag: 0, oldestUnackedAgeSeconds: 0 }])
})

test('consumers are listed by name, page by page, each of its own project only', async ({
  feed,
  otherFeed,
}) => {
  const [cursor] = await feed.appendEvents(1)
  const names = ['a', 'b', 'c', '가'.repeat(100), '🙂'.repeat(50)]
  for (const consumer of names) await feed.client.mutate('ackEvents', { consumer, cursor: cursor! })
  const seen: string[] = []
  let after: string | null = null
  for (let more = true; more;) {
    const page: Awaited<ReturnType<ApiClient['query']>>['eventConsumers'] = (
      await feed.client.query(consumersText, { first: 1, after })
    ).eventConsumers
    seen.push(...page.nodes.map(({ name }) => name))
    after = page.pageInfo.endCursor ?? null
    more = page.pageInfo.hasNextPage
  }
  expect(seen.toSorted()).toEqual(names.toSorted())
  expect((await otherFeed.client.query(consumersText)).eventConsumers.nodes).toEqual([])
  expect(await otherFeed.client.queryErrorCodes(consumersText, { after })).toEqual(['BAD_USER_INPUT'])
})

test('a deleted consumer is removed, and starts again at the beginning', async ({ feed }) => {
  const cursors = await feed.appendEvents(2)
  await feed.client.mutate('ackEvents', { consumer: 'books', cursor: cursors[0]! })
  const deleted = await feed.client.mutate('deleteEventConsumer', { consumer: 'books' })
  expect(deleted).toMatchObject({ problem: null, consumer: { name: 'books', cursor: cursors[0] } })
  const again = await feed.client.mutate('deleteEventConsumer', { consumer: 'books' })
  expect(again).toEqual({ problem: null, consumer: null })
  expect(await readCursors(feed, 'books')).toEqual(cursors)
})

const auditText = `query ($subjectId: ID) { auditLog(subjectId: $subjectId) {
  nodes { actor { kind } action subjectId reason changes } } }`
const readAudit = async ({ client }: Feed, subjectId: string | null = null) =>
  (await client.query(auditText, { subjectId })).auditLog.nodes
    .filter(({ action }) => action !== 'createAppKey')
    .map(({ changes, ...entry }) => ({
      ...entry,
      changes,
    }))

test('rewinding and deleting a consumer are in the audit log with its previous cursor, and acknowledging is not', async ({
  feed,
}) => {
  const cursors = await feed.appendEvents(3)
  const ack = (cursor: string, allowRewind: boolean) =>
    feed.client.mutate('ackEvents', { consumer: 'books', cursor, allowRewind })
  const { id } = expectField(await ack(cursors[0]!, true), 'consumer')
  await ack(cursors[2]!, true)
  await ack(cursors[2]!, true)
  await ack(cursors[1]!, false)
  await feed.client.mutate('deleteEventConsumer', { consumer: 'nobody' })
  expect(await readAudit(feed)).toEqual([])
  await ack(cursors[0]!, true)
  await feed.client.mutate('deleteEventConsumer', { consumer: 'books' })
  const about = { actor: { kind: 'SERVER_KEY' }, subjectId: id, reason: null }
  const at = (cursor: string | undefined) => ({ consumer: 'books', cursor })
  const expected = [
    { ...about, action: 'deleteEventConsumer', changes: { before: at(cursors[0]) } },
    { ...about, action: 'ackEvents', changes: { before: at(cursors[2]), after: at(cursors[0]) } },
  ]
  expect(await readAudit(feed)).toEqual(expected)
  expect(await readAudit(feed, id)).toEqual(expected)
})

test('concurrent rewinds and deletions of a consumer are each in the audit log once', async ({ feed }) => {
  const cursors = await feed.appendEvents(6)
  await feed.client.mutate('ackEvents', { consumer: 'books', cursor: cursors[5]! })
  const backwards = cursors.slice(0, 5).map((cursor) => ({ consumer: 'books', cursor, allowRewind: true }))
  const outcomes = await Promise.all([
    ...backwards.map((input) => feed.client.mutate('ackEvents', input)),
    feed.client.mutate('deleteEventConsumer', { consumer: 'books' }),
    feed.client.mutate('deleteEventConsumer', { consumer: 'books' }),
  ])
  expect(outcomes.map(({ problem }) => problem)).toEqual(outcomes.map(() => null))
  const entries = await readAudit(feed)
  // A consumer that was rewound after its deletion is a new one.
  const deletedIds = entries.flatMap(({ action, subjectId }) =>
    action === 'deleteEventConsumer' ? [subjectId] : [],
  )
  expect(deletedIds.length).toBeGreaterThan(0)
  expect(new Set(deletedIds).size).toBe(deletedIds.length)
  const rewinds = entries.flatMap(({ action, changes }) =>
    action === 'ackEvents' ? [changes as Record<'before' | 'after', { cursor: string }>] : [],
  )
  const positionOf = ({ cursor }: { readonly cursor: string }) => cursors.indexOf(cursor)
  for (const { before, after } of rewinds) expect(positionOf(after)).toBeLessThan(positionOf(before))
})

test('a cursor of another feed or beyond the end is rejected, and nothing is stored', async ({
  feed,
  otherFeed,
}) => {
  await feed.appendEvents(1)
  const [foreign] = await otherFeed.appendEvents(1)
  const beyond = feed.cursorAt(2)
  for (const cursor of [foreign!, 'garbage', '']) {
    expect(await feed.client.mutationErrorCodes('ackEvents', { consumer: 'books', cursor })).toEqual([
      'BAD_USER_INPUT',
    ])
  }
  const { problem } = await feed.client.mutate('ackEvents', {
    consumer: 'books',
    cursor: beyond,
    allowRewind: true,
  })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['cursor'] })
  expect(await feed.client.queryErrorCodes(pageText, { after: beyond })).toEqual(['BAD_USER_INPUT'])
  expect((await feed.client.query(consumersText)).eventConsumers.nodes).toEqual([])
})

test('a list cursor with an invalid consumer name is rejected', async ({ feed }) => {
  for (const name of ['nul \0', '']) {
    const after = encodeCursor('consumers', feed.appId, name)
    expect(await feed.client.queryErrorCodes(consumersText, { after })).toEqual(['BAD_USER_INPUT'])
  }
})

test('an invalid consumer name, and a cursor together with a consumer, are rejected', async ({ feed }) => {
  const [cursor] = await feed.appendEvents(1)
  for (const consumer of ['', 'x'.repeat(101), 'a\u0000b']) {
    for (const { problem } of [
      await feed.client.mutate('ackEvents', { consumer, cursor: cursor! }),
      await feed.client.mutate('deleteEventConsumer', { consumer }),
    ]) {
      expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['consumer'] })
    }
    expect(await feed.client.queryErrorCodes(pageText, { consumer })).toEqual(['BAD_USER_INPUT'])
  }
  expect(await feed.client.queryErrorCodes(pageText, { consumer: 'books', after: cursor })).toEqual([
    'BAD_USER_INPUT',
  ])
})

test('a project has at most 1,000 consumers, and those can still acknowledge', async ({ sql, feed }) => {
  const [cursor] = await feed.appendEvents(1)
  await sql`insert into event_consumers select ${feed.appId}::uuid, gen_random_uuid(), 'c' || n, 0, now() from generate_series(1, 1000) n`
  const { problem } = await feed.client.mutate('ackEvents', { consumer: 'one too many', cursor: cursor! })
  expect(problem).toMatchObject({ code: 'INVALID_INPUT', field: ['consumer'] })
  expect(await feed.client.mutate('ackEvents', { consumer: 'c7', cursor: cursor! })).toMatchObject({
    problem: null,
    consumer: { cursor },
  })
})

test('acknowledging requires the role GAME_SERVER, reading the role READER, and clients may do neither', async ({
  server,
  feed,
}) => {
  const [cursor] = await feed.appendEvents(1)
  const { secret } = await feed.client.mutate('createServerKey', { name: 'reader', role: 'READER' })
  const reader = createApiClient(server.graphqlUrl, { authorization: `Bearer ${secret ?? ''}` })
  expect((await reader.query(consumersText)).eventConsumers.nodes).toEqual([])
  const client = createAppClient(server, feed.project)
  for (const caller of [reader, client]) {
    expect(await caller.mutationErrorCodes('ackEvents', { consumer: 'books', cursor: cursor! })).toEqual([
      'FORBIDDEN',
    ])
    expect(await caller.mutationErrorCodes('deleteEventConsumer', { consumer: 'books' })).toEqual([
      'FORBIDDEN',
    ])
  }
  expect(await client.queryErrorCodes(consumersText)).toEqual(['FORBIDDEN'])
})
