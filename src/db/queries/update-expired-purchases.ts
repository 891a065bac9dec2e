import type { Db } from '../client.ts'

export type PurchaseExpiry = {
  readonly appId: string
  readonly now: Date
  /** One for each purchase that may expire: no more do. */
  readonly eventIds: readonly string[]
}

/**
 * REQUESTED → EXPIRED with their events, those first whose time has been over for longest. A purchase that somebody is working
 * on at this moment is left alone. Returns how many expired.
 */
export async function updateExpiredPurchases(
  { sql }: Db,
  { appId, now, eventIds }: PurchaseExpiry,
): Promise<number> {
  const nowText = now.toISOString()
  const [row] = await sql<{ expired: string }[]>`
    with due as materialized (
      select id from purchases
      where app_id = ${appId} and status = 'REQUESTED' and expires_at <= ${nowText}::timestamptz
      order by expires_at limit ${eventIds.length}
      for update skip locked
    ), expired as (
      update purchases p set status = 'EXPIRED'
      from due where p.app_id = ${appId} and p.id = due.id and p.status = 'REQUESTED'
      returning p.app_id, p.id, p.store
    ), numbered as (
      select *, row_number() over (order by id) as place from expired
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, store, previous_status, status)
      select app_id, given.id, 'PURCHASE_EXPIRED', ${nowText}::timestamptz, numbered.id, store, 'REQUESTED', 'EXPIRED'
      from numbered join unnest(${[...eventIds]}::uuid[]) with ordinality as given (id, place) using (place)
    )
    select count(*) as expired from expired`
  return Number(row?.expired)
}
