import { and, asc, desc, eq, gt, inArray } from 'drizzle-orm'
import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { erasedNotesSql } from '../fragments/erased-notes.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { purchases } from '../tables/purchases.ts'
import { receipts } from '../tables/receipts.ts'
import { sales } from '../tables/sales.ts'
import { erasedUsers, users } from '../tables/users.ts'
import type { PurchaseRow } from './purchases.ts'
import type { UserRow } from './users.ts'

export type ReceiptRow = typeof receipts.$inferSelect
export type SaleRow = typeof sales.$inferSelect

const toUser = createRowMapper(users)

/** The user who was erased last of those whose external id has one of these keyed hashes. */
export async function selectErasedUser(
  db: Db,
  appId: string,
  hashes: readonly Uint8Array[],
): Promise<UserRow | null> {
  const [row] = await db.orm
    .select({ user: users })
    .from(erasedUsers)
    .innerJoin(users, and(eq(users.appId, erasedUsers.appId), eq(users.id, erasedUsers.userId)))
    .where(and(eq(erasedUsers.appId, appId), inArray(erasedUsers.idHash, [...hashes])))
    .orderBy(desc(users.erasedAt))
    .limit(1)
  return row?.user ?? null
}

/** Purchases of a user, oldest first. */
export async function selectPurchasesOfUser(
  db: Db,
  appId: string,
  {
    userId,
    after,
    limit,
  }: { readonly userId: string; readonly after: string | null; readonly limit: number },
): Promise<PurchaseRow[]> {
  return db.orm
    .select()
    .from(purchases)
    .where(
      and(
        eq(purchases.appId, appId),
        eq(purchases.userId, userId),
        after === null ? undefined : gt(purchases.id, after),
      ),
    )
    .orderBy(asc(purchases.id))
    .limit(limit)
}

export async function selectReceiptsOfPayments(
  db: Db,
  appId: string,
  paymentIds: readonly string[],
): Promise<ReceiptRow[]> {
  return db.orm
    .select()
    .from(receipts)
    .where(and(eq(receipts.appId, appId), anyOf(receipts.paymentId, paymentIds)))
    .orderBy(asc(receipts.receivedAt), asc(receipts.id))
}

export async function selectSalesByKeys(
  db: Db,
  appId: string,
  store: SaleRow['store'],
  keys: readonly Uint8Array[],
): Promise<SaleRow[]> {
  if (keys.length === 0) return []
  return db.orm
    .select()
    .from(sales)
    .where(and(eq(sales.appId, appId), eq(sales.store, store), inArray(sales.key, [...keys])))
}

/** Logs an export. */
export async function insertExportAudit(db: Db, user: UserRow, action: OperatorAction): Promise<void> {
  await db.sql`
    with subject as (
      select app_id, id from users where app_id = ${user.appId} and id = ${user.id}
    ), ${operatorActionSql(db, 'subject', action)}
    select 1`
}

export type UserErasure = {
  readonly user: UserRow
  /** What replaces the external id. */
  readonly pseudonym: string
  readonly erasedIdHash: Uint8Array
  /** What replaces a receipt. */
  readonly erasedContent: string
  readonly action: OperatorAction
}

/**
 * Replaces the external id of a user, and removes what callers and stores wrote about the person, in one statement. Payments, refunds
 * and consumes stay. The search of the notifications is due then. Null, and no change, if the user was erased in the meantime.
 */
export async function eraseUserRecords(db: Db, erasure: UserErasure): Promise<UserRow | null> {
  const { sql } = db
  const { user, pseudonym, action } = erasure
  const { appId, externalId } = user
  const nowText = action.now.toISOString()
  const [row] = await sql`
    with user_update as (
      update users set external_id = ${pseudonym}, erased_at = ${nowText}::timestamptz
      where app_id = ${appId} and id = ${user.id} and erased_at is null
      returning *
    ), erased_insert as (
      insert into erased_users (app_id, user_id, id_hash, searched_received_at, next_attempt_at)
      select app_id, id, ${erasure.erasedIdHash}::bytea, registered_at, ${nowText}::timestamptz from user_update
    ), user_purchases as (
      select p.id from purchases p, user_update u where p.app_id = ${appId} and p.user_id = u.id
    ), user_payments as (
      select p.id from payments p, user_update u where p.app_id = ${appId} and p.user_id = u.id
    ), user_events as (
      select id from events where app_id = ${appId} and payment_id in (select id from user_payments)
      union all
      select id from events
      where app_id = ${appId} and payment_id is null and purchase_id in (select id from user_purchases)
    ), ${erasedTextsSql(db, erasure)}, note_update as (${erasedNotesSql(db, appId, {
      userIds: sql`select id from user_update`,
      paymentIds: sql`select id from user_payments`,
      nowText,
    })}
    ), subscription_update as (
      update subscriptions set account_token = null, store_account_id = null, country_code = null
      where app_id = ${appId} and user_id in (select id from user_update)
    ), grant_update as (
      update entitlement_grants set reason = '' where user_id in (select id from user_update) and app_id = ${appId}
    ), failure_update as (
      update delivery_failures set message = '' where app_id = ${appId} and payment_id in (select id from user_payments)
    ), app_update as (
      update apps set sandbox_tester_user_ids = array_remove(sandbox_tester_user_ids, ${externalId}), revision = revision + 1
      where app_id = ${appId} and ${externalId} = any(sandbox_tester_user_ids) and exists (select from user_update)
    ), audit_update as (
      update audit_personal_values set value = ${pseudonym}, salt = null
      where app_id = ${appId} and value = ${externalId} and exists (select from user_update)
    ), ${operatorActionSql(db, 'user_update', action)}
    select * from user_update`
  return row === undefined ? null : toUser(row)
}

/** The CTEs that remove what callers and stores wrote, in the records of the CTEs `user_purchases`, `user_payments` and `user_events`. */
function erasedTextsSql({ sql }: Db, erasure: UserErasure): Fragment {
  const { appId } = erasure.user
  return sql`
    purchase_update as (
      update purchases set developer_payload = null
      where app_id = ${appId} and id in (select id from user_purchases) and developer_payload is not null
    ), payment_update as (
      update payments set delivery_reference = null
      where app_id = ${appId} and id in (select id from user_payments) and delivery_reference is not null
    ), receipt_update as (
      update receipts set raw = ${erasure.erasedContent} where app_id = ${appId} and payment_id in (select id from user_payments)
    ), consume_update as (
      update consumes set idempotency_key = null, address = case when consumed_by <> 'CLIENT' then address end
      where app_id = ${appId} and payment_id in (select id from user_payments)
    ), idempotency_update as (
      update idempotency_keys set request_hash = 'erased'
      where app_id = ${appId} and resource_id in (select id from user_payments union all select id from user_purchases
        union all select id from entitlement_grants where user_id in (select id from user_update) and app_id = ${appId}
        union all select id from subscriptions where user_id in (select id from user_update) and app_id = ${appId}
      )
    ), delivery_update as (
      update webhook_deliveries set request_body = null, response_body = null
      where app_id = ${appId} and event_id in (select id from user_events)
    )`
}
