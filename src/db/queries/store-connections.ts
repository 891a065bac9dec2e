import { and, asc, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { auditInsertSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { storeConnections } from '../tables/store-connections.ts'

export type StoreConnectionRow = typeof storeConnections.$inferSelect

const toStoreConnection = createRowMapper(storeConnections)

export type StoreConnectionChange = {
  readonly connection: Omit<StoreConnectionRow, 'shared'>
  /** Null keeps what an existing connection has; a new one is not shared. */
  readonly shared: boolean | null
  /** The number of connections that the app may have at a store. */
  readonly maxConnections: number
  readonly action: OperatorAction
}

/**
 * Adds a connection, or updates the one with the same app of the store, in one statement. A connection that is not shared needs the
 * row of its app in `store_apps`, which one project only can have. Null, with nothing changed, if another project has it, or if the app
 * has `maxConnections` other ones at the store.
 */
export async function upsertStoreConnection(
  db: Db,
  { connection, shared, maxConnections, action }: StoreConnectionChange,
): Promise<StoreConnectionRow | null> {
  const { sql } = db
  const { appId, store, storeBundleId, settings, encryptedCredentials } = connection
  const isConnection = sql`app_id = ${appId}::uuid and store = ${store} and store_bundle_id = ${storeBundleId}`
  const [row] = await sql`
    with desired as (
      select coalesce(${shared}::boolean, (select shared from store_connections where ${isConnection}), false) as shared
      where (
        select count(*) from store_connections
        where app_id = ${appId}::uuid and store = ${store} and store_bundle_id <> ${storeBundleId}
      ) < ${maxConnections}::int
    ), claim as (
      insert into store_apps (store, store_bundle_id, app_id)
      select ${store}, ${storeBundleId}, ${appId}::uuid from desired where not shared
      on conflict (store, store_bundle_id) do update set app_id = store_apps.app_id
      returning app_id
    ), release as (
      delete from store_apps where ${isConnection} and (select shared from desired)
    ), connection_upsert as (
      insert into store_connections (app_id, store, store_bundle_id, settings, encrypted_credentials, shared, connected_at, updated_at)
      select ${appId}::uuid, ${store}, ${storeBundleId}, ${JSON.stringify(settings)}::text::jsonb, ${encryptedCredentials}::bytea,
             desired.shared, ${connection.connectedAt.toISOString()}::timestamptz, ${connection.updatedAt.toISOString()}::timestamptz
      from desired
      where desired.shared or exists (select from claim where claim.app_id = ${appId}::uuid)
      on conflict (app_id, store, store_bundle_id) do update
      set settings = excluded.settings, encrypted_credentials = excluded.encrypted_credentials, shared = excluded.shared,
          updated_at = excluded.updated_at
      returning *
    ), audit_insert as (${auditInsertSql(db, sql`select app_id, app_id as id from connection_upsert`, action)})
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
      returning *
    ), release as (
      delete from store_apps a using connection_delete c
      where a.app_id = c.app_id and a.store = c.store and a.store_bundle_id = c.store_bundle_id
    ), audit_insert as (${auditInsertSql(db, sql`select app_id, app_id as id from connection_delete`, action)})
    select * from connection_delete`
  return row === undefined ? null : toStoreConnection(row)
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
