import { and, asc, count, eq, getTableColumns, gt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { entitlementItems, entitlements } from '../tables/entitlements.ts'
import { items } from '../tables/items.ts'

export type EntitlementRow = typeof entitlements.$inferSelect
export type EntitlementItemRow = typeof entitlementItems.$inferSelect

const toEntitlement = createRowMapper(entitlements)

/** The entitlements of an app, by key. */
export async function selectEntitlements(db: Db, appId: string, limit: number): Promise<EntitlementRow[]> {
  return db.orm
    .select()
    .from(entitlements)
    .where(and(eq(entitlements.appId, appId), gt(entitlements.key, '')))
    .orderBy(asc(entitlements.key))
    .limit(limit)
}

export async function selectEntitlementByKey(
  db: Db,
  appId: string,
  key: string,
): Promise<EntitlementRow | null> {
  const [row] = await db.orm
    .select()
    .from(entitlements)
    .where(and(eq(entitlements.appId, appId), eq(entitlements.key, key)))
  return row ?? null
}

export async function selectEntitlementsByIds(
  db: Db,
  appId: string,
  ids: readonly string[],
): Promise<EntitlementRow[]> {
  return db.orm
    .select()
    .from(entitlements)
    .where(and(eq(entitlements.appId, appId), anyOf(entitlements.id, ids)))
}

export async function countEntitlements(db: Db, appId: string): Promise<number> {
  const [row] = await db.orm
    .select({ count: count() })
    .from(entitlements)
    .where(and(eq(entitlements.appId, appId), gt(entitlements.key, '')))
  return row?.count ?? 0
}

/** The items of each entitlement, ordered by item id. */
export async function selectItemsOfEntitlements(
  db: Db,
  appId: string,
  ids: readonly string[],
): Promise<EntitlementItemRow[]> {
  return db.orm
    .select(getTableColumns(entitlementItems))
    .from(entitlementItems)
    .innerJoin(items, and(eq(items.appId, entitlementItems.appId), eq(items.id, entitlementItems.itemId)))
    .where(and(eq(entitlementItems.appId, appId), anyOf(entitlementItems.entitlementId, ids)))
    .orderBy(asc(items.externalId))
}

export type EntitlementChange = {
  readonly entitlement: Pick<EntitlementRow, 'appId' | 'id' | 'key' | 'name'>
  /** When the row that the change is based on was changed last; null to create the entitlement. */
  readonly previousUpdatedAt: Date | null
  /** The items after the change. */
  readonly itemIds: readonly string[]
  /** When the job updates the users, unless the caller has; null if the items do not change. */
  readonly nextAttemptAt: Date | null
  readonly action: OperatorAction
}

/**
 * Creates or changes an entitlement and replaces its items, with the audit log. Null if it was changed in the meantime.
 * @throws a unique violation if another call has created the entitlement
 */
export async function upsertEntitlementRow(
  db: Db,
  change: EntitlementChange,
): Promise<EntitlementRow | null> {
  const { sql } = db
  const { appId, id, key, name } = change.entitlement
  const { previousUpdatedAt, nextAttemptAt, action } = change
  const nowText = action.now.toISOString()
  const nextAttemptText = nextAttemptAt?.toISOString() ?? null
  const itemIds = [...change.itemIds]
  const write =
    previousUpdatedAt === null
      ? sql`
        insert into entitlements (app_id, id, key, name, created_at, updated_at, next_attempt_at)
        values (${appId}, ${id}, ${key}, ${name}, ${nowText}, ${nowText}, ${nextAttemptText}::timestamptz)
        returning *`
      : sql`
        update entitlements set name = ${name},
          updated_at = greatest(${nowText}::timestamptz, updated_at + interval '1 millisecond'),
          update_step = case when ${nextAttemptText}::timestamptz is null then update_step else 'USERS' end,
          update_after = case when ${nextAttemptText}::timestamptz is null then update_after end,
          next_attempt_at = coalesce(${nextAttemptText}::timestamptz, next_attempt_at)
        where app_id = ${appId} and id = ${id} and updated_at = ${previousUpdatedAt.toISOString()}::timestamptz
        returning *`
  const [row] = await sql`
    with entitlement_write as (${write}
    ), item_delete as (
      delete from entitlement_items
      where app_id = ${appId} and entitlement_id = ${id} and item_id <> all(${itemIds}::uuid[])
        and exists (select from entitlement_write)
    ), item_insert as (
      insert into entitlement_items (app_id, entitlement_id, item_id)
      select e.app_id, e.id, item.id from entitlement_write e, unnest(${itemIds}::uuid[]) as item (id)
      on conflict (app_id, entitlement_id, item_id) do nothing
    ), ${operatorActionSql(db, 'entitlement_write', action)}
    select * from entitlement_write`
  return row === undefined ? null : toEntitlement(row)
}
