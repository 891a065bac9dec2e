import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { createRowMapper } from '../row-mapper.ts'
import { purchases } from '../tables/purchases.ts'
import type { IdempotencyRecord } from './idempotency-keys.ts'

export type PurchaseRow = typeof purchases.$inferSelect

const toPurchase = createRowMapper(purchases)

/**
 * Reserves: the purchase, its event and the caller's key in one statement.
 * @throws a unique violation if the key is in use; then nothing was written
 */
export async function insertPurchase(
  db: Db,
  purchase: PurchaseRow,
  event: { id: string },
  idempotency: IdempotencyRecord | null,
): Promise<void> {
  const { sql } = db
  const at = purchase.requestedAt.toISOString()
  await sql`
    with reserved as (
      insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id,
                             developer_payload, requested_at, expires_at)
      values (${purchase.appId}, ${purchase.id}, ${purchase.userId}, ${purchase.itemId}, ${purchase.store}, 'REQUESTED',
              ${purchase.accountToken}, ${purchase.storeProductId}, ${purchase.developerPayload}, ${at},
              ${purchase.expiresAt.toISOString()})
      returning app_id, id, store
    ), keyed as (
      insert into idempotency_keys (app_id, operation, scope, key, fingerprint, subject_id, created_at)
      select app_id, ${idempotency?.operation ?? null}::text, ${idempotency?.scope ?? null}::text, ${idempotency?.key ?? null}::text,
             ${idempotency?.fingerprint ?? null}::text, id, ${at}::timestamptz
      from reserved where ${idempotency !== null}::boolean
    )
    insert into unplaced_events (app_id, id, type, at, purchase_id, store, status)
    select app_id, ${event.id}::uuid, 'PURCHASE_REQUESTED', ${at}::timestamptz, id, store, 'REQUESTED' from reserved`
}

export async function selectPurchase(db: Db, appId: string, id: string): Promise<PurchaseRow | null> {
  const [row] = await selectPurchasesByIds(db, appId, [id])
  return row ?? null
}

export async function selectPurchasesByIds(
  db: Db,
  appId: string,
  ids: readonly string[],
): Promise<PurchaseRow[]> {
  return db.orm
    .select()
    .from(purchases)
    .where(and(eq(purchases.appId, appId), anyOf(purchases.id, ids)))
}

export async function selectPurchaseByAccountToken(
  db: Db,
  appId: string,
  accountToken: string,
): Promise<PurchaseRow | null> {
  const [row] = await db.orm
    .select()
    .from(purchases)
    .where(and(eq(purchases.appId, appId), eq(purchases.accountToken, accountToken)))
  return row ?? null
}

/** The purchase that a sale was found to belong to before. */
export async function selectPurchaseOfSale(
  db: Db,
  appId: string,
  sale: { readonly store: PurchaseRow['store']; readonly key: Uint8Array },
): Promise<PurchaseRow | null> {
  const [row] = await db.orm
    .select()
    .from(purchases)
    .where(and(eq(purchases.appId, appId), eq(purchases.store, sale.store), eq(purchases.saleKey, sale.key)))
    .orderBy(purchases.id)
    .limit(1)
  return row ?? null
}

export type PurchaseTransition = {
  readonly appId: string
  readonly purchaseId: string
  readonly from: readonly string[]
  readonly to: 'PENDING' | 'CANCELED' | 'FAILED'
  readonly reason: string | null
  /** The sale that it turned out to be, if that is known by now; `reference` is sealed. */
  readonly sale: { readonly key: Uint8Array; readonly reference: Uint8Array } | null
  readonly eventId: string
  readonly now: Date
}

/** Moves an open purchase and tells the feed; null if it is no longer in one of the states it is expected in. */
export async function updatePurchaseStatus(
  db: Db,
  transition: PurchaseTransition,
): Promise<PurchaseRow | null> {
  const { sql } = db
  const [row] = await sql`
    with old as (
      select id, status from purchases
      where app_id = ${transition.appId} and id = ${transition.purchaseId} and status = any(${[...transition.from]}::text[])
      for update
    ), moved as (
      update purchases p
      set status = ${transition.to}, end_reason = ${transition.reason},
          sale_key = coalesce(${transition.sale?.key ?? null}::bytea, p.sale_key)
      from old where p.app_id = ${transition.appId} and p.id = old.id
      returning p.*, old.status as old_status
    ), known as (
      insert into sales (app_id, store, key, reference, reads, applied, checked_at)
      select app_id, store, ${transition.sale?.key ?? null}::bytea, ${transition.sale?.reference ?? null}::bytea, 0, 0,
             ${transition.now.toISOString()}::timestamptz
      from moved where ${transition.sale !== null}::boolean
      on conflict (app_id, store, key) do nothing
    ), told as (
      insert into unplaced_events (app_id, id, type, at, purchase_id, store, previous_status, status)
      select app_id, ${transition.eventId}::uuid, ${`PURCHASE_${transition.to}`}, ${transition.now.toISOString()}::timestamptz, id, store,
             old_status, status
      from moved
    )
    select * from moved`
  return row === undefined ? null : toPurchase(row)
}
