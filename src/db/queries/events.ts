import { and, eq, type InferSelectModel } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { auditInsertSql, type OperatorAction } from '../fragments/operator-action.ts'
import { anyOf } from '../fragments/any-of.ts'
import { CursorLostError, isCursorExpired, isPositionLost } from '../errors.ts'
import type { StoreValue } from '../tables/columns.ts'
import { events, feedHeads, type EventType } from '../tables/events.ts'

/** An event of the feed, without the partition key. */
export type EventRow = Omit<InferSelectModel<typeof events>, 'month'>

/** An event as the database functions return it. */
export type RawEventRow = Pick<EventRow, 'id' | 'type' | 'store' | 'status' | 'reason'> & {
  readonly position: string
  readonly occurred_at: string
  readonly purchase_id: string | null
  readonly payment_id: string | null
  readonly previous_status: string | null
  readonly subscription_id: string | null
  readonly user_id: string | null
  readonly entitlement_id: string | null
}

/** Maps a row without the generic row mapper, which is slower: no other rows are read as often. */
export function toEvent(appId: string, row: RawEventRow): EventRow {
  return {
    appId,
    position: BigInt(row.position),
    id: row.id,
    type: row.type,
    occurredAt: new Date(row.occurred_at),
    purchaseId: row.purchase_id,
    paymentId: row.payment_id,
    store: row.store,
    previousStatus: row.previous_status,
    status: row.status,
    subscriptionId: row.subscription_id,
    userId: row.user_id,
    entitlementId: row.entitlement_id,
    reason: row.reason,
  }
}

/** The events after the cursor were dropped: reading on would skip them silently. */
export class CursorExpiredError extends Error {
  override readonly name = 'CursorExpiredError'
}

/**
 * Events after a position, in the order of the feed. The database function reads partition by partition, so that the other
 * partitions are neither planned nor locked.
 * @throws CursorExpiredError if the partition of the next event was dropped, also if that happens during the call
 * @throws CursorLostError if another database has assigned the position
 */
export async function selectEvents(
  { sql }: Db,
  appId: string,
  page: {
    after: bigint
    /** The last position to read; null for the end of the feed. */
    upTo: bigint | null
    limit: number
    types: readonly EventType[] | null
    stores: readonly StoreValue[] | null
  },
): Promise<EventRow[]> {
  const { types, stores } = page
  try {
    const rows = await sql<RawEventRow[]>`
      select position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status, subscription_id, user_id,
             entitlement_id, reason
      from select_events(${appId}::uuid, ${page.after.toString()}::bigint, ${page.upTo?.toString() ?? null}::bigint,
        ${page.limit}::int, ${types === null ? null : [...types]}::text[], ${stores === null ? null : [...stores]}::text[], true)`
    return rows.map((row) => toEvent(appId, row))
  } catch (error) {
    if (isPositionLost(error)) throw new CursorLostError(String(error), { cause: error })
    throw isCursorExpired(error) ? new CursorExpiredError(String(error), { cause: error }) : error
  }
}

/** The newest events of each payment, at most `limit` of each; oldest first. */
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
      select position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status, subscription_id, user_id,
             entitlement_id, reason
      from events e where e.app_id = ${appId} and e.payment_id = payment.id order by e.position desc limit ${limit}
    ) newest
    order by newest.position`
  return rows.map((row) => toEvent(appId, row))
}

/** The newest events of a subscription and its payments, oldest first. */
export async function selectEventsOfSubscription(
  { sql }: Db,
  appId: string,
  { subscriptionId, limit }: { readonly subscriptionId: string; readonly limit: number },
): Promise<EventRow[]> {
  const rows = await sql<RawEventRow[]>`
    select position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status, subscription_id, user_id,
           entitlement_id, reason
    from events e where e.app_id = ${appId} and e.subscription_id = ${subscriptionId} order by e.position desc limit ${limit}`
  return rows.map((row) => toEvent(appId, row)).toReversed()
}

/** The newest events of each purchase from before it was paid, at most `limit` of each; oldest first. */
export async function selectEventsOfPurchases(
  { sql }: Db,
  appId: string,
  purchaseIds: readonly string[],
  limit: number,
): Promise<EventRow[]> {
  const rows = await sql<RawEventRow[]>`
    select newest.*
    from unnest(${[...new Set(purchaseIds)]}::uuid[]) as purchase (id)
    cross join lateral (
      select position, id, type, occurred_at, purchase_id, payment_id, store, previous_status, status, subscription_id, user_id,
             entitlement_id, reason
      from events e where e.app_id = ${appId} and e.purchase_id = purchase.id and e.payment_id is null
        and e.subscription_id is null
      order by e.position desc limit ${limit}
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

/** The heads of several feeds, without the empty ones. */
export async function selectFeedHeads(
  db: Db,
  appIds: readonly string[],
): Promise<{ appId: string; position: bigint }[]> {
  return db.orm.select().from(feedHeads).where(anyOf(feedHeads.appId, appIds))
}

/**
 * The last position whose partition was dropped; 0 if none was. Reading after it, or after a later position, misses no event but
 * those that were deleted with an unpaid purchase.
 */
export async function selectEarliestCursor(db: Db, appId: string): Promise<bigint> {
  return (await selectFeedBounds(db, appId)).earliestCursor
}

/** The stored part of a feed: all positions after `earliestCursor`, up to `head`. */
export type FeedBounds = { readonly earliestCursor: bigint; readonly head: bigint }

export async function selectFeedBounds({ sql }: Db, appId: string): Promise<FeedBounds> {
  const [row] = await sql<{ earliest_cursor: string; head: string | null }[]>`
    select earliest_feed_cursor(${appId}::uuid) as earliest_cursor,
           (select position from feed_heads where app_id = ${appId}) as head`
  return { earliestCursor: BigInt(row?.earliest_cursor ?? 0), head: BigInt(row?.head ?? 0) }
}

/** Whether a position is after the end of the feed or between two of its epochs: then another database has assigned it. */
export async function isPositionUnknown({ sql }: Db, appId: string, position: bigint): Promise<boolean> {
  const [row] = await sql<{ is_unknown: boolean }[]>`
    select is_lost_position(${appId}::uuid, ${position.toString()}::bigint)
      or ${position.toString()}::bigint > coalesce((select position from feed_heads where app_id = ${appId}), 0) as is_unknown`
  return row?.is_unknown ?? false
}

/** The end of a scan of `span` positions after a position; positions between two epochs do not count. */
export async function selectScanEnd(
  { sql }: Db,
  appId: string,
  { after, span }: { readonly after: bigint; readonly span: bigint },
): Promise<bigint> {
  const [row] = await sql<{ scan_end: string }[]>`
    select feed_scan_end(${appId}::uuid, ${after.toString()}::bigint, ${span.toString()}::bigint) as scan_end`
  return BigInt(row?.scan_end ?? after + span)
}

/** The number of positions of the feed after one position, up to another one. */
export async function selectFeedDistance(
  { sql }: Db,
  appId: string,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Promise<bigint> {
  const [row] = await sql<{ distance: string }[]>`
    select feed_distance(${appId}::uuid, ${from.toString()}::bigint, ${to.toString()}::bigint) as distance`
  return BigInt(row?.distance ?? to - from)
}

/** Has each feed start a new epoch with its next event. Returns the number of feeds. */
export async function startFeedEpochs(db: Db, installation: string, action: OperatorAction): Promise<number> {
  const { sql } = db
  const subject = sql`select ${installation}::uuid as app_id, ${installation}::uuid as id`
  const [row] = await sql<{ feeds: number }[]>`
    with audit_insert as (${auditInsertSql(db, subject, action)}) select start_feed_epochs()::int as feeds`
  return row?.feeds ?? 0
}

export type { EventType, StoreValue }
