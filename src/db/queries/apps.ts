import { and, eq, gt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { apps } from '../tables/apps.ts'
import { serverKeys } from '../tables/server-keys.ts'

export type AppRow = typeof apps.$inferSelect
export type ServerKeyRow = typeof serverKeys.$inferSelect

/** The project and its first key appear together or not at all; what is there already stays as it is. */
export async function insertApp(db: Db, app: AppRow, firstKey: ServerKeyRow): Promise<void> {
  const insertedApp = db.orm
    .$with('made')
    .as(db.orm.insert(apps).values(app).onConflictDoNothing().returning({ appId: apps.appId }))
  await db.orm.with(insertedApp).insert(serverKeys).values(firstKey).onConflictDoNothing()
}

export async function selectApp(db: Db, appId: string): Promise<AppRow | null> {
  const [row] = await db.orm.select().from(apps).where(eq(apps.appId, appId))
  return row ?? null
}

/** The next thousand projects after this one, by id. */
export async function selectApps(db: Db, after: string | null): Promise<AppRow[]> {
  return db.orm
    .select()
    .from(apps)
    .where(after === null ? undefined : gt(apps.appId, after))
    .orderBy(apps.appId)
    .limit(1000)
}

/** Only if nobody has changed it since it was read. */
export async function updateUserTokenSecret(db: Db, app: AppRow, encrypted: Uint8Array): Promise<boolean> {
  const updated = await db.orm
    .update(apps)
    .set({ userTokenSecret: encrypted })
    .where(and(eq(apps.appId, app.appId), eq(apps.userTokenSecret, app.userTokenSecret)))
    .returning({ appId: apps.appId })
  return updated.length > 0
}

export async function updateApp(
  db: Db,
  appId: string,
  changes: Partial<Omit<AppRow, 'appId' | 'createdAt'>>,
): Promise<AppRow | null> {
  if (Object.keys(changes).length === 0) return selectApp(db, appId)
  const [row] = await db.orm.update(apps).set(changes).where(eq(apps.appId, appId)).returning()
  return row ?? null
}
