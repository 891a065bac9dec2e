import { and, desc, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { anyOf } from '../fragments/any-of.ts'
import { auditInsertSql, type OperatorAction } from '../fragments/operator-action.ts'
import { idempotencyInsertSql } from '../fragments/idempotency-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { entitlementGrants } from '../tables/entitlements.ts'

export type EntitlementGrantRow = typeof entitlementGrants.$inferSelect

const toGrant = createRowMapper(entitlementGrants)

export type NewEntitlementGrant = {
  readonly grant: Omit<EntitlementGrantRow, 'createdAt' | 'revokedAt'>
  /** Grants that a user may have, with revoked ones. */
  readonly maxGrants: number
  readonly action: OperatorAction
}

/**
 * Adds a grant, with the idempotency key and the audit log; a trigger applies it to the entitlements of the user. The row of the user is
 * locked, so that no grant is added to a user who is being erased. Null if the user is erased or has as many grants as it may.
 * @throws a unique violation if the idempotency key is in use; then nothing was written
 */
export async function insertEntitlementGrant(
  db: Db,
  { grant, maxGrants, action }: NewEntitlementGrant,
): Promise<EntitlementGrantRow | null> {
  const { sql } = db
  const { appId, userId } = grant
  const nowText = action.now.toISOString()
  const [row] = await sql`
    with subject as (
      select app_id, id from users where app_id = ${appId} and id = ${userId} and erased_at is null for update
    ), grant_insert as (
      insert into entitlement_grants (app_id, id, entitlement_id, user_id, kind, access_until, reason, granted_by, created_at)
      select app_id, ${grant.id}::uuid, ${grant.entitlementId}::uuid, id, ${grant.kind},
             ${grant.accessUntil?.toISOString() ?? null}::timestamptz, ${grant.reason}, ${grant.grantedBy}, ${nowText}::timestamptz
      from subject
      where (
        select count(*) from (select from entitlement_grants where user_id = ${userId} and app_id = ${appId}) g
      ) < ${maxGrants}
      returning *
    ), idempotency_insert as (${idempotencyInsertSql(db, 'grant_insert', action.idempotency, nowText)}
    ), audit_insert as (${auditInsertSql(db, sql`select s.app_id, s.id from subject s, grant_insert`, action)})
    select * from grant_insert`
  return row === undefined ? null : toGrant(row)
}

/** Revokes a grant, with the audit log. Null if it was revoked before. */
export async function revokeEntitlementGrantRow(
  db: Db,
  { appId, id }: Pick<EntitlementGrantRow, 'appId' | 'id'>,
  action: OperatorAction,
): Promise<EntitlementGrantRow | null> {
  const { sql } = db
  const [row] = await sql`
    with grant_update as (
      update entitlement_grants set revoked_at = ${action.now.toISOString()}::timestamptz
      where app_id = ${appId} and id = ${id} and revoked_at is null
      returning *
    ), audit_insert as (${auditInsertSql(db, sql`select app_id, user_id as id from grant_update`, action)})
    select * from grant_update`
  return row === undefined ? null : toGrant(row)
}

export async function selectEntitlementGrant(
  db: Db,
  appId: string,
  id: string,
): Promise<EntitlementGrantRow | null> {
  const [row] = await db.orm
    .select()
    .from(entitlementGrants)
    .where(and(eq(entitlementGrants.appId, appId), eq(entitlementGrants.id, id)))
  return row ?? null
}

/** The grants of users with revoked ones, newest first. */
export async function selectEntitlementGrants(
  db: Db,
  appId: string,
  userIds: readonly string[],
): Promise<EntitlementGrantRow[]> {
  return db.orm
    .select()
    .from(entitlementGrants)
    .where(and(eq(entitlementGrants.appId, appId), anyOf(entitlementGrants.userId, userIds)))
    .orderBy(desc(entitlementGrants.id))
}
