import fc from 'fast-check'
import postgres, { type ReservedSql, type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, type Db } from '../../src/db/client.ts'
import { selectEvents } from '../../src/db/queries/events.ts'
import { sequenceEvents } from '../../src/db/queries/sequence-events.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent, writeEvents } from '../support/feed-writer.ts'

let database: TestDatabase
let sql: Sql
let db: Db & { close: () => Promise<void> }
beforeAll(async () => {
  database = await createTestDatabase()
  sql = postgres(database.url, { max: 12, onnotice: () => undefined })
  db = openDb({ url: database.url, poolSize: 8, preparedStatements: true, statementTimeoutMs: 15_000 })
})
afterAll(async () => {
  await db.close()
  await sql.end()
  await database.drop()
})

test('I7: processes that place at once never give a position twice and leave none out', async () => {
  const appIds = [newUuid(), newUuid(), newUuid()]
  for (const appId of appIds) {
    await sql`
      insert into unplaced_events (app_id, id, type, at, purchase_id, store, status)
      select ${appId}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), gen_random_uuid(), 'TEST_STORE', 'REQUESTED'
      from generate_series(1, 1500)`
  }
  const batches = await Promise.all(Array.from({ length: 8 }, () => sequenceEvents(db)))
  expect(batches.reduce((sum, { placed }) => sum + placed, 0)).toBe(4_500)
  for (const appId of appIds) {
    const feed = await readFeed(sql, appId)
    expect(feed.map(({ position }) => position)).toEqual(
      Array.from({ length: 1_500 }, (_, index) => index + 1),
    )
  }
  const [moved] =
    await sql`select count(*)::int from feed_heads where app_id = any(${appIds}::uuid[]) and position = 1500`
  expect(moved).toEqual({ count: 3 })
})

test('whoever places is told the events of the feeds that it follows, as a reader of the feed would be', async () => {
  const [followed, other] = [newUuid(), newUuid()]
  await writeEvents(sql, followed, 3)
  await sequenceEvents(db)
  await writeEvents(sql, followed, 5)
  await writeEvents(sql, other, 2)
  const { grown } = await sequenceEvents(db, [followed, newUuid()])
  const byApp = new Map(grown.map((feed) => [feed.appId, feed]))
  const read = { after: 3n, upTo: null, limit: 10, types: null, stores: null }
  expect(byApp.get(followed)).toEqual({
    appId: followed,
    head: 8n,
    events: await selectEvents(db, followed, read),
  })
  expect(byApp.get(other)).toEqual({ appId: other, head: 2n, events: [] })
})

test('I7: a process that dies while it places leaves the events to the next one', async () => {
  const appId = newUuid()
  await writeEvent(sql, appId)
  const dying = openDb({
    url: database.url,
    poolSize: 1,
    preparedStatements: true,
    statementTimeoutMs: 15_000,
  })
  await sql.begin(async (blocker) => {
    // What it is about to number is held, so it dies in the middle.
    await blocker`select from unplaced_events where app_id = ${appId} for update`
    const death = sequenceEvents(dying).catch(String)
    await eventually(async () => {
      const ended = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%place_events%'`
      expect(ended).toHaveLength(1)
    })
    expect(await death).toMatch(/terminating connection|CONNECTION_CLOSED/)
  })
  await dying.close()
  await sequenceEvents(db)
  expect(await readFeed(sql, appId)).toMatchObject([{ position: 1 }])
})

test('placing waits for nobody who changes a acknowledgement, and asks for its job all the same', async () => {
  const [appId, paymentId] = [newUuid(), newUuid()]
  await sql`
    insert into apps (app_id, name, consume_model, require_user_token, sandbox_policy, sandboxTesterUserIds, user_token_secret,
      user_token_jwks, created_at)
    values (${appId}, 'placed', 'BUILT_IN', false, 'ALLOW', '{}', '', '[]', now())`
  await sql`
    insert into acknowledgements (app_id, payment_id, consumable, acknowledged, attempts, next_at)
    values (${appId}, ${paymentId}, true, false, 0, 'infinity')`
  await sql.begin(async (holder) => {
    await holder`select from acknowledgements where app_id = ${appId} for update`
    // Two events of it at once, and one job.
    for (const type of ['PAYMENT_CONSUMED', 'PAYMENT_COMPLETED']) {
      await sql`
        insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, status)
        values (${appId}, ${newUuid()}, ${type}, now(), ${newUuid()}, ${paymentId}, 'TEST_STORE', 'CONSUMED')`
    }
    expect((await sequenceEvents(db)).placed).toBe(2)
  })
  const jobs = await sql`select from graphile_worker._private_jobs where key = ${`acknowledge:${paymentId}`}`
  expect(jobs).toHaveLength(1)
})

type WriterStep = { readonly kind: 'write' | 'commit' | 'rollback'; readonly writer: number }
type Step = WriterStep | { readonly kind: 'place' | 'read' }

test('I7: for any interleaving of open transactions, placing and reading, a reader misses nothing', async () => {
  const writers: ReservedSql[] = []
  for (let count = 0; count < 3; count += 1) writers.push(await sql.reserve())
  const step = fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ kind: fc.constantFrom('write', 'commit', 'rollback'), writer: fc.nat({ max: 2 }) }),
    fc.record({ kind: fc.constantFrom('place', 'read') }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const appId = newUuid()
      const seen: string[] = []
      const read = async () => {
        const feed = await readFeed(sql, appId)
        seen.push(...feed.filter(({ position }) => position > seen.length).map(({ id }) => id))
      }
      const open = new Set<number>()
      for (const each of steps) {
        if ('writer' in each) await runStep(writers, open, appId, each)
        else if (each.kind === 'place') await sequenceEvents(db)
        else await read()
      }
      for (const writer of open) await writers[writer]?.unsafe('commit')
      await sequenceEvents(db)
      await read()
      expect(seen).toEqual((await readFeed(sql, appId)).map(({ id }) => id))
      expect(await sql`select id from unplaced_events where app_id = ${appId}`).toEqual([])
    }),
    { numRuns: 40 },
  )
  for (const writer of writers) writer.release()
})

async function runStep(
  writers: readonly ReservedSql[],
  open: Set<number>,
  appId: string,
  { kind, writer }: WriterStep,
): Promise<void> {
  const connection = writers[writer]
  if (connection === undefined) return
  if (kind === 'write') {
    if (!open.has(writer)) await connection.unsafe('begin')
    open.add(writer)
    await writeEvent(connection, appId)
  } else if (open.delete(writer)) {
    await connection.unsafe(kind)
  }
}
