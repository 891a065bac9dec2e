import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { unattributedSales } from '../tables/unattributed-sales.ts'

export type UnattributedSaleRow = typeof unattributedSales.$inferSelect

const toUnattributedSale = createRowMapper(unattributedSales)

/** Condition on a row `u`: no payment was recorded for the line, not even by a statement that ran at the same time. */
function isUnattributedSql({ sql }: Db): Fragment {
  return sql`not exists (
    select from payments p
    where p.app_id = u.app_id and p.sale_key = u.sale_key and p.line_item = u.line_item and p.store = u.store
  )`
}

/** Inserts a line of a sale, or updates what the store reports about it. True if it was inserted. */
export async function upsertUnattributedSale(
  { sql }: Db,
  row: Omit<UnattributedSaleRow, 'alertLevel' | 'refundedAt'>,
): Promise<boolean> {
  const [stored] = await sql<{ is_new: boolean }[]>`
    insert into unattributed_sales as u (
      app_id, id, store, sale_key, line_item, environment, store_transaction_id, store_order_id, store_product_id, price_micros,
      currency_code, quantity, paid_at, detected_at, account_token, store_account_id, acknowledgement_deadline_at, encrypted_raw
    )
    values (
      ${row.appId}, ${row.id}, ${row.store}, ${row.saleKey}, ${row.lineItem}, ${row.environment}, ${row.storeTransactionId},
      ${row.storeOrderId}, ${row.storeProductId}, ${row.priceMicros?.toString() ?? null}, ${row.currencyCode}, ${row.quantity},
      ${row.paidAt.toISOString()}, ${row.detectedAt.toISOString()}, ${row.accountToken}, ${row.storeAccountId},
      ${row.acknowledgementDeadlineAt?.toISOString() ?? null}, ${row.encryptedRaw}
    )
    on conflict (app_id, sale_key, line_item, store) do update
    set store_transaction_id = excluded.store_transaction_id,
        store_order_id = coalesce(excluded.store_order_id, u.store_order_id),
        price_micros = coalesce(excluded.price_micros, u.price_micros),
        currency_code = coalesce(excluded.currency_code, u.currency_code),
        acknowledgement_deadline_at = excluded.acknowledgement_deadline_at,
        refunded_at = null,
        encrypted_raw = excluded.encrypted_raw
    returning xmax = 0 as is_new`
  return stored?.is_new ?? false
}

/** A sale that was refunded stays listed, but is no longer due. */
export async function updateUnattributedSaleRefunded(
  { sql }: Db,
  line: Pick<UnattributedSaleRow, 'appId' | 'saleKey' | 'lineItem' | 'store'>,
  refundedAt: Date,
): Promise<void> {
  await sql`
    update unattributed_sales set refunded_at = ${refundedAt.toISOString()}
    where app_id = ${line.appId} and sale_key = ${line.saleKey} and line_item = ${line.lineItem} and store = ${line.store}
      and refunded_at is null`
}

/** A sale with the item that has its product now; null if none has. */
export type ListedSale = UnattributedSaleRow & { readonly itemId: string | null }

/** Newest first. */
export async function selectUnattributedSales(
  db: Db,
  appId: string,
  page: { readonly store: StoreValue | null; readonly after: string | null; readonly limit: number },
): Promise<ListedSale[]> {
  const { sql } = db
  const rows = await sql`
    ${listedSalesSql(db, appId)}
      ${page.store === null ? sql`` : sql`and u.store = ${page.store}`}
      ${page.after === null ? sql`` : sql`and u.id < ${page.after}`}
    order by u.id desc limit ${page.limit}`
  return rows.map(toListedSale)
}

export async function selectUnattributedSale(db: Db, appId: string, id: string): Promise<ListedSale | null> {
  const [row] = await db.sql`${listedSalesSql(db, appId)} and u.id = ${id}`
  return row === undefined ? null : toListedSale(row)
}

/** The sales with one of these transaction ids, in any store. */
export async function selectUnattributedSalesOfTransactions(
  db: Db,
  appId: string,
  storeTransactionIds: readonly string[],
): Promise<ListedSale[]> {
  const rows = await db.sql`
    ${listedSalesSql(db, appId)} and u.store_transaction_id = any(${[...storeTransactionIds]}::text[])`
  return rows.map(toListedSale)
}

function listedSalesSql(db: Db, appId: string): Fragment {
  return db.sql`
    select u.*, product.item_id
    from unattributed_sales u
    left join store_products product
      on product.app_id = u.app_id and product.store = u.store and product.product_id = u.store_product_id
    where u.app_id = ${appId} and ${isUnattributedSql(db)}`
}

function toListedSale(row: Record<string, unknown>): ListedSale {
  return { ...toUnattributedSale(row), itemId: row['item_id'] as string | null }
}

/**
 * Raises the alert of sales whose deadline approaches: a warning after half of the time, critical when a tenth of it, at most a day, is
 * left, as for payments. Returns the sales whose alert was raised, at most `limit`, the nearest deadline first.
 */
export async function updateUnattributedSaleAlerts(
  db: Db,
  appId: string,
  { now, limit }: { readonly now: Date; readonly limit: number },
): Promise<UnattributedSaleRow[]> {
  const nowText = now.toISOString()
  const span = db.sql`(u.acknowledgement_deadline_at - u.paid_at)`
  const rows = await db.sql`
    with due as materialized (
      select u.id, new.level
      from unattributed_sales u cross join lateral (
        select case
          when ${nowText}::timestamptz >= u.acknowledgement_deadline_at - least(${span} / 10, interval '1 day') then 'CRITICAL'
          when ${nowText}::timestamptz >= u.paid_at + ${span} / 2 then 'WARNING'
        end as level
      ) new
      where u.app_id = ${appId} and u.acknowledgement_deadline_at is not null and u.refunded_at is null
        and u.alert_level is distinct from 'CRITICAL' and new.level is not null and u.alert_level is distinct from new.level
        and ${isUnattributedSql(db)}
      order by u.acknowledgement_deadline_at limit ${limit}
    )
    update unattributed_sales u set alert_level = due.level
    from due
    where u.app_id = ${appId} and u.id = due.id and u.alert_level is distinct from due.level
    returning u.*`
  return rows.map(toUnattributedSale)
}
