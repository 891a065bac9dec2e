import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import type { IdempotencyRecord } from '../queries/idempotency-keys.ts'

/** What a person does by hand, noted with what it changes. */
export type OperatorAction = {
  readonly audit: {
    readonly id: string
    readonly actor: string
    readonly action: string
    readonly reason: string | null
    readonly details: Readonly<Record<string, unknown>>
  }
  readonly claim: IdempotencyRecord | null
  readonly now: Date
}

/** The parts `keyed` and `audited` of a statement whose part `moved` has the `app_id` and `id` of the changed row. */
export function operatorActionSql({ sql }: Db, { audit, claim, now }: OperatorAction): Fragment {
  const nowText = now.toISOString()
  return sql`
    keyed as (
      insert into idempotency_keys (app_id, operation, scope, key, fingerprint, subject_id, created_at)
      select app_id, ${claim?.operation ?? null}::text, ${claim?.scope ?? null}::text, ${claim?.key ?? null}::text,
             ${claim?.fingerprint ?? null}::text, id, ${nowText}::timestamptz
      from moved where ${claim !== null}::boolean
    ), audited as (
      insert into audit_log (app_id, id, at, actor, action, subject_id, reason, details)
      select app_id, ${audit.id}::uuid, ${nowText}::timestamptz, ${audit.actor}, ${audit.action}, id, ${audit.reason}::text,
             ${JSON.stringify(audit.details)}::text::jsonb
      from moved
    )`
}
