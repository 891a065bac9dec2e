import fc from 'fast-check'
import type { ReservedSql } from 'postgres'
import { openDb, type Db } from '../../src/db/client.ts'
import { selectEvents } from '../../src/db/queries/events.ts'
import { selectPendingFeeds, sequenceFeeds } from '../../src/db/queries/sequence-events.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent, writeEvents } from '../support/feed-writer.ts'
import { sequenceAll } from '../support/sequence-all.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('db', { scope: 'file' }, ({ database: { url } }, { onCleanup }) => {
  const db = openDb({ url, poolSize: 8, preparedStatements: true, statementTimeoutMs: 15_000 })
  onCleanup(db.close)
  return db
})

test('I7: simultaneous sequencers assign every position once and without gaps', async ({ sql, db }) => {
  const appIds = [newUuid(), newUuid(), newUuid()]
  for (const appId of appIds) {
    await sql`
      insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
      select ${appId}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), gen_random_uuid(), 'TEST_STORE', 'REQUESTED'
      from generate_series(1, 1500)`
  }
  await Promise.all(Array.from({ length: 8 }, () => sequenceAll(db)))
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

test('a sequencer returns the new events of its followed feeds, as a reader of the feed sees them', async ({
  sql,
  db,
}) => {
  const [followed, other] = [newUuid(), newUuid()]
  await writeEvents(sql, followed, 3)
  await sequenceAll(db)
  await writeEvents(sql, followed, 5)
  await writeEvents(sql, other, 2)
  const { feeds: grown } = await sequenceFeeds(db, [followed, other], [followed, newUuid()])
  const byApp = new Map(grown.map((feed) => [feed.appId, feed]))
  const read = { after: 3n, upTo: null, limit: 10, types: null, stores: null }
  expect(byApp.get(followed)).toEqual({
    appId: followed,
    head: 8n,
    events: await selectEvents(db, followed, read),
  })
  expect(byApp.get(other)).toEqual({ appId: other, head: 2n, events: [] })
})

test('I7: the events of a session that ends while it sequences are sequenced by the next one', async ({
  database,
  sql,
  db,
}) => {
  const appId = newUuid()
  await writeEvent(sql, appId)
  const endingDb = openDb({
    url: database.url,
    poolSize: 1,
    preparedStatements: true,
    statementTimeoutMs: 15_000,
  })
  await sql.begin(async (blocker) => {
    // The event that it sequences is locked, so that its session ends in the middle.
    await blocker`select from event_outbox where app_id = ${appId} for update`
    const failure = sequenceFeeds(endingDb, [appId]).catch(String)
    await eventually(async () => {
      const ended = await sql`
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%sequence_feeds%'`
      expect(ended).toHaveLength(1)
    })
    expect(await failure).toMatch(/terminating connection|CONNECTION_CLOSED/)
  })
  await endingDb.close()
  await sequenceAll(db)
  expect(await readFeed(sql, appId)).toMatchObject([{ position: 1 }])
})

test('a feed that another session is sequencing is left out, and does not delay the other feeds', async ({
  database,
  sql,
  db,
}) => {
  const [held, other] = [newUuid(), newUuid()]
  await writeEvent(sql, held)
  const holder = openDb({
    url: database.url,
    poolSize: 1,
    preparedStatements: true,
    statementTimeoutMs: 15_000,
  })
  const holding = await sql.begin(async (blocker) => {
    await blocker`select from event_outbox where app_id = ${held} for update`
    const run = sequenceFeeds(holder, [held])
    await eventually(async () => {
      const waiting = await sql`
        select from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%sequence_feeds%'`
      expect(waiting).toHaveLength(1)
    })
    await writeEvent(sql, held)
    await writeEvent(sql, other)
    expect(await sequenceFeeds(db, [held, other])).toEqual({
      eventCount: 1,
      feeds: [{ appId: other, head: 1n, events: [] }],
      unfinished: [held],
    })
    return { run }
  })
  expect(await holding.run).toMatchObject({ feeds: [{ appId: held }] })
  await holder.close()
  await sequenceAll(db)
  expect(await readFeed(sql, held)).toMatchObject([{ position: 1 }, { position: 2 }])
})

test('the feeds that have events without a position are found by one row of each, whatever the number of events', async ({
  sql,
}) => {
  const appIds = Array.from({ length: 5 }, newUuid).toSorted()
  const [firstId] = appIds
  const counted = await sql.begin(async (transaction) => {
    for (const appId of appIds) await writeEvents(transaction, appId, 400)
    const fetched = async () =>
      (
        await transaction<{ rows: number }[]>`
          select (seq_tup_read + idx_tup_fetch)::int as rows from pg_stat_xact_user_tables where relname = 'event_outbox'`
      )[0]?.rows ?? 0
    await transaction`set local enable_seqscan = off`
    const before = await fetched()
    const reading = { sql: transaction } as unknown as Db
    const found = await selectPendingFeeds(reading, null)
    const rows = (await fetched()) - before
    return { found, rest: await selectPendingFeeds(reading, firstId ?? null), rows }
  })
  expect(counted.found).toEqual(appIds)
  expect(counted.rest).toEqual(appIds.slice(1))
  expect(counted.rows).toBeLessThanOrEqual(10)
})

test('sequencing does not wait for a locked acknowledgement, and enqueues its job', async ({ sql, db }) => {
  const [appId, paymentId] = [newUuid(), newUuid()]
  await sql`
    insert into apps (app_id, name, consume_model, require_user_token, sandbox_policy, sandbox_tester_user_ids, encrypted_user_token_secret,
      user_token_jwks, created_at)
    values (${appId}, 'placed', 'BUILT_IN', false, 'ALLOW', '{}', '', '[]', now())`
  await sql`
    insert into acknowledgements (app_id, payment_id, consumable, store_acknowledged, attempts, next_attempt_at)
    values (${appId}, ${paymentId}, true, false, 0, 'infinity')`
  await sql.begin(async (holder) => {
    await holder`select from acknowledgements where app_id = ${appId} for update`
    // Two events of one payment in one batch enqueue one job.
    for (const type of ['PAYMENT_CONSUMED', 'PAYMENT_COMPLETED']) {
      await sql`
        insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, status)
        values (${appId}, ${newUuid()}, ${type}, now(), ${newUuid()}, ${paymentId}, 'TEST_STORE', 'CONSUMED')`
    }
    expect((await sequenceFeeds(db, [appId])).feeds).toMatchObject([{ appId, head: 2n }])
  })
  const jobs = await sql`select from graphile_worker._private_jobs where key = ${`acknowledge:${paymentId}`}`
  expect(jobs).toHaveLength(1)
})

type WriterStep = { readonly kind: 'write' | 'commit' | 'rollback'; readonly writer: number }
type Step = WriterStep | { readonly kind: 'sequence' | 'read' }

test('I7: a reader misses no event for any interleaving of open transactions, sequencing and reading', async ({
  sql,
  db,
}) => {
  const writers: ReservedSql[] = []
  for (let count = 0; count < 3; count += 1) writers.push(await sql.reserve())
  const step = fc.oneof<fc.Arbitrary<Step>[]>(
    fc.record({ kind: fc.constantFrom('write', 'commit', 'rollback'), writer: fc.nat({ max: 2 }) }),
    fc.record({ kind: fc.constantFrom('sequence', 'read') }),
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
        else if (each.kind === 'sequence') await sequenceFeeds(db, [appId])
        else await read()
      }
      for (const writer of open) await writers[writer]?.unsafe('commit')
      await sequenceFeeds(db, [appId])
      await read()
      expect(seen).toEqual((await readFeed(sql, appId)).map(({ id }) => id))
      expect(await sql`select id from event_outbox where app_id = ${appId}`).toEqual([])
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
