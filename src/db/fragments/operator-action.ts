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
  const { audit, idempotency } = action
  const nowText = action.now.toISOString()
  return db.sql`
    idempotency_insert as (${idempotencyInsertSql(db, from, idempotency, nowText)}
    ), audit_insert as (
      insert into audit_log (app_id, id, occurred_at, actor, action, subject_id, reason, changes)
      select app_id, ${audit.id}::uuid, ${nowText}::timestamptz, ${audit.actor}, ${audit.action}, id, ${audit.reason}::text,
             ${JSON.stringify(audit.changes)}::text::jsonb
      from ${db.sql(from)}
    )`
}
