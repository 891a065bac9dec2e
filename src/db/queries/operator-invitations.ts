import { and, desc, eq, gt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { operatorLinkInsertSql, type NewOperatorLink } from '../fragments/operator-link-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { operatorInvitations } from '../tables/operator-invitations.ts'

export type OperatorInvitationRow = typeof operatorInvitations.$inferSelect

/** Invitations of one project. */
const maxInvitations = 100

const toInvitation = createRowMapper(operatorInvitations)

export async function selectOperatorInvitations(
  db: Db,
  appId: string,
  now: Date,
): Promise<OperatorInvitationRow[]> {
  return db.orm
    .select()
    .from(operatorInvitations)
    .where(and(eq(operatorInvitations.appId, appId), gt(operatorInvitations.expiresAt, now)))
    .orderBy(desc(operatorInvitations.id))
    .limit(maxInvitations)
}

/**
 * Stores an invitation with the link of the person. It replaces an earlier invitation of the same person; null, and no change, if the
 * project has as many as it may.
 */
export async function insertOperatorInvitation(
  db: Db,
  { link, ...row }: OperatorInvitationRow & { readonly link: NewOperatorLink },
  action: OperatorAction,
): Promise<OperatorInvitationRow | null> {
  const { appId, email } = row
  const nowText = action.now.toISOString()
  const [inserted] = await db.sql`
    with expired as (
      delete from operator_invitations where app_id = ${appId} and email <> ${email} and expires_at <= ${nowText}
    ), changed as (
      insert into operator_invitations (app_id, id, email, role, created_at, expires_at)
      select ${appId}::uuid, ${row.id}::uuid, ${email}, ${row.role}, ${row.createdAt.toISOString()}::timestamptz,
             ${row.expiresAt.toISOString()}::timestamptz
      where ${maxInvitations} > (
        select count(*) from operator_invitations where app_id = ${appId} and email <> ${email} and expires_at > ${nowText}
      )
      on conflict (email, app_id) do update
        set id = excluded.id, role = excluded.role, created_at = excluded.created_at, expires_at = excluded.expires_at
      returning *
    ), ${operatorActionSql(db, 'changed', action)}, ${operatorLinkInsertSql(db, { link, from: db.sql`changed` })}
    select * from changed`
  return inserted === undefined ? null : toInvitation(inserted)
}

/** Null if the project has no such invitation. */
export async function deleteOperatorInvitation(
  db: Db,
  appId: string,
  id: string,
  action: OperatorAction,
): Promise<OperatorInvitationRow | null> {
  const [row] = await db.sql`
    with changed as (
      delete from operator_invitations where app_id = ${appId} and id = ${id} returning *
    ), ${operatorActionSql(db, 'changed', action)}
    select * from changed`
  return row === undefined ? null : toInvitation(row)
}
