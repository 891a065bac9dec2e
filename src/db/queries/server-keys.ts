import { and, desc, eq, isNull, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { serverKeys } from '../tables/server-keys.ts'

export type ServerKeyRow = typeof serverKeys.$inferSelect

const maxServerKeys = 100

const toServerKey = createRowMapper(serverKeys)

export async function insertServerKey(db: Db, key: ServerKeyRow, action: OperatorAction): Promise<void> {
  await db.sql`
    with changed as (
      insert into server_keys (app_id, id, name, role, prefix, hash, created_at)
      values (${key.appId}, ${key.id}, ${key.name}, ${key.role}, ${key.prefix}, ${key.hash}, ${key.createdAt.toISOString()})
      returning app_id, id
    ), ${operatorActionSql(db, 'changed', action)}
    select 1`
}

export async function selectServerKey(db: Db, appId: string, id: string): Promise<ServerKeyRow | null> {
  const [row] = await db.orm
    .select()
    .from(serverKeys)
    .where(and(eq(serverKeys.appId, appId), eq(serverKeys.id, id)))
  return row ?? null
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

/**
 * Revokes a valid key; null, and no change, if it is revoked already or is the last valid key with the role ADMIN. The statement locks
 * all valid ADMIN keys in one order: of concurrent revocations, the later one sees the result of the earlier one.
 */
export async function updateServerKeyRevoked(
  db: Db,
  appId: string,
  id: string,
  action: OperatorAction,
): Promise<ServerKeyRow | null> {
  const [row] = await db.sql`
    with valid_admin_keys as (
      select id from server_keys where app_id = ${appId} and role = 'ADMIN' and revoked_at is null
      order by id for update
    ), changed as (
      update server_keys set revoked_at = ${action.now.toISOString()}::timestamptz
      where app_id = ${appId} and id = ${id} and revoked_at is null
        and (role <> 'ADMIN' or exists (select from valid_admin_keys other where other.id <> ${id}))
      returning *
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toServerKey(row)
}

export async function updateServerKeyUsed(db: Db, appId: string, id: string, now: Date): Promise<void> {
  await db.orm
    .update(serverKeys)
    .set({ lastUsedAt: now })
    .where(and(eq(serverKeys.appId, appId), eq(serverKeys.id, id)))
}
