import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'

/**
 * Rows older than `before`, at most `limit`. Every statement returns how many rows it deleted. The candidates are selected once
 * (`materialized`): a join could evaluate a plain subquery again for each row, with other results each time.
 */
export type RetentionBatch = { readonly appId: string; readonly before: Date; readonly limit: number }

/** Processed and failed notifications; those that wait for a retry stay. */
export function deleteOldNotifications(db: Db, batch: RetentionBatch): Promise<number> {
  const condition = db.sql`and status in ('PROCESSED', 'FAILED')`
  return deleteOldest(db, { table: 'notifications', time: 'received_at', condition }, batch)
}

export async function deleteOldIdempotencyKeys(
  { sql }: Db,
  { appId, before, limit }: RetentionBatch,
): Promise<number> {
  const deleted = await sql`
    with candidate as materialized (
      select operation, scope, key from idempotency_keys
      where app_id = ${appId} and created_at > '-infinity' and created_at < ${before.toISOString()}
      order by created_at limit ${limit}
      for update skip locked
    )
    delete from idempotency_keys k using candidate
    where k.app_id = ${appId} and k.operation = candidate.operation and k.scope = candidate.scope and k.key = candidate.key
    returning 1`
  return deleted.length
}

/**
 * Ended purchases without a payment, with their events and with their sale unless another purchase refers to it. A foreign key
 * guards those with a payment. A purchase with an event in the outbox is left for the next run.
 */
export async function deleteUnpaidPurchases(
  db: Db,
  { appId, before, limit }: RetentionBatch,
  status: 'EXPIRED' | 'CANCELED' | 'FAILED',
): Promise<number> {
  const { sql } = db
  // Literals, not parameters, so that the partial index of unpaid purchases can be used.
  const statusSql = { EXPIRED: sql`'EXPIRED'`, CANCELED: sql`'CANCELED'`, FAILED: sql`'FAILED'` }[status]
  const deleted = await sql`
    with candidate as materialized (
      select id, store, sale_key from purchases u
      where app_id = ${appId} and status = ${statusSql} and expires_at > '-infinity' and expires_at < ${before.toISOString()}
        and not exists (select from payments p where p.app_id = u.app_id and p.purchase_id = u.id)
        and id not in (select purchase_id from event_outbox where app_id = ${appId})
      order by expires_at limit ${limit}
      for update skip locked
    ), event_delete as (
      delete from events e using candidate
      where e.app_id = ${appId} and e.purchase_id = candidate.id and e.payment_id is null
    ), unreferenced as materialized (
      select s.store, s.key, s.ctid as version
      from (select distinct store, sale_key from candidate where sale_key is not null) sale
      join sales s on s.app_id = ${appId} and s.store = sale.store and s.key = sale.sale_key
      where not exists (
        select from purchases other
        where other.app_id = ${appId} and other.store = sale.store and other.sale_key = sale.sale_key
          and other.id not in (select id from candidate)
      )
    ), ${deleteSalesSql(db, appId)}
    delete from purchases u using candidate
    where u.app_id = ${appId} and u.id = candidate.id
    returning 1`
  return deleted.length
}

export type SaleCursor = { readonly checkedAt: Date; readonly key: Uint8Array }

/**
 * Sales that no purchase refers to, newest first: the oldest ones were checked before.
 * @returns the number of deleted sales, and the cursor of the next batch; null after the last one
 */
export async function deleteUnreferencedSales(
  db: Db,
  { appId, store, before, limit }: RetentionBatch & { readonly store: StoreValue },
  after: SaleCursor | null,
): Promise<{ readonly deletedCount: number; readonly nextCursor: SaleCursor | null }> {
  const { sql } = db
  const [row] = await sql<
    { deleted: string; candidates: string; checked_at: string | null; key: Uint8Array }[]
  >`
    with candidate as materialized (
      select store, key, checked_at, ctid as version from sales
      where app_id = ${appId} and store = ${store} and checked_at > '-infinity' and checked_at < ${before.toISOString()}
        and (checked_at, key) < (${after?.checkedAt.toISOString() ?? 'infinity'}::timestamptz, ${after?.key ?? Buffer.of()}::bytea)
      order by checked_at desc, key desc limit ${limit}
    ), unreferenced as materialized (
      select store, key, version from candidate
      where not exists (
        select from purchases u where u.app_id = ${appId} and u.store = candidate.store and u.sale_key = candidate.key
      ) and not exists (
        select from unattributed_sales u where u.app_id = ${appId} and u.store = candidate.store and u.sale_key = candidate.key
      )
    ), ${deleteSalesSql(db, appId)}
    select (select count(*) from sale_delete) as deleted, (select count(*) from candidate) as candidates,
           last.checked_at, last.key
    from (select 1) as always
    left join lateral (select checked_at, key from candidate order by checked_at, key limit 1) last on true`
  const deletedCount = Number(row?.deleted)
  if (row?.checked_at == null || Number(row.candidates) < limit) return { deletedCount, nextCursor: null }
  return { deletedCount, nextCursor: { checkedAt: new Date(row.checked_at), key: row.key } }
}

/**
 * Deletes those rows of the CTE `unreferenced` that have not changed since: a sale that a purchase is assigned to at this moment has
 * another row version (`ctid`), or is locked.
 */
function deleteSalesSql({ sql }: Db, appId: string): Fragment {
  return sql`
    locked_sale as materialized (
      select s.store, s.key
      from sales s join unreferenced u on s.store = u.store and s.key = u.key and s.ctid = u.version
      where s.app_id = ${appId}
      for update of s skip locked
    ), sale_delete as (
      delete from sales s using locked_sale
      where s.app_id = ${appId} and s.store = locked_sale.store and s.key = locked_sale.key
      returning 1
    )`
}

/**
 * Drops the oldest partition of `events` if its month ended before the time, and is over by the clock of the database too, which
 * determines the month of an event. Returns the month, null if nothing was dropped.
 * @throws a lock timeout if a concurrent transaction uses the partition for long; then nothing was dropped
 */
export async function dropOldestEventPartition({ sql }: Db, before: Date): Promise<string | null> {
  const [row] = await sql<{ month: string | null }[]>`
    select drop_oldest_event_partition(${before.toISOString()}::timestamptz)::text as month`
  return row?.month ?? null
}

export function deleteOldReconciliationRuns(
  db: Db,
  batch: RetentionBatch,
  store: StoreValue,
): Promise<number> {
  const condition = db.sql`and store = ${store}`
  return deleteOldest(db, { table: 'reconciliation_runs', time: 'started_at', condition }, batch)
}

export function deleteOldDiscrepancies(db: Db, batch: RetentionBatch, store: StoreValue): Promise<number> {
  const condition = db.sql`and store = ${store}`
  return deleteOldest(db, { table: 'reconciliation_discrepancies', time: 'detected_at', condition }, batch)
}

export function deleteOldUnattributedSales(db: Db, batch: RetentionBatch): Promise<number> {
  return deleteOldest(db, { table: 'unattributed_sales', time: 'detected_at', condition: db.sql`` }, batch)
}

export function deleteOldWebhookDeliveries(db: Db, batch: RetentionBatch): Promise<number> {
  return deleteOldest(db, { table: 'webhook_deliveries', time: 'attempted_at', condition: db.sql`` }, batch)
}

type OldRows = { readonly table: string; readonly time: string; readonly condition: Fragment }

/** Deletes the oldest rows of a table whose key is `app_id` and `id`; locked ones are left for the next run. */
async function deleteOldest(
  { sql }: Db,
  { table, time, condition }: OldRows,
  { appId, before, limit }: RetentionBatch,
): Promise<number> {
  const deleted = await sql`
    with candidate as materialized (
      select id from ${sql(table)}
      where app_id = ${appId} and ${sql(time)} > '-infinity' and ${sql(time)} < ${before.toISOString()} ${condition}
      order by ${sql(time)} limit ${limit}
      for update skip locked
    )
    delete from ${sql(table)} t using candidate
    where t.app_id = ${appId} and t.id = candidate.id
    returning 1`
  return deleted.length
}
