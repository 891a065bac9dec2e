import { and, eq } from 'drizzle-orm'
import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { toColumns } from '../fragments/row-columns.ts'
import { createRowMapper } from '../row-mapper.ts'
import type { StoreValue } from '../tables/columns.ts'
import { storeConnections } from '../tables/store-connections.ts'

const maxConnections = 20

export type StoreConnectionRow = typeof storeConnections.$inferSelect

const toStoreConnection = createRowMapper(storeConnections)

/** Null if the AppKey has a connection to the store. The subject of the audit entry is the AppKey. */
export function insertStoreConnection(
  db: Db,
  row: StoreConnectionRow,
  action: OperatorAction,
): Promise<StoreConnectionRow | null> {
  const { sql } = db
  const change = sql`
    insert into store_connections ${sql(toColumns(storeConnections, row))}
    on conflict (app_id, store) do nothing returning *, app_id as id`
  return writeStoreConnection(db, change, action)
}

/** Null, and no change, if the connection was changed since it was read. */
export function updateStoreConnection(
  db: Db,
  before: StoreConnectionRow,
  { storeBundleId, settings, encryptedCredentials, updatedAt }: StoreConnectionRow,
  action: OperatorAction,
): Promise<StoreConnectionRow | null> {
  const { sql } = db
  const changes = { storeBundleId, settings, encryptedCredentials, updatedAt, revision: before.revision + 1 }
  const change = sql`
    update store_connections set ${sql(toColumns(storeConnections, changes))}
    where app_id = ${before.appId} and store = ${before.store} and revision = ${before.revision}
    returning *, app_id as id`
  return writeStoreConnection(db, change, action)
}

async function writeStoreConnection(
  db: Db,
  change: Fragment,
  action: OperatorAction,
): Promise<StoreConnectionRow | null> {
  const [row] = await db.sql`
    with changed as (${change}
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toStoreConnection(row)
}

export async function selectStoreConnection(
  db: Db,
  appId: string,
  store: StoreValue,
): Promise<StoreConnectionRow | null> {
  const [row] = await db.orm
    .select()
    .from(storeConnections)
    .where(and(eq(storeConnections.appId, appId), eq(storeConnections.store, store)))
  return row ?? null
}

export async function selectStoreConnections(db: Db, appId: string): Promise<StoreConnectionRow[]> {
  return db.orm
    .select()
    .from(storeConnections)
    .where(eq(storeConnections.appId, appId))
    .orderBy(storeConnections.store)
    .limit(maxConnections)
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
        eq(storeConnections.updatedAt, connection.updatedAt),
      ),
    )
    .returning({ store: storeConnections.store })
  return updated.length > 0
}
