import { and, desc, eq, gt, isNull, lte, or, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { nextRevisionSql, type AppRevision } from '../fragments/app-revision.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { apps } from '../tables/apps.ts'
import { serverKeys } from '../tables/server-keys.ts'

export type ServerKeyRow = typeof serverKeys.$inferSelect

/** A key, and the revision of its project when both were read. */
export type ActiveServerKey = { readonly key: ServerKeyRow; readonly revision: number }

const maxServerKeys = 100

const toServerKey = createRowMapper(serverKeys)

/** Inserts a key; false, and no change, if the project was changed since it was read. */
export async function insertServerKey(
  db: Db,
  app: AppRevision,
  key: ServerKeyRow,
  action: OperatorAction,
): Promise<boolean> {
  const rows = await db.sql`
    with app_update as (${nextRevisionSql(db, app)}
    ), changed as (
      insert into server_keys (app_id, id, name, role, prefix, hash, created_at, expires_at)
      select app_id, ${key.id}::uuid, ${key.name}, ${key.role}, ${key.prefix}, ${key.hash}::bytea,
             ${key.createdAt.toISOString()}::timestamptz, ${key.expiresAt?.toISOString() ?? null}::timestamptz
      from app_update
      returning app_id, id
    ), ${operatorActionSql(db, 'changed', action)}
    select 1 from changed`
  return rows.length > 0
}

export type ServerKeyReplacement = {
  readonly previousId: string
  /** When the previous key ends, unless it expires before. */
  readonly previousExpiresAt: Date
  /** The new key; name and role are those of the previous one. */
  readonly next: ServerKeyRow
}

/** Inserts a key in place of another one, which ends later; null, and no change, if the project was changed since it was read. */
export async function insertReplacingServerKey(
  db: Db,
  app: AppRevision,
  { previousId, previousExpiresAt, next }: ServerKeyReplacement,
  action: OperatorAction,
): Promise<ServerKeyRow | null> {
  const [row] = await db.sql`
    with app_update as (${nextRevisionSql(db, app)}
    ), previous_update as (
      update server_keys k
      set replaced_by = ${next.id}::uuid, expires_at = least(k.expires_at, ${previousExpiresAt.toISOString()}::timestamptz)
      from app_update
      where k.app_id = app_update.app_id and k.id = ${previousId} and k.revoked_at is null and k.replaced_by is null
      returning k.app_id, k.name, k.role
    ), changed as (
      insert into server_keys (app_id, id, name, role, prefix, hash, created_at, expires_at)
      select app_id, ${next.id}::uuid, name, role, ${next.prefix}, ${next.hash}::bytea,
             ${next.createdAt.toISOString()}::timestamptz, ${next.expiresAt?.toISOString() ?? null}::timestamptz
      from previous_update
      returning *
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toServerKey(row)
}

export async function selectServerKey(db: Db, appId: string, id: string): Promise<ServerKeyRow | null> {
  const [row] = await db.orm
    .select()
    .from(serverKeys)
    .where(and(eq(serverKeys.appId, appId), eq(serverKeys.id, id)))
  return row ?? null
}

export async function selectServerKeysByIds(
  db: Db,
  appId: string,
  ids: readonly string[],
): Promise<ServerKeyRow[]> {
  return db.orm
    .select()
    .from(serverKeys)
    .where(and(eq(serverKeys.appId, appId), anyOf(serverKeys.id, ids)))
}

/** The key with this hash, unless it is revoked; it may have expired. */
export async function selectActiveServerKey(
  db: Db,
  appId: string,
  hash: Uint8Array,
): Promise<ActiveServerKey | null> {
  const [row] = await db.orm
    .select({ key: serverKeys, revision: apps.revision })
    .from(serverKeys)
    .innerJoin(apps, eq(apps.appId, serverKeys.appId))
    .where(and(eq(serverKeys.appId, appId), eq(serverKeys.hash, hash), isNull(serverKeys.revokedAt)))
  return row ?? null
}

/** Valid keys first, because only they can be changed; each newest first. */
export async function selectServerKeys(db: Db, appId: string, now: Date): Promise<ServerKeyRow[]> {
  const hasEnded = sql`${serverKeys.revokedAt} is not null or coalesce(${lte(serverKeys.expiresAt, now)}, false)`
  return db.orm
    .select()
    .from(serverKeys)
    .where(eq(serverKeys.appId, appId))
    .orderBy(hasEnded, desc(serverKeys.id))
    .limit(maxServerKeys)
}

/** Revokes a key; null, and no change, if the project was changed since it was read. */
export async function updateServerKeyRevoked(
  db: Db,
  app: AppRevision,
  id: string,
  action: OperatorAction,
): Promise<ServerKeyRow | null> {
  const [row] = await db.sql`
    with app_update as (${nextRevisionSql(db, app)}
    ), changed as (
      update server_keys k set revoked_at = ${action.now.toISOString()}::timestamptz
      from app_update
      where k.app_id = app_update.app_id and k.id = ${id} and k.revoked_at is null
      returning k.*
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toServerKey(row)
}

/** Renames a key; null, and no change, if the project was changed since it was read. */
export async function updateServerKeyName(
  db: Db,
  app: AppRevision,
  { id, name }: Pick<ServerKeyRow, 'id' | 'name'>,
  action: OperatorAction,
): Promise<ServerKeyRow | null> {
  const [row] = await db.sql`
    with app_update as (${nextRevisionSql(db, app)}
    ), changed as (
      update server_keys k set name = ${name} from app_update
      where k.app_id = app_update.app_id and k.id = ${id}
      returning k.*
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toServerKey(row)
}

/** When a credential was used, and how long a stored use is recent enough. */
export type CredentialUse = { readonly now: Date; readonly intervalMs: number }

/** Several processes record uses of the same key; a use that another one has just stored is not stored again. */
export async function updateServerKeyUsed(
  db: Db,
  appId: string,
  id: string,
  { now, intervalMs }: CredentialUse,
): Promise<void> {
  const isOld = lte(serverKeys.lastUsedAt, new Date(now.getTime() - intervalMs / 2))
  await db.orm
    .update(serverKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(serverKeys.appId, appId), eq(serverKeys.id, id), or(isNull(serverKeys.lastUsedAt), isOld)))
}

/** The valid keys of a project that expire before `until` and have no replacement, the first to expire first. */
export async function selectExpiringServerKeys(
  db: Db,
  appId: string,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<ServerKeyRow[]> {
  return db.orm
    .select()
    .from(serverKeys)
    .where(
      and(
        eq(serverKeys.appId, appId),
        isNull(serverKeys.revokedAt),
        isNull(serverKeys.replacedBy),
        gt(serverKeys.expiresAt, now),
        lte(serverKeys.expiresAt, until),
      ),
    )
    .orderBy(serverKeys.expiresAt)
    .limit(maxServerKeys)
}
