import { and, eq, type InferSelectModel } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { isCursorExpired } from '../errors.ts'
import type { StoreValue } from '../tables/columns.ts'
import { events, feedHeads, type EventType } from '../tables/events.ts'

/** An event in its place in the feed. In which month's table it is kept is nobody else's business. */
export type EventRow = Omit<InferSelectModel<typeof events>, 'month'>

/** An event as the database's functions tell it. */
export type RawEventRow = Pick<EventRow, 'id' | 'type' | 'store' | 'status'> & {
  readonly position: string
  readonly at: string
  readonly purchase_id: string
  readonly payment_id: string | null
  readonly previous_status: string | null
}

/** By hand, for the feed is read more than anything else. */
export function toEvent(appId: string, row: RawEventRow): EventRow {
  return {
    appId,
    position: BigInt(row.position),
    id: row.id,
    type: row.type,
    at: new Date(row.at),
    purchaseId: row.purchase_id,
    paymentId: row.payment_id,
    store: row.store,
    previousStatus: row.previous_status,
    status: row.status,
  }
}

/** What comes next in the feed is no longer kept: to go on with what is would skip events without a word. */
export class CursorExpiredError extends Error {
  override readonly name = 'FeedNoLongerKept'
}

/**
 * Events after a position, in the order of the feed. The database's own function reads month by month, so that years of others are
 * neither planned nor locked.
 * @throws FeedNoLongerKept if the position lies before what is kept, also when that came about a moment ago
 */
export async function selectEvents(
  { sql }: Db,
  appId: string,
  page: {
    after: bigint
    /** The last position to look at; null for the end. */
    upTo: bigint | null
    limit: number
    types: readonly EventType[] | null
    stores: readonly StoreValue[] | null
  },
): Promise<EventRow[]> {
  const { types, stores } = page
  try {
    const rows = await sql<RawEventRow[]>`
      select position, id, type, at, purchase_id, payment_id, store, previous_status, status
      from list_events(${appId}::uuid, ${page.after.toString()}::bigint, ${page.upTo?.toString() ?? null}::bigint,
        ${page.limit}::int, ${types === null ? null : [...types]}::text[], ${stores === null ? null : [...stores]}::text[], true)`
    return rows.map((row) => toEvent(appId, row))
  } catch (error) {
    throw isCursorExpired(error) ? new CursorExpiredError(String(error), { cause: error }) : error
  }
}

/** Of each payment the newest events, oldest first; none has more than `limit`. */
export async function selectEventsOfPayments(
  { sql }: Db,
  appId: string,
  paymentIds: readonly string[],
  limit: number,
): Promise<EventRow[]> {
  const rows = await sql<RawEventRow[]>`
    select newest.*
    from unnest(${[...new Set(paymentIds)]}::uuid[]) as payment (id)
    cross join lateral (
      select position, id, type, at, purchase_id, payment_id, store, previous_status, status
      from events e where e.app_id = ${appId} and e.payment_id = payment.id order by e.position desc limit ${limit}
    ) newest
    order by newest.position`
  return rows.map((row) => toEvent(appId, row))
}

export async function selectEvent(db: Db, appId: string, id: string): Promise<EventRow | null> {
  const [row = null] = await selectEventsByIds(db, appId, [id])
  return row
}

export async function selectEventsByIds(db: Db, appId: string, ids: readonly string[]): Promise<EventRow[]> {
  return db.orm
    .select()
    .from(events)
    .where(and(eq(events.appId, appId), anyOf(events.id, ids)))
}

/** The position of the newest event; 0 for an empty feed. */
export async function selectFeedHead(db: Db, appId: string): Promise<bigint> {
  const [row] = await db.orm.select().from(feedHeads).where(eq(feedHeads.appId, appId))
  return row?.position ?? 0n
}

/** The same of many feeds; empty ones are left out. */
export async function selectFeedHeads(
  db: Db,
  appIds: readonly string[],
): Promise<{ appId: string; position: bigint }[]> {
  return db.orm.select().from(feedHeads).where(anyOf(feedHeads.appId, appIds))
}

/**
 * The last position whose month was dropped; 0 if none was. Whoever goes on after it, or after a later one, misses nothing but
 * what went with a purchase.
 */
export async function selectEarliestCursor(db: Db, appId: string): Promise<bigint> {
  return (await selectFeedBounds(db, appId)).floor
}

/** What is kept of a feed: all after `floor`, up to `head`. */
export type FeedBounds = { readonly floor: bigint; readonly head: bigint }

export async function selectFeedBounds({ sql }: Db, appId: string): Promise<FeedBounds> {
  const [row] = await sql<{ floor: string; head: string | null }[]>`
    select feed_floor(${appId}::uuid) as floor, (select position from feed_heads where app_id = ${appId}) as head`
  return { floor: BigInt(row?.floor ?? 0), head: BigInt(row?.head ?? 0) }
}

export type { EventType, StoreValue }
