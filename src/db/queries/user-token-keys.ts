import { and, desc, eq, gt, isNull, lte, or } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { nextRevisionSql, type AppRevision } from '../fragments/app-revision.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { userTokenKeys } from '../tables/user-token-keys.ts'
import type { CredentialUse } from './server-keys.ts'

export type UserTokenKeyRow = typeof userTokenKeys.$inferSelect

const toUserTokenKey = createRowMapper(userTokenKeys)

/** The keys that have not expired, newest first. */
export async function selectUserTokenKeys(db: Db, appId: string, now: Date): Promise<UserTokenKeyRow[]> {
  return db.orm
    .select()
    .from(userTokenKeys)
    .where(
      and(
        eq(userTokenKeys.appId, appId),
        or(isNull(userTokenKeys.expiresAt), gt(userTokenKeys.expiresAt, now)),
      ),
    )
    .orderBy(desc(userTokenKeys.id))
}

export type NewUserTokenKey = {
  readonly key: UserTokenKeyRow
  /** The key that ends when its replacement has taken over; null if the new key replaces none. */
  readonly replaced: { readonly id: string; readonly expiresAt: Date } | null
}

/** Inserts a key and deletes expired ones; false, and no change, if the project was changed since it was read. */
export async function insertUserTokenKey(
  db: Db,
  app: AppRevision,
  { key, replaced }: NewUserTokenKey,
  action: OperatorAction,
): Promise<boolean> {
  const rows = await db.sql`
    with app_update as (${nextRevisionSql(db, app)}
    ), expired_delete as (
      delete from user_token_keys k using app_update
      where k.app_id = app_update.app_id and k.expires_at <= ${action.now.toISOString()}::timestamptz
    ), replaced_update as (
      update user_token_keys k
      set expires_at = least(k.expires_at, ${replaced?.expiresAt.toISOString() ?? null}::timestamptz)
      from app_update
      where k.app_id = app_update.app_id and k.id = ${replaced?.id ?? null}::uuid
        and (k.expires_at is null or k.expires_at > ${action.now.toISOString()}::timestamptz)
    ), changed as (
      insert into user_token_keys (app_id, id, kid, algorithm, jwk, created_at, expires_at)
      select app_id, ${key.id}::uuid, ${key.kid}::text, ${key.algorithm}, ${key.jwk}, ${key.createdAt.toISOString()}::timestamptz,
             ${key.expiresAt?.toISOString() ?? null}::timestamptz
      from app_update
      returning app_id, id
    ), ${operatorActionSql(db, 'changed', action)}
    select 1 from changed`
  return rows.length > 0
}

/** Null, and no change, if the project was changed since it was read. */
export async function deleteUserTokenKey(
  db: Db,
  app: AppRevision,
  id: string,
  action: OperatorAction,
): Promise<UserTokenKeyRow | null> {
  const [row] = await db.sql`
    with app_update as (${nextRevisionSql(db, app)}
    ), changed as (
      delete from user_token_keys k using app_update
      where k.app_id = app_update.app_id and k.id = ${id}
      returning k.*
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toUserTokenKey(row)
}

export async function updateUserTokenKeyUsed(
  db: Db,
  appId: string,
  id: string,
  { now, intervalMs }: CredentialUse,
): Promise<void> {
  const isOld = lte(userTokenKeys.lastUsedAt, new Date(now.getTime() - intervalMs / 2))
  await db.orm
    .update(userTokenKeys)
    .set({ lastUsedAt: now })
    .where(
      and(
        eq(userTokenKeys.appId, appId),
        eq(userTokenKeys.id, id),
        or(isNull(userTokenKeys.lastUsedAt), isOld),
      ),
    )
}

/** The keys of a project that expire before `until`, the first to expire first. */
export async function selectExpiringUserTokenKeys(
  db: Db,
  appId: string,
  { now, until }: { readonly now: Date; readonly until: Date },
): Promise<UserTokenKeyRow[]> {
  return db.orm
    .select()
    .from(userTokenKeys)
    .where(
      and(
        eq(userTokenKeys.appId, appId),
        gt(userTokenKeys.expiresAt, now),
        lte(userTokenKeys.expiresAt, until),
      ),
    )
    .orderBy(userTokenKeys.expiresAt)
}
