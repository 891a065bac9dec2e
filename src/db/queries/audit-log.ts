import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { auditInsertSql, operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { auditLog } from '../tables/audit-log.ts'

export type { OperatorAction }
export type AuditEntryRow = typeof auditLog.$inferSelect

export async function selectAuditEntry(db: Db, appId: string, id: string): Promise<AuditEntryRow | null> {
  const [row] = await db.orm
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.appId, appId), eq(auditLog.id, id)))
  return row ?? null
}

/** Newest first. */
export async function selectAuditEntries(
  db: Db,
  appId: string,
  page: { readonly subjectId: string | null; readonly after: string | null; readonly limit: number },
): Promise<AuditEntryRow[]> {
  return db.orm
    .select()
    .from(auditLog)
    .where(
      and(
        eq(auditLog.appId, appId),
        page.subjectId === null ? undefined : eq(auditLog.subjectId, page.subjectId),
        page.after === null ? undefined : lt(auditLog.id, page.after),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(page.limit)
}

/**
 * Logs that a store has accepted a refund request, before the payment is updated.
 * @throws a unique violation if the idempotency key is in use
 */
export async function insertRefundRequestAudit(
  db: Db,
  { appId, id, action }: { readonly appId: string; readonly id: string; readonly action: OperatorAction },
): Promise<void> {
  await db.sql`
    with payment as (
      select app_id, id from payments where app_id = ${appId} and id = ${id}
    ), ${operatorActionSql(db, 'payment', action)}
    select 1`
}

/** Logs an act that changed nothing in the database, or changed it by a statement of better-auth. */
export async function insertAuditEntry(
  db: Db,
  subject: { readonly appId: string; readonly id: string },
  action: OperatorAction,
): Promise<void> {
  const { sql } = db
  await auditInsertSql(db, sql`select ${subject.appId}::uuid as app_id, ${subject.id}::uuid as id`, action)
}
