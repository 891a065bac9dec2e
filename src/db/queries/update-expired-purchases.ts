import type { Db } from '../client.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'

export type PurchaseExpiry = {
  readonly appId: string
  readonly now: Date
  /** One for each purchase that may expire; they limit the batch. */
  readonly eventIds: readonly string[]
}

/** REQUESTED → EXPIRED with their events, the longest overdue first. Rows that are locked are skipped. Returns how many expired. */
export async function updateExpiredPurchases(
  db: Db,
  { appId, now, eventIds }: PurchaseExpiry,
): Promise<number> {
  const { sql } = db
  const nowText = now.toISOString()
  const event = eventInsertSql(db, {
    from: 'numbered_update',
    id: sql`event_id`,
    type: 'PURCHASE_EXPIRED',
    occurredAt: nowText,
    purchaseId: sql`id`,
    paymentId: null,
    previousStatus: 'REQUESTED',
  })
  const [row] = await sql<{ expired: string }[]>`
    with due as materialized (
      select id from purchases
      where app_id = ${appId} and status = 'REQUESTED' and expires_at > '-infinity' and expires_at <= ${nowText}::timestamptz
      order by expires_at limit ${eventIds.length}
      for update skip locked
    ), purchase_update as (
      update purchases p set status = 'EXPIRED'
      from due where p.app_id = ${appId} and p.id = due.id and p.status = 'REQUESTED'
      returning p.app_id, p.id, p.store, p.status
    ), numbered_update as (
      select *, (${[...eventIds]}::uuid[])[(row_number() over (order by id))::int] as event_id from purchase_update
    ), event_insert as (${event}
    )
    select count(*) as expired from purchase_update`
  return Number(row?.expired)
}
