import { and, asc, desc, eq, gt, inArray, isNotNull, lte, type SQL } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../any-of.ts'
import type { StoreValue } from '../tables/columns.ts'
import { events, feedHeads, type EventType } from '../tables/events.ts'

/** An event that has its place in the feed. */
export type EventRow = Omit<typeof events.$inferSelect, 'position'> & { readonly position: bigint }

/** Events after a position, in the order of the feed. */
export async function listEvents(
  db: Db,
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
  const conditions: (SQL | undefined)[] = [
    eq(events.appId, appId),
    gt(events.position, page.after),
    page.upTo === null ? undefined : lte(events.position, page.upTo),
    page.types === null ? undefined : inArray(events.type, [...page.types]),
    page.stores === null ? undefined : inArray(events.store, [...page.stores]),
  ]
  const rows = await db.orm
    .select()
    .from(events)
    .where(and(...conditions))
    .orderBy(asc(events.position))
    .limit(page.limit)
  return rows.filter(isPlaced)
}

/** The newest events of a payment, oldest first. */
export async function listEventsOfPayment(
  db: Db,
  appId: string,
  paymentId: string,
  limit: number,
): Promise<EventRow[]> {
  const rows = await db.orm
    .select()
    .from(events)
    .where(and(eq(events.appId, appId), eq(events.paymentId, paymentId), isNotNull(events.position)))
    .orderBy(desc(events.recorded))
    .limit(limit)
  return rows.filter(isPlaced).toReversed()
}

export async function findEvent(db: Db, appId: string, id: string): Promise<EventRow | null> {
  const [row = null] = await findEvents(db, appId, [id])
  return row
}

export async function findEvents(db: Db, appId: string, ids: readonly string[]): Promise<EventRow[]> {
  const rows = await db.orm
    .select()
    .from(events)
    .where(and(eq(events.appId, appId), anyOf(events.id, ids)))
  return rows.filter(isPlaced)
}

/** The position of the newest event that has one; 0 for an empty feed. */
export async function findFeedHead(db: Db, appId: string): Promise<bigint> {
  const [row] = await db.orm.select().from(feedHeads).where(eq(feedHeads.appId, appId))
  return row?.position ?? 0n
}

function isPlaced(row: typeof events.$inferSelect): row is EventRow {
  return row.position !== null
}

export type { EventType, StoreValue }
