import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { serverKeys } from '../tables/server-keys.ts'

export type ServerKeyRow = typeof serverKeys.$inferSelect

const maxServerKeys = 100

export async function insertServerKey(db: Db, key: ServerKeyRow): Promise<void> {
  await db.orm.insert(serverKeys).values(key)
}

/** The key with this hash, unless it is revoked. */
export async function selectActiveServerKey(
  db: Db,
  appId: string,
  hash: Uint8Array,
): Promise<ServerKeyRow | null> {
  const [row] = await db.orm
    .select()
    .from(serverKeys)
    .where(and(eq(serverKeys.appId, appId), eq(serverKeys.hash, hash), isNull(serverKeys.revokedAt)))
  return row ?? null
}

/** Active keys first, because only they can be revoked; each newest first. */
export async function selectServerKeys(db: Db, appId: string): Promise<ServerKeyRow[]> {
  return db.orm
    .select()
    .from(serverKeys)
    .where(eq(serverKeys.appId, appId))
    .orderBy(sql`${serverKeys.revokedAt} is not null`, desc(serverKeys.id))
    .limit(maxServerKeys)
}

/** A key that is revoked already keeps the time of its revocation. */
export async function updateServerKeyRevoked(
  db: Db,
  appId: string,
  id: string,
  now: Date,
): Promise<ServerKeyRow | null> {
  const [row] = await db.orm
    .update(serverKeys)
    .set({ revokedAt: sql`coalesce(${serverKeys.revokedAt}, ${now.toISOString()}::timestamptz)` })
    .where(and(eq(serverKeys.appId, appId), eq(serverKeys.id, id)))
    .returning()
  return row ?? null
}

export async function updateServerKeyUsed(db: Db, appId: string, id: string, now: Date): Promise<void> {
  await db.orm
    .update(serverKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(serverKeys.appId, appId), eq(serverKeys.id, id)))
}
