import { and, asc, eq, lte, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { storeApps, storeConnections, type StoredCheckStep } from '../tables/store-connections.ts'

export type StoreConnectionRow = typeof storeConnections.$inferSelect

/** 20 apps of each store. */
const maxConnections = 80

const toStoreConnection = createRowMapper(storeConnections)

export type StoreConnectionChange = {
  /** `revision` is 0 for a new connection, otherwise one more than that of the connection that was read. */
  readonly connection: StoreConnectionRow
  /** The number of connections that the app may have at a store. */
  readonly maxConnections: number
  readonly action: OperatorAction
}

/**
 * Adds a connection, or updates the one with the same app of the store, in one statement. A connection that is not shared needs the
 * row of its app in `store_apps`, which one project only can have. Null, with nothing changed, if another project has it, if the app
 * has `maxConnections` other ones at the store, or if the connection was changed since it was read. The subject of the audit entry is
 * the AppKey.
 */
export async function upsertStoreConnection(
  db: Db,
  { connection, maxConnections, action }: StoreConnectionChange,
): Promise<StoreConnectionRow | null> {
  const { sql } = db
  const { appId, store, storeBundleId, settings, encryptedCredentials, shared, revision } = connection
  const [row] = await sql`
    with allowed as (
      select 1 where (
        select count(*) from store_connections
        where app_id = ${appId}::uuid and store = ${store} and store_bundle_id <> ${storeBundleId}
      ) < ${maxConnections}::int
    ), claim as (
      insert into store_apps (store, store_bundle_id, app_id)
      select ${store}, ${storeBundleId}, ${appId}::uuid from allowed where not ${shared}::boolean
      on conflict (store, store_bundle_id) do update set app_id = store_apps.app_id
      returning app_id
    ), connection_upsert as (
      insert into store_connections (app_id, store, store_bundle_id, settings, encrypted_credentials, shared, revision,
                                     connected_at, updated_at)
      select ${appId}::uuid, ${store}, ${storeBundleId}, ${JSON.stringify(settings)}::text::jsonb, ${encryptedCredentials}::bytea,
             ${shared}::boolean, ${revision}::int, ${connection.connectedAt.toISOString()}::timestamptz,
             ${connection.updatedAt.toISOString()}::timestamptz
      from allowed
      where ${shared}::boolean or exists (select from claim where claim.app_id = ${appId}::uuid)
      on conflict (app_id, store, store_bundle_id) do update
      set settings = excluded.settings, encrypted_credentials = excluded.encrypted_credentials, shared = excluded.shared,
          revision = excluded.revision, updated_at = excluded.updated_at, checked_at = null, check_steps = null
      where store_connections.revision = excluded.revision - 1
      returning *, app_id as id
    ), release as (
      delete from store_apps a using connection_upsert c
      where c.shared and a.app_id = c.app_id and a.store = c.store and a.store_bundle_id = c.store_bundle_id
    ), ${operatorActionSql(db, 'connection_upsert', action)}
    select * from connection_upsert`
  return row === undefined ? null : toStoreConnection(row)
}

/** Deletes a connection; null if it does not exist. */
export async function deleteStoreConnection(
  db: Db,
  { appId, store, storeBundleId }: Pick<StoreConnectionRow, 'appId' | 'store' | 'storeBundleId'>,
  action: OperatorAction,
): Promise<StoreConnectionRow | null> {
  const { sql } = db
  const [row] = await sql`
    with connection_delete as (
      delete from store_connections
      where app_id = ${appId} and store = ${store} and store_bundle_id = ${storeBundleId}
      returning *, app_id as id
    ), release as (
      delete from store_apps a using connection_delete c
      where a.app_id = c.app_id and a.store = c.store and a.store_bundle_id = c.store_bundle_id
    ), ${operatorActionSql(db, 'connection_delete', action)}
    select * from connection_delete`
  return row === undefined ? null : toStoreConnection(row)
}

/** The AppKey whose connection to an app of a store is not shared; null if there is none. */
export async function selectStoreAppOwner(
  db: Db,
  store: StoreValue,
  storeBundleId: string,
): Promise<string | null> {
  const [row] = await db.orm
    .select({ appId: storeApps.appId })
    .from(storeApps)
    .where(and(eq(storeApps.store, store), eq(storeApps.storeBundleId, storeBundleId)))
  return row?.appId ?? null
}

/** All connections of the app, or those to one store; the oldest of each store first. */
export async function selectStoreConnections(
  db: Db,
  appId: string,
  store: StoreValue | null = null,
): Promise<StoreConnectionRow[]> {
  return db.orm
    .select()
    .from(storeConnections)
    .where(
      and(eq(storeConnections.appId, appId), store === null ? undefined : eq(storeConnections.store, store)),
    )
    .orderBy(storeConnections.store, asc(storeConnections.connectedAt), storeConnections.storeBundleId)
    .limit(maxConnections)
}

/**
 * Stores what a check found, unless the connection was changed after the check began. The first of several failures stays the time since
 * which the connection fails.
 */
export async function updateStoreConnectionCheck(
  db: Db,
  { appId, store, storeBundleId }: Pick<StoreConnectionRow, 'appId' | 'store' | 'storeBundleId'>,
  check: {
    readonly startedAt: Date
    readonly checkedAt: Date
    readonly steps: StoredCheckStep[]
    readonly hasFailed: boolean
  },
): Promise<void> {
  const { checkedAt, hasFailed } = check
  const { failingSince } = storeConnections
  await db.orm
    .update(storeConnections)
    .set({
      checkedAt,
      checkSteps: check.steps,
      failingSince: hasFailed ? sql`coalesce(${failingSince}, ${sql.param(checkedAt, failingSince)})` : null,
    })
    .where(
      and(
        eq(storeConnections.appId, appId),
        eq(storeConnections.store, store),
        eq(storeConnections.storeBundleId, storeBundleId),
        lte(storeConnections.updatedAt, check.startedAt),
      ),
    )
}

/** Returns false, and changes nothing, if the connection was changed since it was read. */
export async function updateStoreCredentials(
  db: Db,
  connection: StoreConnectionRow,
  encrypted: Uint8Array,
): Promise<boolean> {
  const updated = await db.orm
    .update(storeConnections)
    .set({ encryptedCredentials: encrypted })
    .where(
      and(
        eq(storeConnections.appId, connection.appId),
        eq(storeConnections.store, connection.store),
        eq(storeConnections.storeBundleId, connection.storeBundleId),
        eq(storeConnections.updatedAt, connection.updatedAt),
      ),
    )
    .returning({ store: storeConnections.store })
  return updated.length > 0
}
