import type { Fragment } from 'postgres'
import { installationId } from '../../platform/ids.ts'
import type { Db } from '../client.ts'
import type { operatorLinks } from '../tables/operator-links.ts'
import { auditInsertSql, type OperatorAction } from './operator-action.ts'

/** A link that is to be stored, with its audit entry. */
export type NewOperatorLink = typeof operatorLinks.$inferSelect & { readonly action: OperatorAction }

/** Valid links of one kind and person at a time; a further one replaces the oldest. */
const maxLinks = 5

/**
 * The CTEs `superfluous_links`, `link_insert` and `link_audit_insert`, which store a link and delete expired ones and those of the same
 * person that are too many.
 * @param from condition of the insert: a table expression of one row, or of none
 */
export function operatorLinkInsertSql(
  db: Db,
  { link, from }: { readonly link: NewOperatorLink; readonly from: Fragment },
): Fragment {
  const createdAtText = link.createdAt.toISOString()
  return db.sql`
    superfluous_links as (
      delete from operator_links where exists (select from ${from}) and (
        expires_at < ${createdAtText} or id in (
          select id from operator_links
          where kind = ${link.kind} and operator_id is not distinct from ${link.operatorId}::uuid
            and email is not distinct from ${link.email}::text
          order by id desc offset ${maxLinks - 1}
        )
      )
    ), link_insert as (
      insert into operator_links (id, kind, token_hash, operator_id, email, installation_owner, created_at, expires_at)
      select ${link.id}::uuid, ${link.kind}, ${link.tokenHash}::bytea, ${link.operatorId}::uuid, ${link.email}::text,
             ${link.installationOwner}::boolean, ${createdAtText}::timestamptz, ${link.expiresAt.toISOString()}::timestamptz
      from ${from}
      returning coalesce(operator_id, id) as id
    ), link_audit_insert as (
      ${auditInsertSql(db, db.sql`select ${installationId}::uuid as app_id, id from link_insert`, link.action)}
    )`
}
