import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import type { StoreValue } from '../tables/columns.ts'
import { storeConnections } from '../tables/store-connections.ts'

const maxConnections = 20

export type StoreConnectionRow = typeof storeConnections.$inferSelect

export async function upsertStoreConnection(db: Db, row: StoreConnectionRow): Promise<StoreConnectionRow> {
  const { storeBundleId, settings, encryptedCredentials, updatedAt } = row
  const [stored] = await db.orm
    .insert(storeConnections)
    .values(row)
    .onConflictDoUpdate({
      target: [storeConnections.appId, storeConnections.store],
      set: { storeBundleId, settings, encryptedCredentials, updatedAt },
    })
    .returning()
  return stored ?? row
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
