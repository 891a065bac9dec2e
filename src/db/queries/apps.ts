import { and, eq, gt, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { apps } from '../tables/apps.ts'
import { feedHeads } from '../tables/events.ts'
import { serverKeys } from '../tables/server-keys.ts'
import type { ServerKeyRow } from './server-keys.ts'

export type AppRow = typeof apps.$inferSelect

const maxAppsPerPage = 1000

/** Inserts the project, the head of its feed and its first key, in one statement; rows that exist already are not changed. */
export async function insertApp(db: Db, app: AppRow, firstKey: ServerKeyRow): Promise<void> {
  const insertedApp = db.orm
    .$with('app_insert')
    .as(db.orm.insert(apps).values(app).onConflictDoNothing().returning({ appId: apps.appId }))
  const head = { appId: app.appId, position: 0n, origin: sql`feed_origin()` }
  const insertedHead = db.orm
    .$with('head_insert')
    .as(db.orm.insert(feedHeads).values(head).onConflictDoNothing().returning({ appId: feedHeads.appId }))
  await db.orm.with(insertedApp, insertedHead).insert(serverKeys).values(firstKey).onConflictDoNothing()
}

export async function selectApp(db: Db, appId: string): Promise<AppRow | null> {
  const [row] = await db.orm.select().from(apps).where(eq(apps.appId, appId))
  return row ?? null
}

/** The next projects after this one, by id: at most 1000. */
export async function selectApps(db: Db, after: string | null): Promise<AppRow[]> {
  return db.orm
    .select()
    .from(apps)
    .where(after === null ? undefined : gt(apps.appId, after))
    .orderBy(apps.appId)
    .limit(maxAppsPerPage)
}

/** Returns false, and changes nothing, if the secret was changed since the app was read. */
export async function updateUserTokenSecret(db: Db, app: AppRow, encrypted: Uint8Array): Promise<boolean> {
  const updated = await db.orm
    .update(apps)
    .set({ encryptedUserTokenSecret: encrypted })
    .where(and(eq(apps.appId, app.appId), eq(apps.encryptedUserTokenSecret, app.encryptedUserTokenSecret)))
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
