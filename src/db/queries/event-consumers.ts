import { and, asc, eq, gt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { eventConsumers } from '../tables/event-consumers.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'

export type EventConsumerRow = typeof eventConsumers.$inferSelect

/** Distance of a consumer from the end of the feed. */
export type ConsumerLag = {
  readonly events: bigint
  /** Time of the first event that is not acknowledged; null if there is none. */
  readonly since: Date | null
}

export type EventConsumerWithLag = EventConsumerRow & { readonly lag: ConsumerLag }

const toEventConsumer = createRowMapper(eventConsumers)

/**
 * Moves a consumer forward, never back; creates it if it does not exist.
 * @returns null if the position lies outside of the stored feed, or if the AppKey has the maximum number of consumers
 */
export async function upsertEventConsumer(
  { sql }: Db,
  consumer: EventConsumerRow,
  maxConsumers: number,
): Promise<EventConsumerRow | null> {
  const { appId, name } = consumer
  const position = consumer.position.toString()
  const [row] = await sql`
    insert into event_consumers as c (app_id, id, name, position, acked_at)
    select ${appId}::uuid, ${consumer.id}::uuid, ${name}::text, ${position}::bigint, ${consumer.ackedAt.toISOString()}::timestamptz
    where ${position}::bigint between earliest_feed_cursor(${appId}::uuid)
        and coalesce((select position from feed_heads where app_id = ${appId}), 0)
      and not is_lost_position(${appId}::uuid, ${position}::bigint)
      and (exists (select from event_consumers where app_id = ${appId} and name = ${name})
           or (select count(*) from event_consumers where app_id = ${appId}) < ${maxConsumers}::int)
    on conflict (app_id, name) do update set
      position = greatest(c.position, excluded.position),
      acked_at = greatest(c.acked_at, excluded.acked_at)
    returning *`
  return row === undefined ? null : toEventConsumer(row)
}

/** Sets a consumer's position, with the audit log. Null if the consumer was changed since it was read. */
export async function updateEventConsumerPosition(
  db: Db,
  before: EventConsumerRow,
  { position, ackedAt }: Pick<EventConsumerRow, 'position' | 'ackedAt'>,
  action: OperatorAction,
): Promise<EventConsumerRow | null> {
  const [row] = await db.sql`
    with changed as (
      update event_consumers set
        position = ${position.toString()}::bigint, acked_at = greatest(acked_at, ${ackedAt.toISOString()}::timestamptz)
      where app_id = ${before.appId} and name = ${before.name} and id = ${before.id}
        and position = ${before.position.toString()}::bigint
      returning *
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toEventConsumer(row)
}

export async function selectEventConsumer(
  db: Db,
  appId: string,
  id: string,
): Promise<EventConsumerRow | null> {
  const [row] = await db.orm
    .select()
    .from(eventConsumers)
    .where(and(eq(eventConsumers.appId, appId), eq(eventConsumers.id, id)))
  return row ?? null
}

export async function selectEventConsumerByName(
  db: Db,
  appId: string,
  name: string,
): Promise<EventConsumerRow | null> {
  const [row] = await db.orm
    .select()
    .from(eventConsumers)
    .where(and(eq(eventConsumers.appId, appId), eq(eventConsumers.name, name)))
  return row ?? null
}

/** Ordered by name, after `after`. */
export async function selectEventConsumers(
  db: Db,
  appId: string,
  { after, limit }: { readonly after: string | null; readonly limit: number },
): Promise<EventConsumerRow[]> {
  return db.orm
    .select()
    .from(eventConsumers)
    .where(and(eq(eventConsumers.appId, appId), after === null ? undefined : gt(eventConsumers.name, after)))
    .orderBy(asc(eventConsumers.name))
    .limit(limit)
}

/** Deletes a consumer, with the audit log. Null if the consumer was changed since it was read. */
export async function deleteEventConsumerRow(
  db: Db,
  before: EventConsumerRow,
  action: OperatorAction,
): Promise<EventConsumerRow | null> {
  const [row] = await db.sql`
    with changed as (
      delete from event_consumers
      where app_id = ${before.appId} and name = ${before.name} and id = ${before.id}
        and position = ${before.position.toString()}::bigint
      returning *
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toEventConsumer(row)
}

/**
 * The lag of each position, in the order of the positions. Each costs one index lookup, however large the lag is: the positions are
 * subtracted, not counted. Dropped events do not count.
 */
export async function selectConsumerLags(
  { sql }: Db,
  appId: string,
  positions: readonly bigint[],
): Promise<ConsumerLag[]> {
  const positionTexts = positions.map(String)
  const rows = await sql<{ behind: string; since: string | null }[]>`
    select feed_distance(${appId}::uuid, clamped.position,
             coalesce((select position from feed_heads where app_id = ${appId}), 0)) as behind,
           (select occurred_at from select_events(${appId}::uuid, clamped.position, null, 1, null, null, false)) as since
    from unnest(${positionTexts}::text[]) with ordinality as input (position, ordinal),
         lateral (select greatest(input.position::bigint, earliest_feed_cursor(${appId}::uuid)) as position) clamped
    order by ordinal`
  // The events after the position may have been deleted with unpaid purchases: then the difference is not a lag.
  return rows.map(({ behind, since }) =>
    since === null ? { events: 0n, since: null } : { events: BigInt(behind), since: new Date(since) },
  )
}
