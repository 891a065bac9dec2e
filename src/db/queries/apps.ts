import { and, eq, gt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { toColumns } from '../fragments/row-columns.ts'
import { createRowMapper } from '../row-mapper.ts'
import { apps } from '../tables/apps.ts'
import { serverKeys } from '../tables/server-keys.ts'
import type { ServerKeyRow } from './server-keys.ts'

export type AppRow = typeof apps.$inferSelect

const maxAppsPerPage = 1000

const toApp = createRowMapper(apps)

/** Inserts the project, the head of its feed and its first key, in one statement; rows that exist already are not changed. */
export async function insertApp(
  db: Db,
  app: AppRow,
  firstKey: ServerKeyRow,
  action: OperatorAction,
): Promise<void> {
  const { sql } = db
  await sql`
    with app_insert as (
      insert into apps ${sql(toColumns(apps, app))} on conflict do nothing returning app_id, app_id as id
    ), head_insert as (
      insert into feed_heads (app_id, position, origin) values (${app.appId}, 0, feed_origin()) on conflict do nothing
    ), key_insert as (
      insert into server_keys ${sql(toColumns(serverKeys, firstKey))} on conflict do nothing
    ), ${operatorActionSql(db, 'app_insert', action)}
    select 1`
}

export async function selectApp(db: Db, appId: string): Promise<AppRow | null> {
  const [row] = await db.orm.select().from(apps).where(eq(apps.appId, appId))
  return row ?? null
}

/** The revisions of these projects, by their ids. */
export async function selectAppRevisions(db: Db, appIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db.orm
    .select({ appId: apps.appId, revision: apps.revision })
    .from(apps)
    .where(anyOf(apps.appId, appIds))
  return new Map(rows.map(({ appId, revision }) => [appId, revision]))
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
    .set({ encryptedUserTokenSecret: encrypted, revision: app.revision + 1 })
    .where(and(eq(apps.appId, app.appId), eq(apps.revision, app.revision)))
    .returning({ appId: apps.appId })
  return updated.length > 0
}

/** Null, and no change, if the project was changed since it was read. */
export async function updateApp(
  db: Db,
  before: AppRow,
  changes: Partial<Omit<AppRow, 'appId' | 'createdAt' | 'revision'>>,
  action: OperatorAction,
): Promise<AppRow | null> {
  const { sql } = db
  const [row] = await sql`
    with app_update as (
      update apps set ${sql(toColumns(apps, { ...changes, revision: before.revision + 1 }))}
      where app_id = ${before.appId} and revision = ${before.revision}
      returning *, app_id as id
    ), ${operatorActionSql(db, 'app_update', action)}
    select * from app_update`
  return row === undefined ? null : toApp(row)
}
