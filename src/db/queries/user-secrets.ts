import { and, desc, eq, gt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { toColumns } from '../fragments/row-columns.ts'
import { createRowMapper } from '../row-mapper.ts'
import { apps } from '../tables/apps.ts'
import { previousUserSecrets } from '../tables/previous-user-secrets.ts'
import type { AppRow } from './apps.ts'
import type { CredentialUse } from './server-keys.ts'

export type PreviousUserSecretRow = typeof previousUserSecrets.$inferSelect

const toPreviousUserSecret = createRowMapper(previousUserSecrets)

/** The previous secrets that have not expired, newest first. */
export async function selectPreviousUserSecrets(
  db: Db,
  appId: string,
  now: Date,
): Promise<PreviousUserSecretRow[]> {
  return db.orm
    .select()
    .from(previousUserSecrets)
    .where(and(eq(previousUserSecrets.appId, appId), gt(previousUserSecrets.expiresAt, now)))
    .orderBy(desc(previousUserSecrets.id))
}

export type UserSecretRotation = Pick<
  AppRow,
  'encryptedUserTokenSecret' | 'userSecretId' | 'userSecretCreatedAt'
> & { readonly previousExpiresAt: Date }

/**
 * Replaces the secret of a project, in one statement; the old one stays in `previous_user_secrets` until it expires, and expired ones
 * are deleted. Returns false, and changes nothing, if the project was changed since it was read.
 */
export async function updateUserSecret(
  db: Db,
  before: AppRow,
  { previousExpiresAt, ...next }: UserSecretRotation,
  action: OperatorAction,
): Promise<boolean> {
  const { sql } = db
  const nowText = action.now.toISOString()
  const previous = {
    appId: before.appId,
    id: before.userSecretId,
    encryptedSecret: before.encryptedUserTokenSecret,
    createdAt: before.userSecretCreatedAt,
    expiresAt: previousExpiresAt,
    lastUsedAt: before.userSecretLastUsedAt,
  }
  const rows = await sql`
    with changed as (
      update apps set ${sql(toColumns(apps, { ...next, userSecretLastUsedAt: null, revision: before.revision + 1 }))}
      where app_id = ${before.appId} and revision = ${before.revision}
      returning app_id, app_id as id
    ), expired_delete as (
      delete from previous_user_secrets p using changed
      where p.app_id = changed.app_id and p.expires_at <= ${nowText}::timestamptz
    ), previous_insert as (
      insert into previous_user_secrets (app_id, id, encrypted_secret, created_at, expires_at, last_used_at)
      select app_id, ${previous.id}::uuid, ${previous.encryptedSecret}::bytea, ${previous.createdAt.toISOString()}::timestamptz,
             ${previous.expiresAt.toISOString()}::timestamptz, ${previous.lastUsedAt?.toISOString() ?? null}::timestamptz
      from changed where ${previous.expiresAt > action.now}::boolean
    ), ${operatorActionSql(db, 'changed', action)}
    select 1 from changed`
  return rows.length > 0
}

/** Deletes a previous secret. The new revision of the project makes every process read its secrets again. Null if there is none. */
export async function deletePreviousUserSecret(
  db: Db,
  appId: string,
  id: string,
  action: OperatorAction,
): Promise<PreviousUserSecretRow | null> {
  const [row] = await db.sql`
    with secret_delete as (
      delete from previous_user_secrets
      where app_id = ${appId} and id = ${id} and expires_at > ${action.now.toISOString()}::timestamptz
      returning *
    ), changed as (
      update apps set revision = revision + 1 from secret_delete
      where apps.app_id = secret_delete.app_id
      returning apps.app_id, apps.app_id as id
    ), ${operatorActionSql(db, 'changed', action)}
    select * from secret_delete`
  return row === undefined ? null : toPreviousUserSecret(row)
}

/** Records the use of the current secret or of a previous one. */
export async function updateUserSecretUsed(
  db: Db,
  appId: string,
  id: string,
  { now, intervalMs }: CredentialUse,
): Promise<void> {
  const nowText = now.toISOString()
  const recentText = new Date(now.getTime() - intervalMs / 2).toISOString()
  await db.sql`
    with current_update as (
      update apps set user_secret_last_used_at = ${nowText}::timestamptz
      where app_id = ${appId} and user_secret_id = ${id}
        and (user_secret_last_used_at is null or user_secret_last_used_at <= ${recentText}::timestamptz)
    )
    update previous_user_secrets set last_used_at = ${nowText}::timestamptz
    where app_id = ${appId} and id = ${id} and (last_used_at is null or last_used_at <= ${recentText}::timestamptz)`
}

/** Of all previous secrets, expired ones included. */
export async function selectAllPreviousUserSecrets(db: Db, appId: string): Promise<PreviousUserSecretRow[]> {
  return db.orm.select().from(previousUserSecrets).where(eq(previousUserSecrets.appId, appId))
}

/** A previous secret never changes, so concurrent re-encryptions store the same plaintext. */
export async function updatePreviousUserSecretCiphertext(
  db: Db,
  { appId, id }: PreviousUserSecretRow,
  encryptedSecret: Uint8Array,
): Promise<void> {
  await db.orm
    .update(previousUserSecrets)
    .set({ encryptedSecret })
    .where(and(eq(previousUserSecrets.appId, appId), eq(previousUserSecrets.id, id)))
}
