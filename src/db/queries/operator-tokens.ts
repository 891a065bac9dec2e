import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { installationActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { createRowMapper } from '../row-mapper.ts'
import { operatorGrants } from '../tables/operator-grants.ts'
import { operators } from '../tables/operators.ts'
import { operatorTokens } from '../tables/operator-tokens.ts'

export type OperatorTokenRow = typeof operatorTokens.$inferSelect

/** A valid token with its operator, and the role of the operator at the project; the role is null if there is no grant. */
export type OperatorTokenAccess = {
  readonly token: OperatorTokenRow
  readonly operatorName: string
  readonly isInstallationOwner: boolean
  readonly grantedRole: OperatorTokenRow['role'] | null
}

/**
 * The token with this hash. Unknown, revoked and expired tokens, and those of disabled operators, are the same to this statement, so
 * that the time it takes reveals nothing.
 */
export async function selectValidOperatorToken(
  db: Db,
  hash: Uint8Array,
  context: { readonly appId: string | null; readonly now: Date },
): Promise<OperatorTokenAccess | null> {
  const [row] = await db.orm
    .select({
      token: operatorTokens,
      operatorName: operators.email,
      isInstallationOwner: operators.installationOwner,
      grantedRole: operatorGrants.role,
    })
    .from(operatorTokens)
    .innerJoin(operators, and(eq(operators.id, operatorTokens.operatorId), isNull(operators.disabledAt)))
    .leftJoin(
      operatorGrants,
      and(
        eq(operatorGrants.operatorId, operatorTokens.operatorId),
        sql`${operatorGrants.appId} = ${context.appId}::uuid`,
      ),
    )
    .where(
      and(
        eq(operatorTokens.hash, hash),
        isNull(operatorTokens.revokedAt),
        gt(operatorTokens.expiresAt, context.now),
      ),
    )
  return row ?? null
}

export async function updateOperatorTokenUsed(db: Db, id: string, now: Date): Promise<void> {
  await db.orm.update(operatorTokens).set({ lastUsedAt: now }).where(eq(operatorTokens.id, id))
}

/** Valid tokens of one operator. */
const maxValidTokens = 50
const maxListedTokens = 100

const toToken = createRowMapper(operatorTokens)

export async function selectOperatorToken(db: Db, id: string): Promise<OperatorTokenRow | null> {
  const [row] = await db.orm.select().from(operatorTokens).where(eq(operatorTokens.id, id))
  return row ?? null
}

/** Valid tokens first, each newest first. */
export async function selectOperatorTokens(
  db: Db,
  operatorId: string,
  now: Date,
): Promise<OperatorTokenRow[]> {
  return db.orm
    .select()
    .from(operatorTokens)
    .where(eq(operatorTokens.operatorId, operatorId))
    .orderBy(
      sql`${operatorTokens.revokedAt} is not null or ${operatorTokens.expiresAt} <= ${now.toISOString()}`,
      desc(operatorTokens.id),
    )
    .limit(maxListedTokens)
}

/** False, and no change, if the operator has as many valid tokens as it may. */
export async function insertOperatorToken(
  db: Db,
  row: OperatorTokenRow,
  action: OperatorAction,
): Promise<boolean> {
  const { appIds } = row
  const nowText = action.now.toISOString()
  const inserted = await db.sql`
    with valid as (
      select count(*) as count from operator_tokens
      where operator_id = ${row.operatorId} and revoked_at is null and expires_at > ${nowText}
    ), token_insert as (
      insert into operator_tokens (id, operator_id, name, prefix, hash, role, app_ids, allow_sensitive_acts, created_at, expires_at)
      select ${row.id}::uuid, ${row.operatorId}::uuid, ${row.name}, ${row.prefix}, ${row.hash}::bytea, ${row.role},
             ${appIds === null ? null : `{${appIds.join(',')}}`}::uuid[], ${row.allowSensitiveActs}::boolean,
             ${nowText}::timestamptz, ${row.expiresAt.toISOString()}::timestamptz
      from valid where count < ${maxValidTokens}
      returning id
    ), ${installationActionSql(db, 'token_insert', action)}
    select id from token_insert`
  return inserted.length > 0
}

/** Null, and no change, if the token is revoked already. */
export async function updateOperatorTokenRevoked(
  db: Db,
  id: string,
  action: OperatorAction,
): Promise<OperatorTokenRow | null> {
  const [row] = await db.sql`
    with token_update as (
      update operator_tokens set revoked_at = ${action.now.toISOString()} where id = ${id} and revoked_at is null
      returning *
    ), ${installationActionSql(db, 'token_update', action)}
    select * from token_update`
  return row === undefined ? null : toToken(row)
}
