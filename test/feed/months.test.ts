import fc from 'fast-check'
import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDb, type Db } from '../../src/db/client.ts'
import { isLockTimeout } from '../../src/db/errors.ts'
import {
  FeedNoLongerKept,
  findFeedBounds,
  findFeedFloor,
  listEvents,
  listEventsOfPayment,
} from '../../src/db/queries/events.ts'
import { measureLags } from '../../src/db/queries/feed-consumers.ts'
import { placeEvents } from '../../src/db/queries/place-events.ts'
import { dropEventMonth } from '../../src/db/queries/prune.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { createTestDatabase, type TestDatabase } from '../setup/database.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent, writeHistory } from '../support/feed-writer.ts'

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

const everything = { upTo: null, types: null, stores: null }

/** All pages after a position, one after the other. */
async function readOn(appId: string, from: bigint, limit: number): Promise<string[]> {
  const seen: string[] = []
  for (let after = from; ;) {
    const page = await listEvents(db, appId, { ...everything, after, limit })
    const last = page.at(-1)
    if (last === undefined) return seen
    seen.push(...page.map(({ id }) => id))
    after = last.position
  }
}

const monthsOf = async (appId: string) =>
  (
    await sql<{ month: string; events: number }[]>`
      select to_char(month, 'YYYY-MM') as month, count(*)::int as events from events
      where app_id = ${appId} group by 1 order by 1`
  ).map(({ month, events }) => [month, events])

test('an event belongs to the month in which it was placed, by UTC, and the feed goes on over the end of a month', async () => {
  const appId = newUuid()
  await writeHistory(sql, appId, { day: '2021-01-31T23:59:59.999Z', count: 3 })
  await writeHistory(sql, appId, { day: '2021-02-01T00:00:00Z', count: 2 })
  await writeHistory(sql, appId, { day: '2021-04-10T00:00:00Z', count: 1 })
  expect(await monthsOf(appId)).toEqual([
    ['2021-01', 3],
    ['2021-02', 2],
    ['2021-04', 1],
  ])
  expect(
    await sql`select to_char(month, 'YYYY-MM') as month, first_position::int from feed_months where app_id = ${appId} order by 1`,
  ).toEqual([
    { month: '2021-01', first_position: 1 },
    { month: '2021-02', first_position: 4 },
    { month: '2021-04', first_position: 6 },
  ])
  const feed = await readFeed(sql, appId)
  expect(feed.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6])
  for (const from of [0, 1, 2, 3, 4, 5, 6]) {
    const after = feed.slice(from).map(({ id }) => id)
    for (const limit of [1, 2, 4, 10]) expect(await readOn(appId, BigInt(from), limit)).toEqual(after)
  }
})

test('I7: however months, clocks and pages fall, a reader that resumes sees what the table has, in order', async () => {
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
          await writeHistory(sql, appId, { day: `2021-0${each.month}-15`, count: each.count })
          continue
        }
        const page = await listEvents(db, appId, { ...everything, after, limit: each.limit })
        seen.push(...page.map(({ id }) => id))
        after = page.at(-1)?.position ?? after
      }
      seen.push(...(await readOn(appId, after, 4)))
      expect(seen).toEqual((await readFeed(sql, appId)).map(({ id }) => id))
      const backwards = await sql`
        select from events a join events b on a.app_id = b.app_id and a.position < b.position and a.month > b.month
        where a.app_id = ${appId}`
      expect(backwards).toHaveLength(0)
    }),
    { numRuns: 40 },
  )
})

test('when the clock goes back, a feed stays in its newest month; another one begins in the earlier one', async () => {
  const [ahead, other] = [newUuid(), newUuid()]
  await writeHistory(sql, ahead, { day: '2021-07-02', count: 1 })
  await writeHistory(sql, ahead, { day: '2021-06-30', count: 2 })
  await writeHistory(sql, other, { day: '2021-06-30', count: 1 })
  await writeHistory(sql, ahead, { day: '2021-08-01', count: 1 })
  expect(await monthsOf(ahead)).toEqual([
    ['2021-07', 3],
    ['2021-08', 1],
  ])
  expect(await monthsOf(other)).toEqual([['2021-06', 1]])
})

test('those who place at once in a new month make its table once', async () => {
  const appIds = Array.from({ length: 6 }, newUuid)
  for (const appId of appIds) await writeEvent(sql, appId)
  const placed = await Promise.all(
    Array.from({ length: 8 }, () => sql`select * from place_events(2, '2031-05-05'::timestamptz)`),
  )
  expect(placed.flat()).toHaveLength(6)
  expect(await sql`select count(*)::int from pg_class where relname = 'events_2031_05'`).toEqual([
    { count: 1 },
  ])
  for (const appId of appIds) expect(await monthsOf(appId)).toEqual([['2031-05', 1]])
})

test('making the table of a month waits for nobody who reads or writes the feed', async () => {
  const [reader, writer] = [newUuid(), newUuid()]
  await writeHistory(sql, reader, { day: '2021-01-01', count: 1 })
  await sql.begin(async (open) => {
    await open`select from events`
    await open`update events set status = status where app_id = ${reader}`
    await writeHistory(sql, writer, { day: '2031-07-01', count: 1 })
  })
  expect(await monthsOf(writer)).toEqual([['2031-07', 1]])
})

type Counts = { readonly fetched: number; readonly scans: number }

/** What this session has read of the months' tables, so far. */
async function countReads(transaction: postgres.TransactionSql): Promise<Counts> {
  const [counts] = await transaction<Counts[]>`
    select coalesce(sum(idx_tup_fetch), 0)::int as fetched, coalesce(sum(seq_scan), 0)::int as scans
    from pg_stat_xact_user_tables where relname ~ '^events_'`
  return counts ?? { fetched: 0, scans: 0 }
}

/** The tables of months that a statement has locked, and how many rows it looked at there: asked in its own transaction. */
async function touchedBy(work: (transaction: postgres.TransactionSql) => Promise<unknown>) {
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

test('years of months cost a reader and a writer nothing: each touches the months of its own events only', async () => {
  const appId = newUuid()
  for (let month = 0; month < 60; month += 1) {
    const day = new Date(Date.UTC(2032, month, 3)).toISOString()
    await writeHistory(sql, appId, { day, count: 50 })
  }
  const read = (after: number, limit: number) => (transaction: postgres.TransactionSql) =>
    transaction`select from list_events(${appId}, ${after}, null, ${limit}, null, null, true)`
  for (const statistics of ['none', 'all']) {
    if (statistics === 'all') await sql`analyze`
    // Often enough for the database to prefer a plan for all parameters, if it ever did.
    for (let time = 0; time < 7; time += 1) {
      expect(await touchedBy(read(2_990, 20))).toEqual({ tables: ['events_2036_12'], fetched: 10, scans: 0 })
      expect(await touchedBy(read(120, 20))).toEqual({ tables: ['events_2032_03'], fetched: 20, scans: 0 })
      expect(await touchedBy(read(95, 20))).toMatchObject({
        tables: ['events_2032_02', 'events_2032_03'],
        fetched: 20,
      })
    }
    const placed = await touchedBy(async (transaction) => {
      await writeEvent(transaction, appId)
      await transaction`select from place_events(1000, '2036-12-24'::timestamptz)`
    })
    expect(placed).toEqual({ tables: ['events_2036_12'], fetched: 0, scans: 0 })
    await sql`delete from events where app_id = ${appId} and month = '2036-12-01' and position > 3000`
    await sql`update feed_heads set position = 3000 where app_id = ${appId}`
  }
})

test('a verb’s statement writes to one small table, whatever the feed has', async () => {
  expect(await touchedBy((transaction) => writeEvent(transaction, newUuid()))).toMatchObject({ tables: [] })
})

test('what is old goes month by month, and whoever was not through is told so', async () => {
  const [appId, quiet, empty] = [newUuid(), newUuid(), newUuid()]
  await writeHistory(sql, quiet, { day: '2010-01-05', count: 4 })
  await writeHistory(sql, appId, { day: '2010-01-05', count: 3 })
  await writeHistory(sql, appId, { day: '2010-02-05', count: 3 })
  await writeHistory(sql, appId, { day: '2010-03-05', count: 3 })
  // Gone with a purchase: no reason to refuse anybody.
  await sql`delete from events where app_id = ${appId} and position in (1, 4)`
  expect(await findFeedFloor(db, appId)).toBe(0n)
  expect(await listEvents(db, appId, { ...everything, after: 0n, limit: 2 })).toMatchObject([
    { position: 2n },
    { position: 3n },
  ])

  expect(await dropEventMonth(db, new Date('2010-01-31T23:59:59.999Z'))).toBeNull()
  expect(await dropEventMonth(db, new Date('2010-02-01T00:00:00Z'))).toBe('2010-01-01')
  expect(await dropEventMonth(db, new Date('2010-02-01T00:00:00Z'))).toBeNull()
  expect(await findFeedBounds(db, appId)).toEqual({ floor: 3n, head: 9n })
  expect(await findFeedBounds(db, quiet)).toEqual({ floor: 4n, head: 4n })
  expect(await findFeedBounds(db, empty)).toEqual({ floor: 0n, head: 0n })
  for (const after of [0n, 2n]) {
    await expect(listEvents(db, appId, { ...everything, after, limit: 9 })).rejects.toThrow(FeedNoLongerKept)
  }
  await expect(listEvents(db, quiet, { ...everything, after: 3n, limit: 9 })).rejects.toThrow(
    FeedNoLongerKept,
  )
  expect(await readOn(appId, 3n, 2)).toHaveLength(5)
  expect(await readOn(quiet, 4n, 2)).toEqual([])
  expect(await measureLags(db, appId, [0n, 3n, 8n, 9n])).toMatchObject([
    { events: 6n },
    { events: 6n },
    { events: 1n },
    { events: 0n, since: null },
  ])
  expect(await measureLags(db, quiet, [0n, 4n])).toEqual([
    { events: 0n, since: null },
    { events: 0n, since: null },
  ])

  await writeHistory(sql, quiet, { day: '2010-03-06', count: 1 })
  expect(await findFeedBounds(db, quiet)).toEqual({ floor: 4n, head: 5n })
  expect(await readOn(quiet, 4n, 2)).toHaveLength(1)
})

test('a month that is not over by the database’s clock stays, whatever the services think', async () => {
  const appId = newUuid()
  await writeEvent(sql, appId)
  await placeEvents(db)
  while ((await dropEventMonth(db, new Date('2100-01-01'))) !== null);
  expect(await readOn(appId, 0n, 5)).toHaveLength(1)
})

test('a month that somebody reads for long is left to the next run, and holds up nobody for long', async () => {
  const appId = newUuid()
  await writeHistory(sql, appId, { day: '2011-01-01', count: 1 })
  await sql.begin(async (reader) => {
    await reader`select from events`
    const dropped = dropEventMonth(db, new Date('2011-02-01')).catch((error: unknown) => error)
    await eventually(async () => {
      const waiting = await sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and query like '%drop_event_month%'
          and datname = current_database() and pid <> pg_backend_pid()`
      expect(waiting).toHaveLength(1)
    })
    // Whoever comes meanwhile waits behind the one who gives up, and then goes on.
    const [read] = await Promise.all([
      readOn(appId, 0n, 5),
      writeHistory(sql, appId, { day: '2031-01-01', count: 1 }),
    ])
    expect(read.length).toBeGreaterThan(0)
    expect(isLockTimeout(await dropped)).toBe(true)
  })
  expect(await readOn(appId, 0n, 5)).toHaveLength(2)
  expect(await dropEventMonth(db, new Date('2011-02-01'))).toBe('2011-01-01')
  expect(await findFeedFloor(db, appId)).toBe(1n)
})

test('I7: readers of what is being dropped get all of it or are told, and those who place lose nothing', async () => {
  const appId = newUuid()
  for (let month = 1; month <= 9; month += 1) {
    await writeHistory(sql, appId, { day: `2012-0${month}-01`, count: 20 })
  }
  let placed = 180
  const placing = (async () => {
    for (; placed < 300; placed += 1) await writeHistory(sql, appId, { day: '2031-02-02', count: 1 })
  })()
  const reading = Promise.all(
    Array.from({ length: 4 }, async () => {
      const outcomes: string[] = []
      while (placed < 300) {
        let after = await findFeedFloor(db, appId)
        try {
          for (let pages = 0; pages < 10; pages += 1) {
            const page = await listEvents(db, appId, { ...everything, after, limit: 7 })
            for (const { position } of page) {
              expect(position).toBe(after + 1n)
              after = position
            }
          }
          outcomes.push('read')
        } catch (error) {
          if (!(error instanceof FeedNoLongerKept)) throw error
          outcomes.push('refused')
        }
      }
      return outcomes
    }),
  )
  for (let month = 2; month <= 9; month += 1) {
    await eventually(() => dropEventMonth(db, new Date(`2012-0${month}-01`)))
    await readOn(appId, await findFeedFloor(db, appId), 50).catch(() => [])
  }
  await placing
  expect((await reading).flat()).toContain('read')
  expect((await readFeed(sql, appId)).map(({ position }) => position)).toEqual(
    Array.from({ length: 140 }, (_, index) => 161 + index),
  )
})

test('the events of a payment come from all months, the newest last', async () => {
  const [appId, paymentId] = [newUuid(), newUuid()]
  for (const month of [3, 1, 2]) await writeHistory(sql, appId, { day: `2022-0${month}-01`, count: 2 })
  for (const month of [3, 4, 5]) {
    await sql.begin(async (transaction) => {
      await transaction`
        insert into unplaced_events (app_id, id, type, at, purchase_id, payment_id, store, status)
        values (${appId}, ${newUuid()}, 'PAYMENT_PAID', now(), ${newUuid()}, ${paymentId}, 'TEST_STORE', 'PAID')`
      await transaction`select from place_events(10, ${`2022-0${month}-20`}::timestamptz)`
    })
  }
  const events = await listEventsOfPayment(db, appId, paymentId, 2)
  expect(events.map(({ position }) => position)).toEqual([8n, 9n])
})
