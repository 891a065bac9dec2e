import fc from 'fast-check'
import type { Sql, TransactionSql } from 'postgres'
import { selectEventsOfPayments, selectEvents } from '../../src/db/queries/events.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { readFeed, sequenceAt, writeEvent, writePastEvents } from '../support/feed-writer.ts'
import { noFilter, readFrom, expect, test } from './partition-fixture.ts'

const partitionsOf = async (sql: Sql, appId: string) =>
  (
    await sql<{ month: string; events: number }[]>`
      select to_char(month, 'YYYY-MM') as month, count(*)::int as events from events
      where app_id = ${appId} group by 1 order by 1`
  ).map(({ month, events }) => [month, events])

test('an event belongs to the UTC month in which it was sequenced, and the feed continues across months', async ({
  sql,
  db,
}) => {
  const appId = newUuid()
  await writePastEvents(sql, appId, { day: '2021-01-31T23:59:59.999Z', count: 3 })
  await writePastEvents(sql, appId, { day: '2021-02-01T00:00:00Z', count: 2 })
  await writePastEvents(sql, appId, { day: '2021-04-10T00:00:00Z', count: 1 })
  expect(await partitionsOf(sql, appId)).toEqual([
    ['2021-01', 3],
    ['2021-02', 2],
    ['2021-04', 1],
  ])
  expect(
    await sql`select to_char(month, 'YYYY-MM') as month, first_position::int from event_partitions where app_id = ${appId} order by 1`,
  ).toEqual([
    { month: '2021-01', first_position: 1 },
    { month: '2021-02', first_position: 4 },
    { month: '2021-04', first_position: 6 },
  ])
  const feed = await readFeed(sql, appId)
  expect(feed.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6])
  for (const from of [0, 1, 2, 3, 4, 5, 6]) {
    const after = feed.slice(from).map(({ id }) => id)
    for (const limit of [1, 2, 4, 10])
      expect(await readFrom(db, appId, { from: BigInt(from), limit })).toEqual(after)
  }
})

test('I7: a reader that resumes sees all events of the table in order, whatever the months, clocks and pages', async ({
  sql,
  db,
}) => {
  const step = fc.oneof(
    fc.record({ month: fc.integer({ min: 1, max: 9 }), count: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ limit: fc.integer({ min: 1, max: 5 }) }),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 20 }), async (steps) => {
      const appId = newUuid()
      const seen: string[] = []
      let after = 0n
      for (const each of steps) {
        if ('month' in each) {
          await writePastEvents(sql, appId, { day: `2021-0${each.month}-15`, count: each.count })
          continue
        }
        const page = await selectEvents(db, appId, { ...noFilter, after, limit: each.limit })
        seen.push(...page.map(({ id }) => id))
        after = page.at(-1)?.position ?? after
      }
      seen.push(...(await readFrom(db, appId, { from: after, limit: 4 })))
      expect(seen).toEqual((await readFeed(sql, appId)).map(({ id }) => id))
      const backwards = await sql`
        select from events a join events b on a.app_id = b.app_id and a.position < b.position and a.month > b.month
        where a.app_id = ${appId}`
      expect(backwards).toHaveLength(0)
    }),
    { numRuns: 40 },
  )
})

test('a feed stays in its newest month when the clock goes back, and another feed starts in the earlier one', async ({
  sql,
}) => {
  const [ahead, other] = [newUuid(), newUuid()]
  await writePastEvents(sql, ahead, { day: '2021-07-02', count: 1 })
  await writePastEvents(sql, ahead, { day: '2021-06-30', count: 2 })
  await writePastEvents(sql, other, { day: '2021-06-30', count: 1 })
  await writePastEvents(sql, ahead, { day: '2021-08-01', count: 1 })
  expect(await partitionsOf(sql, ahead)).toEqual([
    ['2021-07', 3],
    ['2021-08', 1],
  ])
  expect(await partitionsOf(sql, other)).toEqual([['2021-06', 1]])
})

test('concurrent sequencers create the table of a new month once', async ({ sql }) => {
  const appIds = Array.from({ length: 6 }, newUuid)
  for (const appId of appIds) await writeEvent(sql, appId)
  const sequenced = await Promise.all(
    Array.from(
      { length: 8 },
      () =>
        sql`select * from sequence_feeds(${appIds}::uuid[], 2, at_time => '2031-05-05'::timestamptz) where sequenced > 0`,
    ),
  )
  expect(sequenced.flat()).toHaveLength(6)
  expect(await sql`select count(*)::int from pg_class where relname = 'events_2031_05'`).toEqual([
    { count: 1 },
  ])
  for (const appId of appIds) expect(await partitionsOf(sql, appId)).toEqual([['2031-05', 1]])
})

test('the creation of a month’s table does not wait for readers and writers of the feed', async ({ sql }) => {
  const [reader, writer] = [newUuid(), newUuid()]
  await writePastEvents(sql, reader, { day: '2021-01-01', count: 1 })
  await sql.begin(async (open) => {
    await open`select from events`
    await open`update events set status = status where app_id = ${reader}`
    await writePastEvents(sql, writer, { day: '2031-07-01', count: 1 })
  })
  expect(await partitionsOf(sql, writer)).toEqual([['2031-07', 1]])
})

type Counts = { readonly fetched: number; readonly scans: number }

/** Rows and scans of the months' tables by this transaction so far. */
async function countReads(transaction: TransactionSql): Promise<Counts> {
  const [counts] = await transaction<Counts[]>`
    select coalesce(sum(idx_tup_fetch), 0)::int as fetched, coalesce(sum(seq_scan), 0)::int as scans
    from pg_stat_xact_user_tables where relname ~ '^events_'`
  return counts ?? { fetched: 0, scans: 0 }
}

/** The months' tables that a statement has locked, and the rows that it fetched from them. */
async function scannedPartitions(sql: Sql, work: (transaction: TransactionSql) => Promise<unknown>) {
  return sql.begin(async (transaction) => {
    const before = await countReads(transaction)
    await work(transaction)
    const after = await countReads(transaction)
    const tables = await transaction<{ name: string }[]>`
      select distinct c.relname as name from pg_locks l join pg_class c on c.oid = l.relation
      where l.pid = pg_backend_pid() and c.relkind = 'r' and c.relname ~ '^events_' order by 1`
    return {
      tables: tables.map(({ name }) => name),
      fetched: after.fetched - before.fetched,
      scans: after.scans - before.scans,
    }
  })
}

test('a reader and a writer access only the tables of the months of their events, however many months there are', async ({
  sql,
}) => {
  const appId = newUuid()
  for (let month = 0; month < 60; month += 1) {
    const day = new Date(Date.UTC(2032, month, 3)).toISOString()
    await writePastEvents(sql, appId, { day, count: 50 })
  }
  const read = (after: number, limit: number) => (transaction: TransactionSql) =>
    transaction`select from select_events(${appId}, ${after}, null, ${limit}, null, null, true)`
  for (const statistics of ['none', 'all']) {
    if (statistics === 'all') await sql`analyze`
    // Often enough for the database to switch to a generic plan, if it did.
    for (let time = 0; time < 7; time += 1) {
      expect(await scannedPartitions(sql, read(2_990, 20))).toEqual({
        tables: ['events_2036_12'],
        fetched: 10,
        scans: 0,
      })
      expect(await scannedPartitions(sql, read(120, 20))).toEqual({
        tables: ['events_2032_03'],
        fetched: 20,
        scans: 0,
      })
      expect(await scannedPartitions(sql, read(95, 20))).toMatchObject({
        tables: ['events_2032_02', 'events_2032_03'],
        fetched: 20,
      })
    }
    const sequenced = await scannedPartitions(sql, async (transaction) => {
      await writeEvent(transaction, appId)
      await sequenceAt(transaction, appId, '2036-12-24')
    })
    expect(sequenced).toEqual({ tables: ['events_2036_12'], fetched: 0, scans: 0 })
    await sql`delete from events where app_id = ${appId} and month = '2036-12-01' and position > 3000`
    await sql`update feed_heads set position = 3000 where app_id = ${appId}`
  }
})

test('the statement of a mutation writes to one small table, whatever the size of the feed', async ({
  sql,
}) => {
  expect(await scannedPartitions(sql, (transaction) => writeEvent(transaction, newUuid()))).toMatchObject({
    tables: [],
  })
})

test('the events of a payment are read from all months, the newest last', async ({ sql, db }) => {
  const [appId, paymentId] = [newUuid(), newUuid()]
  for (const month of [3, 1, 2]) await writePastEvents(sql, appId, { day: `2022-0${month}-01`, count: 2 })
  for (const month of [3, 4, 5]) {
    await sql.begin(async (transaction) => {
      await transaction`
        insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, status)
        values (${appId}, ${newUuid()}, 'PAYMENT_PAID', now(), ${newUuid()}, ${paymentId}, 'TEST_STORE', 'PAID')`
      await sequenceAt(transaction, appId, `2022-0${month}-20`)
    })
  }
  const events = await selectEventsOfPayments(db, appId, [paymentId], 2)
  expect(events.map(({ position }) => position)).toEqual([8n, 9n])
})
