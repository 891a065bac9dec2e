import { and, eq, inArray } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyTextOf } from '../fragments/any-of.ts'
import { sales } from '../tables/sales.ts'
import { subscriptions, subscriptionTokens } from '../tables/subscriptions.ts'
import { users } from '../tables/users.ts'
import type { SubscriptionRow } from './subscriptions.ts'
import type { UserRow } from './users.ts'

export async function selectUsersByExternalIds(
  db: Db,
  appId: string,
  externalIds: readonly string[],
): Promise<UserRow[]> {
  return db.orm
    .select()
    .from(users)
    .where(and(eq(users.appId, appId), anyTextOf(users.externalId, externalIds)))
}

export type KnownChain = Pick<SubscriptionRow, 'id' | 'userId' | 'environment' | 'store'> & {
  readonly saleKey: Uint8Array
}

/** The recorded subscriptions that these keys of sales name. */
export async function selectChainsByKeys(
  db: Db,
  appId: string,
  saleKeys: readonly Uint8Array[],
): Promise<KnownChain[]> {
  if (saleKeys.length === 0) return []
  const { id, userId, environment } = subscriptions
  return db.orm
    .select({ id, userId, environment, store: subscriptionTokens.store, saleKey: subscriptionTokens.saleKey })
    .from(subscriptionTokens)
    .innerJoin(
      subscriptions,
      and(
        eq(subscriptions.appId, subscriptionTokens.appId),
        eq(subscriptions.id, subscriptionTokens.subscriptionId),
      ),
    )
    .where(and(eq(subscriptionTokens.appId, appId), inArray(subscriptionTokens.saleKey, [...saleKeys])))
}

export type ImportedChain = {
  readonly row: SubscriptionRow
  readonly sale: { readonly key: Uint8Array; readonly encryptedReference: Uint8Array }
}

/**
 * Inserts chains that the store has not been asked about, with the reference by which it will be.
 * @throws a unique violation if a key is of another chain in the meantime
 */
export async function insertImportedChains(db: Db, chains: readonly ImportedChain[]): Promise<void> {
  if (chains.length === 0) return
  const { orm } = db
  await orm
    .insert(sales)
    .values(
      chains.map(({ row, sale }) => ({
        appId: row.appId,
        store: row.store,
        ...sale,
        readVersion: 0n,
        appliedVersion: 0n,
        checkedAt: row.createdAt,
      })),
    )
    .onConflictDoNothing()
  await orm.insert(subscriptions).values(chains.map(({ row }) => row))
  await orm.insert(subscriptionTokens).values(
    chains.map(({ row, sale }) => ({
      appId: row.appId,
      store: row.store,
      saleKey: sale.key,
      subscriptionId: row.id,
      supersededAt: null,
      createdAt: row.createdAt,
    })),
  )
}

/** Gives a subscription of nobody to a user; the store is read again at once. */
export async function updateChainOwner(
  db: Db,
  { appId, id }: { readonly appId: string; readonly id: string },
  { userId, now }: { readonly userId: string; readonly now: Date },
): Promise<void> {
  await db.sql`
    update subscriptions set user_id = ${userId}, next_check_at = ${now.toISOString()}::timestamptz
    where app_id = ${appId} and id = ${id} and user_id is null`
}
