import { and, eq } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { operatorGrants } from '../tables/operator-grants.ts'

export type OperatorGrantRow = typeof operatorGrants.$inferSelect

/** The role of an operator at a project; null if it has none. */
export async function selectOperatorRole(
  db: Db,
  appId: string,
  operatorId: string,
): Promise<OperatorGrantRow['role'] | null> {
  const [row] = await db.orm
    .select({ role: operatorGrants.role })
    .from(operatorGrants)
    .where(and(eq(operatorGrants.appId, appId), eq(operatorGrants.operatorId, operatorId)))
  return row?.role ?? null
}
