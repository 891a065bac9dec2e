import type { Sql } from 'postgres'
import { selectEarliestCursor } from '../../src/db/queries/events.ts'
import { dropOldestEventPartition } from '../../src/db/queries/delete-old-rows.ts'
import { eventually } from '../support/eventually.ts'
import { readFeed, writePastEvents } from '../support/feed-writer.ts'
import { expect, feedTest as test } from './feed-fixture.ts'

/** Changes whose database connection is terminated in the middle. */

/** Terminates the connection that waits for a lock in a statement like this. */
const killWaitingBackends = (sql: Sql, like: string) =>
  eventually(async () => {
    const killed = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock' and query like ${like} and pid <> pg_backend_pid()`
    expect(killed).toHaveLength(1)
  })

test('a month whose drop is interrupted stays complete, and is dropped the next time', async ({
  services,
  sql,
  feed,
}) => {
  const { db } = services
  const { appId } = feed
  await writePastEvents(sql, appId, { day: '2013-01-01', count: 3 })
  await sql.begin(async (reader) => {
    await reader`select from events`
    const dropped = dropOldestEventPartition(db, new Date('2013-02-01')).catch(String)
    await killWaitingBackends(sql, '%drop_oldest_event_partition%')
    expect(await dropped).toMatch(/terminating connection|CONNECTION_CLOSED/)
  })
  expect(await readFeed(sql, appId)).toHaveLength(3)
  expect(await selectEarliestCursor(db, appId)).toBe(0n)
  expect(await eventually(() => dropOldestEventPartition(db, new Date('2013-02-01')))).toBe('2013-01-01')
  expect(await selectEarliestCursor(db, appId)).toBe(3n)
})

test('a consumer whose rewind or deletion is interrupted stays unchanged, without an audit entry', async ({
  sql,
  feed,
}) => {
  const cursors = await feed.appendEvents(3)
  const [first, , last] = cursors
  await feed.client.mutate('ackEvents', { consumer: 'books', cursor: last! })
  const readState = async () => {
    const { eventConsumers: consumers } = await feed.client.query(
      '{ eventConsumers { nodes { name cursor } } }',
    )
    const { auditLog } = await feed.client.query('{ auditLog { nodes { action } } }')
    return {
      consumers: consumers.nodes,
      actions: auditLog.nodes.map(({ action }) => action).filter((action) => action !== 'createAppKey'),
    }
  }
  const unchanged = { consumers: [{ name: 'books', cursor: last }], actions: [] }
  const rewind = () =>
    feed.client.mutate('ackEvents', { consumer: 'books', cursor: first!, allowRewind: true })
  const remove = () => feed.client.mutate('deleteEventConsumer', { consumer: 'books' })
  for (const act of [rewind, remove]) {
    await sql.begin(async (holder) => {
      await holder`select from event_consumers where app_id = ${feed.appId} for update`
      const outcome = act().catch(String)
      await killWaitingBackends(sql, '%event_consumers%')
      expect(await outcome).toMatch(/INTERNAL|Something went wrong/)
    })
    expect(await eventually(readState)).toEqual(unchanged)
  }
  expect(await rewind()).toMatchObject({ consumer: { cursor: first }, problem: null })
  expect(await remove()).toMatchObject({ consumer: { name: 'books' }, problem: null })
  expect(await readState()).toEqual({ consumers: [], actions: ['deleteEventConsumer', 'ackEvents'] })
})
