import { and, eq, sql } from 'drizzle-orm'
import { createBuiltRead } from '../built-read.ts'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { eventInsertSql } from '../fragments/event-insert.ts'
import { idempotencyInsertSql, type IdempotencyRecord } from '../fragments/idempotency-insert.ts'
import { createColumnReader, createRowMapper } from '../row-mapper.ts'
import { items } from '../tables/items.ts'
import { purchases } from '../tables/purchases.ts'
import { users } from '../tables/users.ts'
import type { ItemRow } from './items.ts'
import type { UserRow } from './users.ts'

export type PurchaseRow = typeof purchases.$inferSelect

const toPurchase = createRowMapper(purchases)
const allColumns = createColumnReader(purchases, null)

/**
 * Inserts a reservation with its event and idempotency key, in one statement.
 * @throws a unique violation if the idempotency key is in use; then nothing was written
 */
export async function insertPurchase(
  db: Db,
  purchase: PurchaseRow,
  event: { id: string },
  idempotency: IdempotencyRecord | null,
): Promise<void> {
  const { sql } = db
  const requestedAt = purchase.requestedAt.toISOString()
  const eventInsert = eventInsertSql(db, {
    from: 'purchase_insert',
    id: event.id,
    type: 'PURCHASE_REQUESTED',
    occurredAt: requestedAt,
    purchaseId: sql`id`,
    paymentId: null,
    previousStatus: null,
  })
  await sql`
    with purchase_insert as (
      insert into purchases (app_id, id, user_id, item_id, store, status, account_token, store_product_id,
                             developer_payload, requested_at, expires_at)
      values (${purchase.appId}, ${purchase.id}, ${purchase.userId}, ${purchase.itemId}, ${purchase.store}, 'REQUESTED',
              ${purchase.accountToken}, ${purchase.storeProductId}, ${purchase.developerPayload}, ${requestedAt},
              ${purchase.expiresAt.toISOString()})
      returning app_id, id, store, status
    ), idempotency_insert as (${idempotencyInsertSql(db, 'purchase_insert', idempotency, requestedAt)}
    )
    ${eventInsert}`
}

/** Inserts a purchase that the store has reported as paid, without an event: its payment has one. */
export async function insertVerifiedPurchase(db: Db, purchase: PurchaseRow): Promise<void> {
  await db.orm.insert(purchases).values(purchase)
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

/** A purchase with what verifying it needs. */
export type PurchaseDetails = {
  readonly purchase: PurchaseRow
  readonly user: UserRow
  readonly item: ItemRow
}

const readPurchaseDetails = createBuiltRead<PurchaseDetails>((orm) => {
  const appId = sql.placeholder('appId')
  // Each row by its key: a plan that is kept from when the tables were small could join all users of the AppKey.
  const user = orm
    .select()
    .from(users)
    .where(and(eq(users.appId, appId), eq(users.id, purchases.userId)))
    .limit(1)
    .as('user')
  const item = orm
    .select()
    .from(items)
    .where(and(eq(items.appId, appId), eq(items.id, purchases.itemId)))
    .limit(1)
    .as('item')
  return orm
    .select({ purchase: purchases, user: user._.selectedFields, item: item._.selectedFields })
    .from(purchases)
    .innerJoinLateral(user, sql`true`)
    .innerJoinLateral(item, sql`true`)
    .where(and(eq(purchases.appId, appId), eq(purchases.id, sql.placeholder('id'))))
    .prepare('purchase_details')
})

export async function selectPurchaseDetails(
  db: Db,
  appId: string,
  id: string,
): Promise<PurchaseDetails | null> {
  const [row] = await readPurchaseDetails(db.orm, { appId, id })
  return row ?? null
}

export async function selectPurchaseByAccountToken(
  { sql }: Db,
  appId: string,
  accountToken: string,
): Promise<PurchaseRow | null> {
  const [row] = await sql`
    select ${sql(allColumns.names)} from purchases
    where app_id = ${appId} and account_token = ${accountToken}`.values()
  return row === undefined ? null : allColumns.read(row, 0)
}

/** The purchase that a sale is assigned to; the first one if there are several, one for each line of the sale. */
export async function selectPurchaseOfSale(
  { sql }: Db,
  appId: string,
  { store, key }: { readonly store: PurchaseRow['store']; readonly key: Uint8Array },
): Promise<PurchaseRow | null> {
  // An order with a limit would be planned at each execution, or by the order of the primary key.
  const rows = await sql`
    select ${sql(allColumns.names)} from purchases
    where app_id = ${appId} and sale_key = ${key} and store = ${store}`.values()
  const found = rows.map((row) => allColumns.read(row, 0))
  return found.reduce<PurchaseRow | null>(
    (first, row) => (first === null || row.id < first.id ? row : first),
    null,
  )
}

export type PurchaseTransition = {
  readonly appId: string
  readonly purchaseId: string
  readonly from: readonly string[]
  readonly to: 'PENDING' | 'CANCELED' | 'FAILED'
  readonly reason: string | null
  /** The sale at the store; null if it is not known yet. */
  readonly sale: { readonly key: Uint8Array; readonly encryptedReference: Uint8Array } | null
  readonly eventId: string
  readonly now: Date
}

/** Changes the status of an open purchase, with its event; null if it no longer has one of the expected statuses. */
export async function updatePurchaseStatus(
  db: Db,
  transition: PurchaseTransition,
): Promise<PurchaseRow | null> {
  const { sql } = db
  const nowText = transition.now.toISOString()
  const event = eventInsertSql(db, {
    from: 'purchase_update',
    id: transition.eventId,
    type: `PURCHASE_${transition.to}`,
    occurredAt: nowText,
    purchaseId: sql`id`,
    paymentId: null,
    previousStatus: sql`old_status`,
  })
  const [row] = await sql`
    with current as (
      select id, status from purchases
      where app_id = ${transition.appId} and id = ${transition.purchaseId} and status = any(${[...transition.from]}::text[])
      for update
    ), purchase_update as (
      update purchases p
      set status = ${transition.to}, end_reason = ${transition.reason},
          sale_key = coalesce(${transition.sale?.key ?? null}::bytea, p.sale_key)
      from current where p.app_id = ${transition.appId} and p.id = ${transition.purchaseId}
      returning p.*, current.status as old_status
    ), sale_insert as (
      insert into sales (app_id, store, key, encrypted_reference, read_version, applied_version, checked_at)
      select app_id, store, ${transition.sale?.key ?? null}::bytea, ${transition.sale?.encryptedReference ?? null}::bytea, 0, 0,
             ${nowText}::timestamptz
      from purchase_update where ${transition.sale !== null}::boolean
      on conflict (app_id, store, key) do nothing
    ), event_insert as (${event}
    )
    select * from purchase_update`
  return row === undefined ? null : toPurchase(row)
}
