import { newUuid } from '../../platform/ids.ts'
import type { Db } from '../client.ts'
import { installationActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { operatorLinkInsertSql, type NewOperatorLink } from '../fragments/operator-link-insert.ts'
import { operatorInsertSql, type NewOperator } from '../fragments/operator-insert.ts'
import { createRowMapper } from '../row-mapper.ts'
import { operatorLinks } from '../tables/operator-links.ts'

export type OperatorLinkRow = typeof operatorLinks.$inferSelect
export type { NewOperatorLink }
export type OperatorLinkKind = OperatorLinkRow['kind']

/** A use of a link: the hash of its token, and the time. */
export type LinkUse = { readonly tokenHash: Uint8Array; readonly now: Date }

const toLink = createRowMapper(operatorLinks)

/** Stores a link, and deletes expired ones and those of the same person that are too many. */
export async function insertOperatorLink(db: Db, link: NewOperatorLink): Promise<void> {
  await db.sql`
    with ${operatorLinkInsertSql(db, { link, from: db.sql`(values (1)) once` })} select 1`
}

/** The link, with the email address of the operator if it resets a password; null if it does not exist or is expired. */
export async function selectOperatorLink(
  { sql }: Db,
  { tokenHash, now }: LinkUse,
): Promise<OperatorLinkRow | null> {
  const [row] = await sql`
    select l.*, coalesce(l.email, o.email) as email from operator_links l left join operators o on o.id = l.operator_id
    where l.token_hash = ${tokenHash} and l.expires_at > ${now.toISOString()} and o.disabled_at is null`
  return row === undefined ? null : toLink(row)
}

/**
 * Creates the operator that the link is for, and deletes the link. The first operator is created only while there is none: that link
 * deletes every other of its kind, and so excludes a concurrent one.
 * @returns whether the link was valid
 * @throws a unique violation, without a change, if an operator with this email address exists
 */
export async function insertOperatorByLink(
  db: Db,
  { tokenHash, now }: LinkUse,
  operator: NewOperator & { readonly kind: Exclude<OperatorLinkKind, 'PASSWORD_RESET'> },
  action: OperatorAction,
): Promise<boolean> {
  const nowText = now.toISOString()
  const { sql } = db
  const isUsed = {
    FIRST_OPERATOR: sql`not exists (select from operators) and exists (
      select from operator_links o
      where o.token_hash = ${tokenHash} and o.kind = 'FIRST_OPERATOR' and o.expires_at > ${nowText}
    )`,
    INVITATION: sql`l.token_hash = ${tokenHash} and l.expires_at > ${nowText}`,
  }[operator.kind]
  const rows = await sql`
    with used as (
      delete from operator_links l where l.kind = ${operator.kind} and ${isUsed} returning *
    ), ${operatorInsertSql(db, { from: sql`used where token_hash = ${tokenHash}`, operator, action })}
    select id from operator_insert`
  return rows.length > 0
}

/**
 * Sets the password of the operator of the link, deletes all links of the operator, and ends every session and every sign-in that is
 * waiting for its second factor.
 * @returns the ids of the ended sessions; null if the link is not valid
 */
export async function updatePasswordByLink(
  db: Db,
  { tokenHash, now }: LinkUse,
  passwordHash: string,
  action: OperatorAction,
): Promise<string[] | null> {
  const nowText = now.toISOString()
  const rows = await db.sql.begin(async (sql) => {
    // A sign-in that has verified the old password opens its session before this, or not at all: the next statement sees it.
    await sql`
      select from operators where id = (select operator_id from operator_links where token_hash = ${tokenHash}) for update`
    return sql<{ sessionId: string | null }[]>`
    with used as (
      delete from operator_links l
      where l.token_hash = ${tokenHash} and l.kind = 'PASSWORD_RESET' and l.expires_at > ${nowText}
        and exists (select from operators o where o.id = l.operator_id and o.disabled_at is null)
      returning operator_id as id
    ), account_upsert as (
      insert into operator_accounts (id, operator_id, provider_id, account_id, password, created_at, updated_at)
      select ${newUuid()}::uuid, id, 'credential', id::text, ${passwordHash}, ${nowText}, ${nowText} from used
      on conflict (operator_id, provider_id) do update set password = excluded.password, updated_at = excluded.updated_at
    ), session_delete as (
      delete from operator_sessions s using used where s.operator_id = used.id returning s.id
    ), verification_delete as (
      delete from operator_verifications v using used where v.value = used.id::text
    ), link_delete as (
      delete from operator_links l using used where l.operator_id = used.id and l.token_hash <> ${tokenHash}
    ), ${installationActionSql(db, 'used', action)}
    select session_delete.id as "sessionId" from used left join session_delete on true`
  })
  return rows.length === 0 ? null : rows.flatMap(({ sessionId }) => sessionId ?? [])
}
