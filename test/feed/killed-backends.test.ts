import postgres, { type Sql } from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { selectEarliestCursor } from '../../src/db/queries/events.ts'
import { dropOldestEventPartition } from '../../src/db/queries/delete-old-rows.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writePastEvents } from '../support/feed-writer.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { openFeedFixture } from './feed-fixture.ts'

/** What becomes of a change whose connection dies in the middle of it. */

let server: TestServer
let sql: Sql
beforeAll(async () => {
  server = await startTestServer()
  sql = postgres(server.databaseUrl, { max: 3, onnotice: () => undefined })
})
afterAll(async () => {
  await sql.end()
  await server.close()
})

/** Kills the one connection that waits for a lock in a statement like this. */
const killWaitingBackends = (like: string) =>
  eventually(async () => {
    const killed = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like ${like} and pid <> pg_backend_pid()`
    expect(killed).toHaveLength(1)
  })

test('a month whose drop dies in the middle is there as a whole, and goes the next time', async () => {
  const { db } = server.instance.services
  const { appId } = await openFeedFixture(server, sql)
  await writePastEvents(sql, appId, { day: '2013-01-01', count: 3 })
  await sql.begin(async (reader) => {
    await reader`select from events`
    const dropped = dropOldestEventPartition(db, new Date('2013-02-01')).catch(String)
    await killWaitingBackends('%drop_event_month%')
    expect(await dropped).toMatch(/terminating connection|CONNECTION_CLOSED/)
  })
  expect(await readFeed(sql, appId)).toHaveLength(3)
  expect(await selectEarliestCursor(db, appId)).toBe(0n)
  expect(await eventually(() => dropOldestEventPartition(db, new Date('2013-02-01')))).toBe('2013-01-01')
  expect(await selectEarliestCursor(db, appId)).toBe(3n)
})

test('a consumer whose step back or end dies in the middle stays where it was, and the audit log tells of nothing', async () => {
  const desk = await openFeedFixture(server, sql)
  const cursors = await desk.appendEvents(3)
  const [back, , there] = cursors
  await desk.api.mutate('ackEvents', { consumer: 'books', cursor: there! })
  const look = async () => {
    const { eventConsumers: consumers } = await desk.api.query('{ eventConsumers { nodes { name cursor } } }')
    const { auditLog } = await desk.api.query('{ auditLog { nodes { action } } }')
    return { consumers: consumers.nodes, acts: auditLog.nodes.map(({ action }) => action) }
  }
  const unchanged = { consumers: [{ name: 'books', cursor: there }], acts: [] }
  const stepBack = () => desk.api.mutate('ackEvents', { consumer: 'books', cursor: back!, allowRewind: true })
  const forget = () => desk.api.mutate('deleteEventConsumer', { consumer: 'books' })
  for (const act of [stepBack, forget]) {
    await sql.begin(async (holder) => {
      await holder`select from feed_consumers where app_id = ${desk.appId} for update`
      const outcome = act().catch(String)
      await killWaitingBackends('%feed_consumers%')
      expect(await outcome).toMatch(/INTERNAL|Something went wrong/)
    })
    expect(await eventually(look)).toEqual(unchanged)
  }
  expect(await stepBack()).toMatchObject({ consumer: { cursor: back }, problem: null })
  expect(await forget()).toMatchObject({ consumer: { name: 'books' }, problem: null })
  expect(await look()).toEqual({ consumers: [], acts: ['deleteEventConsumer', 'ackEvents'] })
})
