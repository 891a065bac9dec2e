import { and, desc, eq, lt } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { auditLog } from '../tables/audit-log.ts'

export type { OperatorAction } from '../fragments/operator-action.ts'

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
