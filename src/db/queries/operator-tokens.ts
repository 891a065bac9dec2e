import { and, eq, gt, isNull, sql } from 'drizzle-orm'
import type { Db } from '../client.ts'
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
