import { expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { newUuid } from '../../src/platform/ids.ts'
import { createEmptyDatabase, withDatabase } from './empty-database.ts'

test('a migrated database has the partition of the current month, and sequences events into it', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const appId = newUuid()
  await withDatabase(url, async (sql) => {
    const [expected] = await sql`select event_partition_name((now() at time zone 'UTC')::date) as name`
    const partitions = await sql`
      select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'events'::regclass`
    expect(partitions).toEqual([expected])

    await sql`
      insert into event_outbox (app_id, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status)
      select ${appId}, gen_random_uuid(), 'PAYMENT_PAID', now() - n * interval '1 day', gen_random_uuid(), gen_random_uuid(),
             'TEST_STORE', 'PENDING', 'PAID'
      from generate_series(1, 250) n`
    const columns = sql`id, type, occurred_at, purchase_id, payment_id, store, previous_status, status`
    const written = await sql`select ${columns} from event_outbox order by insert_seq`
    await sql`select from sequence_feeds(array[${appId}::uuid], 1000)`
    const feed = await sql`
      select ${columns}, position::int from select_events(${appId}, 0, null, 1000, null, null, true)`
    expect(feed).toEqual(written.map((event, index) => ({ ...event, position: index + 1 })))
    expect(await sql`select from event_outbox`).toHaveLength(0)
  })
})

test('an event that was deleted with an unpaid purchase does not expire the cursors before it', async () => {
  const url = await createEmptyDatabase()
  await migrate(url)
  const appId = newUuid()
  await withDatabase(url, async (sql) => {
    const write = (count: number) => sql`
      insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
      select ${appId}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), gen_random_uuid(), 'TEST_STORE', 'REQUESTED'
      from generate_series(1, ${count}::int)`
    await write(3)
    await sql`select from sequence_feeds(array[${appId}::uuid], 1000)`
    await sql`delete from events where app_id = ${appId} and position = 1`
    await write(1)
    await sql`select from sequence_feeds(array[${appId}::uuid], 1000)`
    const feed = await sql<{ position: number }[]>`
      select position::int from select_events(${appId}, 0, null, 1000, null, null, true)`
    expect(feed.map(({ position }) => position)).toEqual([2, 3, 4])
    expect(await sql`select earliest_feed_cursor(${appId})::int as cursor`).toEqual([{ cursor: 0 }])
  })
})
