import { isLockTimeout } from '../../src/db/errors.ts'
import {
  CursorExpiredError,
  selectFeedBounds,
  selectEarliestCursor,
  selectEvents,
} from '../../src/db/queries/events.ts'
import { selectConsumerLags } from '../../src/db/queries/event-consumers.ts'
import { dropOldestEventPartition } from '../../src/db/queries/delete-old-rows.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvent, writePastEvents } from '../support/feed-writer.ts'
import { noFilter, readFrom, expect, test } from './partition-fixture.ts'
import { sequenceAll } from '../support/sequence-all.ts'

test('expired events are dropped month by month, and a reader behind them gets an error', async ({
  sql,
  db,
}) => {
  const [appId, quiet, empty] = [newUuid(), newUuid(), newUuid()]
  await writePastEvents(sql, quiet, { day: '2010-01-05', count: 4 })
  await writePastEvents(sql, appId, { day: '2010-01-05', count: 3 })
  await writePastEvents(sql, appId, { day: '2010-02-05', count: 3 })
  await writePastEvents(sql, appId, { day: '2010-03-05', count: 3 })
  // Events deleted with their purchase do not make a cursor expire.
  await sql`delete from events where app_id = ${appId} and position in (1, 4)`
  expect(await selectEarliestCursor(db, appId)).toBe(0n)
  expect(await selectEvents(db, appId, { ...noFilter, after: 0n, limit: 2 })).toMatchObject([
    { position: 2n },
    { position: 3n },
  ])

  expect(await dropOldestEventPartition(db, new Date('2010-01-31T23:59:59.999Z'))).toBeNull()
  expect(await dropOldestEventPartition(db, new Date('2010-02-01T00:00:00Z'))).toBe('2010-01-01')
  expect(await dropOldestEventPartition(db, new Date('2010-02-01T00:00:00Z'))).toBeNull()
  expect(await selectFeedBounds(db, appId)).toEqual({ earliestCursor: 3n, head: 9n })
  expect(await selectFeedBounds(db, quiet)).toEqual({ earliestCursor: 4n, head: 4n })
  expect(await selectFeedBounds(db, empty)).toEqual({ earliestCursor: 0n, head: 0n })
  for (const after of [0n, 2n]) {
    await expect(selectEvents(db, appId, { ...noFilter, after, limit: 9 })).rejects.toThrow(
      CursorExpiredError,
    )
  }
  await expect(selectEvents(db, quiet, { ...noFilter, after: 3n, limit: 9 })).rejects.toThrow(
    CursorExpiredError,
  )
  expect(await readFrom(db, appId, { from: 3n, limit: 2 })).toHaveLength(5)
  expect(await readFrom(db, quiet, { from: 4n, limit: 2 })).toEqual([])
  expect(await selectConsumerLags(db, appId, [0n, 3n, 8n, 9n])).toMatchObject([
    { events: 6n },
    { events: 6n },
    { events: 1n },
    { events: 0n, since: null },
  ])
  expect(await selectConsumerLags(db, quiet, [0n, 4n])).toEqual([
    { events: 0n, since: null },
    { events: 0n, since: null },
  ])

  await writePastEvents(sql, quiet, { day: '2010-03-06', count: 1 })
  expect(await selectFeedBounds(db, quiet)).toEqual({ earliestCursor: 4n, head: 5n })
  expect(await readFrom(db, quiet, { from: 4n, limit: 2 })).toHaveLength(1)
})

test('a month that has not ended by the clock of the database is not dropped, whatever the requested date', async ({
  sql,
  db,
}) => {
  const appId = newUuid()
  await writeEvent(sql, appId)
  await sequenceAll(db)
  while ((await dropOldestEventPartition(db, new Date('2100-01-01'))) !== null);
  expect(await readFrom(db, appId, { from: 0n, limit: 5 })).toHaveLength(1)
})

test('the drop of a month that is being read times out, and blocks other sessions only for a short time', async ({
  sql,
  db,
}) => {
  const appId = newUuid()
  await writePastEvents(sql, appId, { day: '2011-01-01', count: 1 })
  await sql.begin(async (reader) => {
    await reader`select from events`
    const dropped = dropOldestEventPartition(db, new Date('2011-02-01')).catch((error: unknown) => error)
    await eventually(async () => {
      const waiting = await sql`
        select from pg_stat_activity where wait_event_type = 'Lock' and query like '%drop_oldest_event_partition%'
          and datname = current_database() and pid <> pg_backend_pid()`
      expect(waiting).toHaveLength(1)
    })
    // Other sessions wait until the drop has timed out, and continue then.
    const [read] = await Promise.all([
      readFrom(db, appId, { from: 0n, limit: 5 }),
      writePastEvents(sql, appId, { day: '2031-01-01', count: 1 }),
    ])
    expect(read.length).toBeGreaterThan(0)
    expect(isLockTimeout(await dropped)).toBe(true)
  })
  expect(await readFrom(db, appId, { from: 0n, limit: 5 })).toHaveLength(2)
  expect(await dropOldestEventPartition(db, new Date('2011-02-01'))).toBe('2011-01-01')
  expect(await selectEarliestCursor(db, appId)).toBe(1n)
})

test('I7: readers of a month that is being dropped get all events or an error, and no sequenced event is lost', async ({
  sql,
  db,
}) => {
  const appId = newUuid()
  for (let month = 1; month <= 9; month += 1) {
    await writePastEvents(sql, appId, { day: `2012-0${month}-01`, count: 20 })
  }
  let written = 180
  const writing = (async () => {
    for (; written < 300; written += 1) await writePastEvents(sql, appId, { day: '2031-02-02', count: 1 })
  })()
  const reading = Promise.all(
    Array.from({ length: 4 }, async () => {
      const outcomes: string[] = []
      while (written < 300) {
        let after = await selectEarliestCursor(db, appId)
        try {
          for (let pages = 0; pages < 10; pages += 1) {
            const page = await selectEvents(db, appId, { ...noFilter, after, limit: 7 })
            for (const { position } of page) {
              expect(position).toBe(after + 1n)
              after = position
            }
          }
          outcomes.push('read')
        } catch (error) {
          if (!(error instanceof CursorExpiredError)) throw error
          outcomes.push('expired')
        }
      }
      return outcomes
    }),
  )
  for (let month = 2; month <= 9; month += 1) {
    await eventually(() => dropOldestEventPartition(db, new Date(`2012-0${month}-01`)))
    await readFrom(db, appId, { from: await selectEarliestCursor(db, appId), limit: 50 }).catch(() => [])
  }
  await writing
  expect((await reading).flat()).toContain('read')
  expect((await readFeed(sql, appId)).map(({ position }) => position)).toEqual(
    Array.from({ length: 140 }, (_, index) => 161 + index),
  )
})
