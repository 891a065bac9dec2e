import { and, desc, eq, getTableColumns, gt, gte, lt, sql as expression, type SQL } from 'drizzle-orm'
import type { Db } from '../client.ts'
import { auditInsertSql, operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import { auditChain, auditLog, auditPersonalValues } from '../tables/audit-log.ts'
import type { AuditActorKind } from '../tables/audit-log.ts'

export type { AuditOrigin } from '../fragments/operator-action.ts'
export type { OperatorAction }

export type AuditLogRow = Omit<typeof auditLog.$inferSelect, 'actor'>

/** An entry with its place in the chain, which is null for an entry that was inserted past it. */
export type AuditEntryRow = AuditLogRow & {
  readonly position: bigint | null
  readonly hash: Uint8Array | null
  /** The user ids of `changes` by their digests. */
  readonly personalValues: Readonly<Record<string, string>> | null
}

const { actor: _, ...entryColumns } = getTableColumns(auditLog)

const storedColumns = {
  ...entryColumns,
  position: auditChain.position,
  hash: auditChain.hash,
  personalValues: expression<Record<string, string> | null>`(
    select json_object_agg(encode(v.digest, 'hex'), v.value) from ${auditPersonalValues} v
    where v.app_id = ${auditLog.appId} and v.entry_id = ${auditLog.id}
  )`,
}

const isPlaced = and(eq(auditChain.appId, auditLog.appId), eq(auditChain.entryId, auditLog.id))

export async function selectAuditEntry(db: Db, appId: string, id: string): Promise<AuditEntryRow | null> {
  const [row] = await db.orm
    .select(storedColumns)
    .from(auditLog)
    .leftJoin(auditChain, isPlaced)
    .where(and(eq(auditLog.appId, appId), eq(auditLog.id, id)))
  return row ?? null
}

/** What the listed entries have; null does not restrict them. */
export type AuditConditions = {
  readonly subjectId: string | null
  readonly action: string | null
  readonly actorKind: AuditActorKind | null
  readonly actorId: string | null
  readonly actorName: string | null
  readonly occurredFrom: Date | null
  readonly occurredTo: Date | null
}

/** Newest first. */
export async function selectAuditEntries(
  db: Db,
  appId: string,
  page: AuditConditions & { readonly after: string | null; readonly limit: number },
): Promise<AuditEntryRow[]> {
  return db.orm
    .select(storedColumns)
    .from(auditLog)
    .leftJoin(auditChain, isPlaced)
    .where(
      and(
        eq(auditLog.appId, appId),
        ...toConditions(page),
        page.after === null ? undefined : lt(auditLog.id, page.after),
      ),
    )
    .orderBy(desc(auditLog.id))
    .limit(page.limit)
}

function toConditions(page: AuditConditions): (SQL | undefined)[] {
  const { occurredFrom, occurredTo } = page
  const isBounded = occurredFrom !== null || occurredTo !== null
  return [
    page.subjectId === null ? undefined : eq(auditLog.subjectId, page.subjectId),
    page.action === null ? undefined : eq(auditLog.action, page.action),
    page.actorKind === null ? undefined : eq(auditLog.actorKind, page.actorKind),
    page.actorId === null ? undefined : eq(auditLog.actorId, page.actorId),
    page.actorName === null ? undefined : eq(auditLog.actorName, page.actorName),
    // The condition of the index by time.
    isBounded ? expression`${auditLog.occurredAt} > '-infinity'` : undefined,
    occurredFrom === null ? undefined : gte(auditLog.occurredAt, occurredFrom),
    occurredTo === null ? undefined : lt(auditLog.occurredAt, occurredTo),
  ]
}

/** Oldest first, in the order of the chain. */
export async function selectAuditEntriesAfter(
  db: Db,
  appId: string,
  page: { readonly position: bigint; readonly limit: number },
): Promise<AuditEntryRow[]> {
  return db.orm
    .select(storedColumns)
    .from(auditChain)
    .innerJoin(auditLog, isPlaced)
    .where(and(eq(auditChain.appId, appId), gt(auditChain.position, page.position)))
    .orderBy(auditChain.position)
    .limit(page.limit)
}

/** Logs an action that changes no row of the AppKey, or whose change has been made. */
export async function insertAuditEntry(
  db: Db,
  subject: { readonly appId: string; readonly id: string },
  action: OperatorAction,
): Promise<void> {
  await auditInsertSql(db, db.sql`select ${subject.appId}::uuid as app_id, ${subject.id}::uuid as id`, action)
}

/**
 * Logs an action and stores its idempotency key, in the transaction that makes the change.
 * @throws a unique violation if the idempotency key is in use
 */
export async function insertOperatorAction(
  db: Db,
  subject: { readonly appId: string; readonly id: string },
  action: OperatorAction,
): Promise<void> {
  await db.sql`
    with subject as (select ${subject.appId}::uuid as app_id, ${subject.id}::uuid as id),
    ${operatorActionSql(db, 'subject', action)}
    select 1`
}
