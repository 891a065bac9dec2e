import { and, desc, eq, inArray, isNull, notInArray, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments, type PeriodKind } from '../tables/payments.ts'
import { subscriptionLines, subscriptions, subscriptionTokens } from '../tables/subscriptions.ts'
import type { PaymentRow } from './payments.ts'

export type { PeriodKind }
export type SubscriptionRow = typeof subscriptions.$inferSelect
export type SubscriptionLineRow = typeof subscriptionLines.$inferSelect
export type SubscriptionTokenRow = typeof subscriptionTokens.$inferSelect

type StoreScope = Pick<SubscriptionTokenRow, 'appId' | 'store'>

const toPayment = createRowMapper(payments)

export async function selectSubscription(db: Db, appId: string, id: string): Promise<SubscriptionRow | null> {
  const [row] = await selectSubscriptionsByIds(db, appId, [id])
  return row ?? null
}

export async function selectSubscriptionsByIds(
  db: Db,
  appId: string,
  ids: readonly string[],
): Promise<SubscriptionRow[]> {
  return db.orm
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.appId, appId), anyOf(subscriptions.id, ids)))
}

/** Locks a subscription until the end of the transaction. */
export async function selectSubscriptionForUpdate(
  db: Db,
  appId: string,
  id: string,
): Promise<SubscriptionRow | null> {
  const [row] = await db.orm
    .select()
    .from(subscriptions)
    .where(and(eq(subscriptions.appId, appId), eq(subscriptions.id, id)))
    .for('update')
  return row ?? null
}

/** The tokens with these keys, in the order of the keys. */
export async function selectSubscriptionTokens(
  db: Db,
  { appId, store }: StoreScope,
  saleKeys: readonly Uint8Array[],
): Promise<SubscriptionTokenRow[]> {
  if (saleKeys.length === 0) return []
  const rows = await db.orm
    .select()
    .from(subscriptionTokens)
    .where(
      and(
        eq(subscriptionTokens.appId, appId),
        eq(subscriptionTokens.store, store),
        inArray(subscriptionTokens.saleKey, [...saleKeys]),
      ),
    )
  return saleKeys.flatMap((key) => rows.find(({ saleKey }) => Buffer.compare(saleKey, key) === 0) ?? [])
}

/** The token that names a subscription at its store now. */
export async function selectCurrentToken(
  db: Db,
  appId: string,
  subscriptionId: string,
): Promise<SubscriptionTokenRow | null> {
  const [row] = await db.orm
    .select()
    .from(subscriptionTokens)
    .where(
      and(
        eq(subscriptionTokens.appId, appId),
        eq(subscriptionTokens.subscriptionId, subscriptionId),
        isNull(subscriptionTokens.supersededAt),
      ),
    )
    .orderBy(desc(subscriptionTokens.createdAt))
    .limit(1)
  return row ?? null
}

export async function selectSubscriptionLines(
  db: Db,
  appId: string,
  subscriptionIds: readonly string[],
): Promise<SubscriptionLineRow[]> {
  return db.orm
    .select()
    .from(subscriptionLines)
    .where(and(eq(subscriptionLines.appId, appId), anyOf(subscriptionLines.subscriptionId, subscriptionIds)))
    .orderBy(subscriptionLines.subscriptionId, subscriptionLines.lineKey)
}

/** What named each subscription at its store, the newest first. */
export async function selectTokensOfSubscriptions(
  db: Db,
  appId: string,
  subscriptionIds: readonly string[],
): Promise<SubscriptionTokenRow[]> {
  return db.orm
    .select()
    .from(subscriptionTokens)
    .where(
      and(eq(subscriptionTokens.appId, appId), anyOf(subscriptionTokens.subscriptionId, subscriptionIds)),
    )
    .orderBy(desc(subscriptionTokens.createdAt), desc(subscriptionTokens.supersededAt))
}

/** The payments of a subscription, newest period first. */
export async function selectPeriodPayments(
  db: Db,
  appId: string,
  { subscriptionId, limit }: { readonly subscriptionId: string; readonly limit: number },
): Promise<PaymentRow[]> {
  return db.orm
    .select()
    .from(payments)
    .where(and(eq(payments.appId, appId), eq(payments.subscriptionId, subscriptionId)))
    .orderBy(desc(payments.periodStartsAt), desc(payments.id))
    .limit(limit)
}

/** The payments with one of these transaction ids of a store, whatever they belong to. */
export async function selectPaymentsOfTransactions(
  { sql: query }: Db,
  { appId, store, environment }: Pick<PaymentRow, 'appId' | 'store' | 'environment'>,
  storeTransactionIds: readonly string[],
): Promise<PaymentRow[]> {
  if (storeTransactionIds.length === 0) return []
  const rows = await query`
    select p.* from unnest(${[...new Set(storeTransactionIds)]}::text[]) as period (id)
    cross join lateral (
      select * from payments
      where app_id = ${appId} and store_transaction_id = period.id and store = ${store} and environment = ${environment}
      limit 100
    ) p`
  return rows.map((row) => toPayment(row))
}

/** @throws a unique violation if another transaction inserted the same */
export async function insertSubscription(db: Db, row: SubscriptionRow): Promise<void> {
  await db.orm.insert(subscriptions).values(row)
}

export async function updateSubscription(
  db: Db,
  { appId, id }: Pick<SubscriptionRow, 'appId' | 'id'>,
  changes: Partial<Omit<SubscriptionRow, 'appId' | 'id' | 'version'>>,
): Promise<SubscriptionRow> {
  const [row] = await db.orm
    .update(subscriptions)
    .set(changes)
    .where(and(eq(subscriptions.appId, appId), eq(subscriptions.id, id)))
    .returning()
  if (row === undefined) throw new Error('a locked subscription must exist')
  return row
}

/** A chain that was never paid becomes a part of another one. */
export async function deleteSubscription(db: Db, appId: string, id: string): Promise<void> {
  await db.orm
    .delete(subscriptionLines)
    .where(and(eq(subscriptionLines.appId, appId), eq(subscriptionLines.subscriptionId, id)))
  await db.orm.delete(subscriptions).where(and(eq(subscriptions.appId, appId), eq(subscriptions.id, id)))
}

/** Replaces the lines of a subscription. */
export async function replaceSubscriptionLines(
  db: Db,
  { appId, id }: Pick<SubscriptionRow, 'appId' | 'id'>,
  lines: readonly Omit<SubscriptionLineRow, 'appId' | 'subscriptionId'>[],
): Promise<void> {
  const keys = lines.map(({ lineKey }) => lineKey)
  const isOfSubscription = and(eq(subscriptionLines.appId, appId), eq(subscriptionLines.subscriptionId, id))
  await db.orm
    .delete(subscriptionLines)
    .where(
      keys.length === 0
        ? isOfSubscription
        : and(isOfSubscription, notInArray(subscriptionLines.lineKey, keys)),
    )
  for (const line of lines) {
    const row = { ...line, appId, subscriptionId: id }
    await db.orm
      .insert(subscriptionLines)
      .values(row)
      .onConflictDoUpdate({
        target: [subscriptionLines.appId, subscriptionLines.subscriptionId, subscriptionLines.lineKey],
        set: line,
      })
  }
}

/** Adds the tokens of a subscription; one that is there is moved to it, and is superseded if it is so now. */
export async function upsertSubscriptionTokens(db: Db, rows: readonly SubscriptionTokenRow[]): Promise<void> {
  for (const row of rows) {
    const { subscriptionId, supersededAt } = row
    await db.orm
      .insert(subscriptionTokens)
      .values(row)
      .onConflictDoUpdate({
        target: [subscriptionTokens.appId, subscriptionTokens.store, subscriptionTokens.saleKey],
        set: {
          subscriptionId,
          supersededAt: sql`coalesce(${subscriptionTokens.supersededAt}, ${supersededAt?.toISOString() ?? null}::timestamptz)`,
        },
      })
  }
}

/** The newest subscription that a store says is of the same customer and the same group. */
export async function selectSubscriptionOfStoreAccount(
  db: Db,
  scope: Pick<SubscriptionRow, 'appId' | 'store' | 'environment'> & {
    readonly storeAccountId: string
    readonly groupId: string
  },
): Promise<SubscriptionRow | null> {
  const [row] = await db.orm
    .select()
    .from(subscriptions)
    .where(
      and(
        eq(subscriptions.storeAccountId, scope.storeAccountId),
        eq(subscriptions.appId, scope.appId),
        eq(subscriptions.groupId, scope.groupId),
        eq(subscriptions.store, scope.store),
        eq(subscriptions.environment, scope.environment),
        eq(subscriptions.ownership, 'BOUGHT'),
        sql`${subscriptions.userId} is not null`,
      ),
    )
    .orderBy(desc(subscriptions.startedAt))
    .limit(1)
  return row ?? null
}
