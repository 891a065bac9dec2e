import type { Sql, TransactionSql } from 'postgres'
import { advisoryLocks } from '../../src/db/advisory-locks.ts'
import { newUuid } from '../../src/platform/ids.ts'

export type SqlExecutor = Sql | TransactionSql

/** Inserts a pending event, as a mutation does. */
export async function writeEvent(sql: SqlExecutor, appId: string): Promise<string> {
  const id = newUuid()
  await sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
    values (${appId}, ${id}, 'PURCHASE_REQUESTED', now(), ${newUuid()}, 'TEST_STORE', 'REQUESTED')`
  return id
}

/** Inserts many events and sequences them, as if they had happened on the given day. */
export async function writePastEvents(
  sql: Sql,
  appId: string,
  { day, count }: { readonly day: string; readonly count: number },
): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`
      insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
      select ${appId}, gen_random_uuid(), 'PURCHASE_REQUESTED', ${day}::timestamptz, gen_random_uuid(), 'TEST_STORE',
             'REQUESTED'
      from generate_series(1, ${count}::int)`
    await sequenceAt(transaction, appId, day)
  })
}

/** Sequences the events of an app as if it were that time. Other sequencers of the feed wait until the transaction has ended. */
export async function sequenceAt(
  transaction: TransactionSql,
  appId: string,
  day: string,
  batchSize = 100_000,
): Promise<void> {
  await transaction`select pg_advisory_xact_lock(${advisoryLocks.feed}::int, uuid_hash(${appId}))`
  await transaction`select from sequence_feeds(array[${appId}::uuid], ${batchSize}, at_time => ${day}::timestamptz)`
}

/** Inserts many pending events. */
export async function writeEvents(sql: SqlExecutor, appId: string, count: number): Promise<void> {
  await sql`
    insert into event_outbox (app_id, id, type, occurred_at, purchase_id, store, status)
    select ${appId}, gen_random_uuid(), 'PURCHASE_REQUESTED', now(), gen_random_uuid(), 'TEST_STORE', 'REQUESTED'
    from generate_series(1, ${count}::int)`
}

/** The sequenced events of a feed, which every reader must receive. */
export async function readFeed(sql: SqlExecutor, appId: string): Promise<{ id: string; position: number }[]> {
  return sql<{ id: string; position: number }[]>`
    select id, position::float8 as position from events where app_id = ${appId} order by position`
}

/** Whether the app has events that are not sequenced yet. */
export async function hasPendingEvents(sql: SqlExecutor, appId: string): Promise<boolean> {
  const rows = await sql`select from event_outbox where app_id = ${appId} limit 1`
  return rows.length > 0
}
