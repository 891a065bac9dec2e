import { openDb } from '../../src/db/client.ts'
import { sequenceFeeds } from '../../src/db/queries/sequence-events.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writeEvents, type SqlExecutor } from '../support/feed-writer.ts'
import { sequenceAll } from '../support/sequence-all.ts'
import { expect, serverTest } from '../support/test.ts'

const test = serverTest.extend('db', { scope: 'file' }, ({ database: { url } }, { onCleanup }) => {
  const db = openDb({ url, poolSize: 8, preparedStatements: true, statementTimeoutMs: 15_000 })
  onCleanup(db.close)
  return db
})

test.for([
  ['the function of the version before', 'a sequencer of one feed'],
  ['a sequencer of one feed', 'the function of the version before'],
] as const)(
  'I7: while %s has not committed, %s waits, and continues after its positions',
  async ([first], { sql, db }) => {
    const appId = newUuid()
    const isOldFirst = first === 'the function of the version before'
    const sequenceOld = (executor: SqlExecutor) => executor`select from sequence_events(1000)`
    const sequenceNew = (executor: SqlExecutor) =>
      executor`select from sequence_feeds(array[${appId}::uuid], 1000) where not is_busy`
    await writeEvents(sql, appId, 2)
    const { second } = await sql.begin(async (open) => {
      await (isOldFirst ? sequenceOld(open) : sequenceNew(open))
      await writeEvents(sql, appId, 3)
      const waiting = (isOldFirst ? sequenceNew(db.sql) : sequenceOld(db.sql)).execute()
      await eventually(async () => {
        const waits = await sql`
        select from pg_locks l join pg_database d on d.oid = l.database
        where d.datname = current_database() and l.locktype = 'advisory' and not l.granted`
        expect(waits).toHaveLength(1)
      })
      return { second: waiting }
    })
    await second
    expect((await readFeed(sql, appId)).map(({ position }) => position)).toEqual([1, 2, 3, 4, 5])
  },
)

test('I7: sequencers of this version and of the one before assign every position of a feed once', async ({
  sql,
  db,
}) => {
  const appIds = [newUuid(), newUuid(), newUuid()]
  let isWriting = true
  const writing = Promise.all(
    appIds.map(async (appId) => {
      for (let count = 0; count < 60; count += 1) await writeEvents(sql, appId, 1 + (count % 3))
    }),
  ).finally(() => {
    isWriting = false
  })
  const repeat = async (sequence: () => Promise<unknown>) => {
    while (isWriting) await sequence()
  }
  await Promise.all([
    writing,
    repeat(() => db.sql`select from sequence_events(7)`),
    repeat(() => sequenceFeeds(db, appIds)),
    repeat(() => sequenceFeeds(db, appIds.toReversed())),
  ])
  await sequenceAll(db)
  for (const appId of appIds) {
    expect((await readFeed(sql, appId)).map(({ position }) => position)).toEqual(
      Array.from({ length: 120 }, (_, index) => index + 1),
    )
  }
})
