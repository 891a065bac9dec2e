import { and, eq, isNull, lte, or } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { subscriptionActs } from '../tables/subscription-acts.ts'

export type SubscriptionActRow = typeof subscriptionActs.$inferSelect

/** The act on a subscription whose answer is not known; null if there is none. */
export async function selectOpenSubscriptionAct(
  db: Db,
  appId: string,
  subscriptionId: string,
): Promise<SubscriptionActRow | null> {
  const [row] = await db.orm
    .select()
    .from(subscriptionActs)
    .where(
      and(
        eq(subscriptionActs.subscriptionId, subscriptionId),
        eq(subscriptionActs.appId, appId),
        eq(subscriptionActs.status, 'REQUESTED'),
      ),
    )
  return row ?? null
}

/** Stores what a store is about to be asked; false if another act on the subscription is open. */
export async function insertSubscriptionAct(db: Db, row: SubscriptionActRow): Promise<boolean> {
  const inserted = await db.orm.insert(subscriptionActs).values(row).onConflictDoNothing().returning()
  return inserted.length > 0
}

/** Begins another call of the store for an act; false if one is running, or the act has ended. */
export async function updateSubscriptionActCalled(
  db: Db,
  { appId, id }: Pick<SubscriptionActRow, 'appId' | 'id'>,
  { now, callExpiresAt }: { readonly now: Date; readonly callExpiresAt: Date },
): Promise<boolean> {
  const updated = await db.orm
    .update(subscriptionActs)
    .set({ callExpiresAt })
    .where(
      and(
        eq(subscriptionActs.appId, appId),
        eq(subscriptionActs.id, id),
        eq(subscriptionActs.status, 'REQUESTED'),
        or(isNull(subscriptionActs.callExpiresAt), lte(subscriptionActs.callExpiresAt, now)),
      ),
    )
    .returning({ id: subscriptionActs.id })
  return updated.length > 0
}

/** The call of the store is over, and its answer is not known. */
export async function updateSubscriptionActCallEnded(
  db: Db,
  { appId, id }: Pick<SubscriptionActRow, 'appId' | 'id'>,
): Promise<void> {
  await db.orm
    .update(subscriptionActs)
    .set({ callExpiresAt: null })
    .where(
      and(
        eq(subscriptionActs.appId, appId),
        eq(subscriptionActs.id, id),
        eq(subscriptionActs.status, 'REQUESTED'),
      ),
    )
}

/**
 * Stores that the store has done what was asked, with the idempotency key and the audit log. What changed is recorded when the
 * subscription is read from the store.
 * @throws a unique violation if the idempotency key is in use
 */
export async function updateSubscriptionActAccepted(
  db: Db,
  { appId, id }: Pick<SubscriptionActRow, 'appId' | 'id'>,
  action: OperatorAction,
): Promise<void> {
  const { sql } = db
  await sql`
    with act as (
      update subscription_acts set status = 'ACCEPTED', answered_at = ${action.now.toISOString()}::timestamptz
      where app_id = ${appId} and id = ${id} and status in ('REQUESTED', 'ACCEPTED')
      returning app_id, subscription_id as id
    ), ${operatorActionSql(db, 'act', action)}
    select 1`
}

/** Ends an act that the store refused, or of which a later reading shows the result. */
export async function updateSubscriptionActEnded(
  db: Db,
  { appId, id }: Pick<SubscriptionActRow, 'appId' | 'id'>,
  { status, now }: { readonly status: 'ACCEPTED' | 'REFUSED' | 'UNCONFIRMED'; readonly now: Date },
): Promise<void> {
  await db.orm
    .update(subscriptionActs)
    .set({ status, answeredAt: now })
    .where(
      and(
        eq(subscriptionActs.appId, appId),
        eq(subscriptionActs.id, id),
        eq(subscriptionActs.status, 'REQUESTED'),
      ),
    )
}

/** The stored reference by which the store names a subscription now; null if there is none. */
export async function selectSubscriptionReference(
  { sql }: Db,
  appId: string,
  subscriptionId: string,
): Promise<Uint8Array | null> {
  const [row] = await sql<{ encryptedReference: Uint8Array }[]>`
    select s.encrypted_reference as "encryptedReference"
    from subscription_tokens t
    join sales s on s.app_id = t.app_id and s.store = t.store and s.key = t.sale_key
    where t.subscription_id = ${subscriptionId} and t.app_id = ${appId} and t.superseded_at is null
    order by t.created_at desc limit 1`
  return row?.encryptedReference ?? null
}
