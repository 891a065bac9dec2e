import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { idempotencyInsertSql, type IdempotencyRecord } from './idempotency-insert.ts'

/** What an operator does, for the audit log. */
export type OperatorAction = {
  readonly audit: {
    readonly id: string
    readonly actor: string
    readonly action: string
    readonly reason: string | null
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

/** @param subject query of `app_id` and `id` of the changed row */
export function auditInsertSql(db: Db, subject: Fragment, { audit, now }: OperatorAction): Fragment {
  return db.sql`
    insert into audit_log (app_id, id, occurred_at, actor, action, subject_id, reason, changes)
    select subject.app_id, ${audit.id}::uuid, ${now.toISOString()}::timestamptz, ${audit.actor}, ${audit.action}, subject.id,
           ${audit.reason}::text, ${JSON.stringify(audit.changes)}::text::jsonb
    from (${subject}) subject`
}
