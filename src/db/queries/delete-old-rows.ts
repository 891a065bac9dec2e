import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

/**
 * What is older than `before`, at most `limit` rows. Every statement returns how many it removed. The rows are chosen once
 * (`materialized`): a join may read a plain subquery again for each row, and find others each time.
 */
export type RetentionBatch = { readonly appId: string; readonly before: Date; readonly limit: number }

/** Messages that were handled; one that failed is kept for whoever looks into it. */
export async function deleteOldNotifications(
  { sql }: Db,
  { appId, before, limit }: RetentionBatch,
): Promise<number> {
  const deleted = await sql`
    with old as materialized (
      select id from notifications
      where app_id = ${appId} and received_at < ${before.toISOString()} and status in ('PROCESSED', 'FAILED')
      order by received_at limit ${limit}
      for update skip locked
    )
    delete from notifications n using old
    where n.app_id = ${appId} and n.id = old.id
    returning 1`
  return deleted.length
}

export async function deleteOldIdempotencyKeys(
  { sql }: Db,
  { appId, before, limit }: RetentionBatch,
): Promise<number> {
  const deleted = await sql`
    with old as materialized (
      select operation, scope, key from idempotency_keys
      where app_id = ${appId} and created_at < ${before.toISOString()}
      order by created_at limit ${limit}
      for update skip locked
    )
    delete from idempotency_keys k using old
    where k.app_id = ${appId} and k.operation = old.operation and k.scope = old.scope and k.key = old.key
    returning 1`
  return deleted.length
}

/**
 * Purchases that came to nothing, with their events and with a sale that nothing else names. What has a payment is left; that a
 * payment refers to its purchase is the last line of defence. One whose event is not placed yet is left to the next run.
 */
export async function deleteUnpaidPurchases(
  db: Db,
  { appId, before, limit }: RetentionBatch,
  status: 'EXPIRED' | 'CANCELED' | 'FAILED',
): Promise<number> {
  const { sql } = db
  // Written out, so that the index of purchases without a payment is taken.
  const statusSql = { EXPIRED: sql`'EXPIRED'`, CANCELED: sql`'CANCELED'`, FAILED: sql`'FAILED'` }[status]
  const deleted = await sql`
    with old as materialized (
      select id, store, sale_key from purchases u
      where app_id = ${appId} and status = ${statusSql} and expires_at < ${before.toISOString()}
        and not exists (select from payments p where p.app_id = u.app_id and p.purchase_id = u.id)
        and id not in (select purchase_id from unplaced_events where app_id = ${appId})
      order by expires_at limit ${limit}
      for update skip locked
    ), forgotten as (
      delete from events e using old
      where e.app_id = ${appId} and e.purchase_id = old.id and e.payment_id is null
    ), seen as materialized (
      select s.store, s.key, s.ctid as version
      from (select distinct store, sale_key from old where sale_key is not null) named
      join sales s on s.app_id = ${appId} and s.store = named.store and s.key = named.sale_key
      where not exists (
        select from purchases other
        where other.app_id = ${appId} and other.store = named.store and other.sale_key = named.sale_key
          and other.id not in (select id from old)
      )
    ), ${deleteSalesSql(db, appId)}
    delete from purchases u using old
    where u.app_id = ${appId} and u.id = old.id
    returning 1`
  return deleted.length
}

export type SaleCursor = { readonly checkedAt: Date; readonly key: Uint8Array }

/**
 * Sales that no purchase names, the latest of the old ones first: those from long ago have been looked at before.
 * @returns how many were removed, and where to go on; null after the last ones
 */
export async function deleteUnreferencedSales(
  db: Db,
  { appId, store, before, limit }: RetentionBatch & { readonly store: StoreValue },
  after: SaleCursor | null,
): Promise<{ readonly pruned: number; readonly end: SaleCursor | null }> {
  const { sql } = db
  const [row] = await sql<{ pruned: string; seen: string; checked_at: string | null; key: Uint8Array }[]>`
    with old as materialized (
      select store, key, checked_at, ctid as version from sales
      where app_id = ${appId} and store = ${store} and checked_at < ${before.toISOString()}
        and (checked_at, key) < (${after?.checkedAt.toISOString() ?? 'infinity'}::timestamptz, ${after?.key ?? Buffer.of()}::bytea)
      order by checked_at desc, key desc limit ${limit}
    ), seen as materialized (
      select store, key, version from old
      where not exists (
        select from purchases u where u.app_id = ${appId} and u.store = old.store and u.sale_key = old.key
      )
    ), ${deleteSalesSql(db, appId)}
    select (select count(*) from removed) as pruned, (select count(*) from old) as seen, last.checked_at, last.key
    from (select 1) as always
    left join lateral (select checked_at, key from old order by checked_at, key limit 1) last on true`
  const pruned = Number(row?.pruned)
  if (row?.checked_at == null || Number(row.seen) < limit) return { pruned, end: null }
  return { pruned, end: { checkedAt: new Date(row.checked_at), key: row.key } }
}

/**
 * Of the sales that were seen to be nobody's, those that still are as they were seen: what is claimed at this moment is another
 * version of its row, or is locked.
 */
function deleteSalesSql({ sql }: Db, appId: string): Fragment {
  return sql`
    unclaimed as materialized (
      select s.store, s.key from sales s join seen on s.store = seen.store and s.key = seen.key and s.ctid = seen.version
      where s.app_id = ${appId}
      for update of s skip locked
    ), removed as (
      delete from sales s using unclaimed
      where s.app_id = ${appId} and s.store = unclaimed.store and s.key = unclaimed.key
      returning 1
    )`
}

/**
 * Drops the oldest month of events if it ended before the time, and is over by the database's own clock too: events are placed by
 * that one. Answers with the month.
 * @throws a lock timeout if somebody reads or writes for long at this moment; then nothing was dropped
 */
export async function dropOldestEventPartition({ sql }: Db, before: Date): Promise<string | null> {
  const [row] = await sql<{ month: string | null }[]>`
    select drop_event_month(${before.toISOString()}::timestamptz)::text as month`
  return row?.month ?? null
}

export async function deleteOldReconciliationRuns(
  { sql }: Db,
  { appId, before, limit }: RetentionBatch,
  store: StoreValue,
): Promise<number> {
  const deleted = await sql`
    with old as materialized (
      select id from reconciliation_runs
      where app_id = ${appId} and store = ${store} and started_at < ${before.toISOString()}
      order by started_at limit ${limit}
    )
    delete from reconciliation_runs r using old
    where r.app_id = ${appId} and r.id = old.id
    returning 1`
  return deleted.length
}

export async function deleteOldDiscrepancies(
  { sql }: Db,
  { appId, before, limit }: RetentionBatch,
  store: StoreValue,
): Promise<number> {
  const deleted = await sql`
    with old as materialized (
      select id from reconciliation_differences
      where app_id = ${appId} and store = ${store} and detected_at < ${before.toISOString()}
      order by detected_at limit ${limit}
    )
    delete from reconciliation_differences d using old
    where d.app_id = ${appId} and d.id = old.id
    returning 1`
  return deleted.length
}
