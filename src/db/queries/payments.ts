import { and, eq, isNull } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { createKeyedRead } from '../keyed-read.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { payments, type RefundSource } from '../tables/payments.ts'

export type PaymentRow = typeof payments.$inferSelect
export type { RefundSource }

/** What identifies the payment of a line of a sale. */
export type PaymentIdentity = Pick<PaymentRow, 'store' | 'environment' | 'lineItem'> & {
  readonly saleKey: Uint8Array
  /** Null if the store does not state it. */
  readonly storeTransactionId: string | null
}

const toPayment = createRowMapper(payments)

export async function selectPayment(db: Db, appId: string, id: string): Promise<PaymentRow | null> {
  const [row] = await selectPaymentsByIds(db, appId, [id])
  return row ?? null
}

export const selectPaymentsByIds = createKeyedRead(payments, payments.id)

export async function selectPaymentsOfPurchases(
  db: Db,
  appId: string,
  purchaseIds: readonly string[],
): Promise<PaymentRow[]> {
  return db.orm
    .select()
    .from(payments)
    .where(and(eq(payments.appId, appId), anyOf(payments.purchaseId, purchaseIds)))
}

export type PaymentOfPurchase = PaymentRow & {
  /** The purchase that was asked for: that of a change of the plan has its payment with the first purchase of the subscription. */
  readonly ofPurchaseId: string
}

/** The payment of each of these purchases: of a subscription that of the newest period. */
export async function selectNewestPaymentsOfPurchases(
  db: Db,
  appId: string,
  purchaseIds: readonly string[],
): Promise<PaymentOfPurchase[]> {
  const ids = [...new Set(purchaseIds)]
  const rows = await db.sql`
    select newest.*
    from unnest(${ids}::uuid[]) as purchase (id)
    cross join lateral (
      select * from payments p where p.purchase_id = purchase.id and p.app_id = ${appId}
      order by p.period_starts_at desc nulls last, p.id desc limit 1
    ) newest`
  const own = rows.map((row) => toPayment(row)).map((row) => ({ ...row, ofPurchaseId: row.purchaseId }))
  const others = ids.filter((id) => own.every(({ ofPurchaseId }) => ofPurchaseId !== id))
  return others.length === 0 ? own : [...own, ...(await selectPaymentsOfChanges(db, appId, others))]
}

async function selectPaymentsOfChanges(
  { sql }: Db,
  appId: string,
  purchaseIds: readonly string[],
): Promise<PaymentOfPurchase[]> {
  const rows = await sql`
    select newest.*, purchase.id as of_purchase_id
    from (
      select id, store, sale_key from purchases
      where app_id = ${appId} and id = any(${[...purchaseIds]}::uuid[]) and status = 'VERIFIED'
    ) purchase
    join subscription_tokens t on t.app_id = ${appId} and t.store = purchase.store and t.sale_key = purchase.sale_key
    cross join lateral (
      select * from payments p where p.subscription_id = t.subscription_id and p.app_id = ${appId}
      order by p.period_starts_at desc nulls last, p.id desc limit 1
    ) newest`
  return rows.map((row) => ({ ...toPayment(row), ofPurchaseId: row['of_purchase_id'] as string }))
}

/** The payments of some sales of a store, each looked up by itself. */
export async function selectPaymentsBySaleKeys(
  { sql }: Db,
  appId: string,
  {
    store,
    saleKeys,
    limit,
  }: { readonly store: StoreValue; readonly saleKeys: readonly Uint8Array[]; readonly limit: number },
): Promise<PaymentRow[]> {
  const keyTexts = saleKeys.map((key) => Buffer.from(key).toString('hex'))
  const rows = await sql`
    select payment.*
    from unnest(${keyTexts}::text[]) sale (key)
    cross join lateral (
      select * from payments p
      where p.sale_key = decode(sale.key, 'hex') and p.app_id = ${appId} and p.store = ${store}
      limit ${limit}
    ) payment
    limit ${limit}`
  return rows.map((row) => toPayment(row))
}

/**
 * The payment of a line of a sale. The key of the sale decides; the store's transaction id finds the payments that were recorded
 * under another key.
 */
export async function selectPaymentOfSale(
  { sql }: Db,
  appId: string,
  { store, environment, saleKey, storeTransactionId, lineItem }: PaymentIdentity,
): Promise<PaymentRow | null> {
  const [row] = await sql`
    (
      select 1 as rank, p.* from payments p
      where p.app_id = ${appId} and p.sale_key = ${saleKey} and p.line_item = ${lineItem} and p.store = ${store}
    ) union all (
      select 2 as rank, p.* from payments p
      where p.app_id = ${appId} and p.store_transaction_id = ${storeTransactionId} and p.line_item = ${lineItem} and p.store = ${store}
        and p.environment = ${environment}
    )
    order by rank limit 1`
  return row === undefined ? null : toPayment(row)
}

/** The payment of a line of a sale, by the key of the sale alone. */
export async function selectPaymentOfSaleKey(
  db: Db,
  appId: string,
  { store, saleKey, lineItem }: Pick<PaymentIdentity, 'store' | 'saleKey' | 'lineItem'>,
): Promise<PaymentRow | null> {
  const [row] = await db.orm
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.appId, appId),
        eq(payments.saleKey, saleKey),
        eq(payments.lineItem, lineItem),
        eq(payments.store, store),
      ),
    )
  return row ?? null
}

/** Stores when the app submitted the receipt; false if it had been submitted before. */
export async function updatePaymentSubmitted(db: Db, appId: string, id: string, now: Date): Promise<boolean> {
  const updated = await db.orm
    .update(payments)
    .set({ submittedAt: now })
    .where(and(eq(payments.appId, appId), eq(payments.id, id), isNull(payments.submittedAt)))
    .returning({ id: payments.id })
  return updated.length > 0
}
