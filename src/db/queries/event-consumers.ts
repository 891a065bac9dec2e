import { and, asc, eq, gt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { eventConsumers } from '../tables/event-consumers.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'

export type EventConsumerRow = typeof eventConsumers.$inferSelect

/** How far a consumer is behind the end of the feed. */
export type ConsumerLag = {
  readonly events: bigint
  /** When the first event happened that it has not acknowledged; null if there is none. */
  readonly since: Date | null
}

export type EventConsumerWithLag = EventConsumerRow & { readonly lag: ConsumerLag }

const toEventConsumer = createRowMapper(eventConsumers)

/**
 * Moves a consumer on, and makes it if it is new. It never moves back.
 * @returns null if the position lies outside of what the feed keeps, or a new consumer would be one too many
 */
export async function upsertEventConsumer(
  { sql }: Db,
  consumer: EventConsumerRow,
  maxConsumers: number,
): Promise<EventConsumerRow | null> {
  const { appId, name } = consumer
  const position = consumer.position.toString()
  const [row] = await sql`
    insert into feed_consumers as c (app_id, id, name, position, acked_at)
    select ${appId}::uuid, ${consumer.id}::uuid, ${name}::text, ${position}::bigint, ${consumer.ackedAt.toISOString()}::timestamptz
    where ${position}::bigint between feed_floor(${appId}::uuid)
        and coalesce((select position from feed_heads where app_id = ${appId}), 0)
      and (exists (select from feed_consumers where app_id = ${appId} and name = ${name})
           or (select count(*) from feed_consumers where app_id = ${appId}) < ${maxConsumers}::int)
    on conflict (app_id, name) do update set
      position = greatest(c.position, excluded.position),
      acked_at = greatest(c.acked_at, excluded.acked_at)
    returning *`
  return row === undefined ? null : toEventConsumer(row)
}

/** Moves a consumer back, with the audit log. Null if it is not any more where it was read. */
export async function updateEventConsumerPosition(
  db: Db,
  before: EventConsumerRow,
  { position, ackedAt }: Pick<EventConsumerRow, 'position' | 'ackedAt'>,
  action: OperatorAction,
): Promise<EventConsumerRow | null> {
  const [row] = await db.sql`
    with moved as (
      update feed_consumers set
        position = ${position.toString()}::bigint, acked_at = greatest(acked_at, ${ackedAt.toISOString()}::timestamptz)
      where app_id = ${before.appId} and name = ${before.name} and id = ${before.id}
        and position = ${before.position.toString()}::bigint
      returning *
    ), ${operatorActionSql(db, action)}
    select * from moved`
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

/** By name, after one. */
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

/** With the audit log. Null if it is not any more where it was read. */
export async function deleteEventConsumerRow(
  db: Db,
  before: EventConsumerRow,
  action: OperatorAction,
): Promise<EventConsumerRow | null> {
  const [row] = await db.sql`
    with moved as (
      delete from feed_consumers
      where app_id = ${before.appId} and name = ${before.name} and id = ${before.id}
        and position = ${before.position.toString()}::bigint
      returning *
    ), ${operatorActionSql(db, action)}
    select * from moved`
  return row === undefined ? null : toEventConsumer(row)
}

/**
 * For each position: how far it is behind the feed's end. One look into an index each, however far behind it is: the events
 * between are not counted, but subtracted. What is no longer kept does not wait for anybody.
 */
export async function selectConsumerLags(
  { sql }: Db,
  appId: string,
  positions: readonly bigint[],
): Promise<ConsumerLag[]> {
  const positionTexts = positions.map(String)
  const rows = await sql<{ behind: string; since: string | null }[]>`
    select coalesce((select position from feed_heads where app_id = ${appId}), 0) - kept.position as behind,
           (select at from list_events(${appId}::uuid, kept.position, null, 1, null, null, false)) as since
    from unnest(${positionTexts}::text[]) with ordinality as given (position, place),
         lateral (select greatest(given.position::bigint, feed_floor(${appId}::uuid)) as position) kept
    order by place`
  // What is left of the feed may all have been pruned: then nothing is waiting, whatever the numbers say.
  return rows.map(({ behind, since }) =>
    since === null ? { events: 0n, since: null } : { events: BigInt(behind), since: new Date(since) },
  )
}
