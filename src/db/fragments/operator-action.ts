import type { Fragment } from 'postgres'
import { installationId } from '../../platform/ids.ts'
import type { Db } from '../client.ts'
import type { AuditActorKind, AuditTransport } from '../tables/audit-log.ts'
import { idempotencyInsertSql, type IdempotencyRecord } from './idempotency-insert.ts'

/** Who performs an action, from where, and why. */
export type AuditOrigin = {
  readonly actor: {
    readonly kind: AuditActorKind
    /** Prefixed id of a server key or an operator. */
    readonly id: string | null
    readonly name: string | null
  }
  readonly transport: AuditTransport | null
  readonly address: string | null
  readonly requestId: string | null
  /** Why, in the words of the caller; null if it gave no reason. */
  readonly reason: string | null
}

/** What an operator does, for the audit log. */
export type OperatorAction = {
  readonly audit: AuditOrigin & {
    readonly id: string
    readonly action: string
    /** The changed fields before and after. */
    readonly changes: Readonly<Record<string, unknown>>
  }
  readonly idempotency: IdempotencyRecord | null
  readonly now: Date
}

/**
 * The CTEs `idempotency_insert` and `audit_insert` of an operator action.
 * @param from name of the CTE with `app_id` and `id` of the changed row
 */
export function operatorActionSql(db: Db, from: string, action: OperatorAction): Fragment {
  const nowText = action.now.toISOString()
  return db.sql`
    idempotency_insert as (${idempotencyInsertSql(db, from, action.idempotency, nowText)}
    ), audit_insert as (${auditInsertSql(db, db.sql`select app_id, id from ${db.sql(from)}`, action)})`
}

/**
 * The same for a change of the installation, which belongs to no AppKey.
 * @param from name of the CTE with `id` of the changed row
 */
export function installationActionSql(db: Db, from: string, action: OperatorAction): Fragment {
  return db.sql`
    changed as (select ${installationId}::uuid as app_id, id from ${db.sql(from)}),
    ${operatorActionSql(db, 'changed', action)}`
}

/** @param subject query of `app_id` and `id` of the changed row */
export function auditInsertSql(db: Db, subject: Fragment, action: OperatorAction): Fragment {
  const { id, changes } = action.audit
  const subjects = db.sql`
    select subject.app_id, ${id}::uuid as entry_id, subject.id, ${JSON.stringify(changes)}::text::jsonb as changes
    from (${subject}) subject`
  return auditInsertsSql(db, { subjects, action })
}

/**
 * An entry for each of several changed rows.
 * @param subjects query of `app_id` and `id` of the changed rows, with the `entry_id` and the `changes` of their entries
 */
export function auditInsertsSql(
  db: Db,
  { subjects, action: { audit, now } }: { readonly subjects: Fragment; readonly action: OperatorAction },
): Fragment {
  const { actor, transport, address, requestId } = audit
  return db.sql`
    insert into audit_log (app_id, id, occurred_at, actor_kind, actor_id, actor_name, transport, address, request_id,
                           action, subject_id, reason, changes)
    select subject.app_id, subject.entry_id, ${now.toISOString()}::timestamptz, ${actor.kind}, ${actor.id}::text,
           ${actor.name}::text, ${transport}::text, ${address}::text, ${requestId}::text, ${audit.action}, subject.id,
           ${audit.reason}::text, subject.changes
    from (${subjects}) subject`
}
