import type { Db } from '../client.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'

export type DueJobsQuery = {
  readonly now: Date
  /** Stored in the due rows: until then no other call enqueues jobs for them. */
  readonly nextAttemptAt: Date
  /** Maximum for each AppKey, so that a busy one does not delay the others. */
  readonly limitPerApp: number
}

const jobsByTable = {
  acknowledgements: { id: 'payment_id', task: 'acknowledge_payment' },
  notifications: { id: 'id', task: 'process_notification' },
  refund_reviews: { id: 'id', task: 'process_refund_review' },
  entitlements: { id: 'id', task: 'update_entitlement' },
  erased_users: { id: 'user_id', task: 'erase_notifications' },
} as const

/**
 * Enqueues the jobs of the rows whose `next_attempt_at` has come, whatever happened to earlier jobs. Returns how many.
 * The locked rows are addressed by `ctid`: a join could scan the whole table.
 */
export async function insertDueJobs(
  db: Db,
  table: keyof typeof jobsByTable,
  query: DueJobsQuery,
): Promise<number> {
  const { sql } = db
  const { id, task } = jobsByTable[table]
  const [row] = await sql<{ jobs: number }[]>`
    with due as (
      select d.version from apps a cross join lateral (
        select ctid as version from ${sql(table)}
        where app_id = a.app_id and next_attempt_at <= ${query.now.toISOString()}::timestamptz
        order by next_attempt_at limit ${query.limitPerApp}
        for update skip locked
      ) d
    ), claimed as (
      update ${sql(table)} t set next_attempt_at = ${query.nextAttemptAt.toISOString()}::timestamptz
      where t.ctid = any(array(select version from due))
      returning t.app_id, t.${sql(id)} as id
    ), job_insert as (${jobInsertSql(db, { task, from: 'claimed' })}
    )
    select (select count(*)::int from claimed) as jobs from job_insert`
  return row?.jobs ?? 0
}
