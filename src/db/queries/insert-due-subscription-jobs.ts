import type { Db } from '../client.ts'
import { jobInsertSql } from '../fragments/job-insert.ts'

export type DueSubscriptions = {
  readonly now: Date
  /** Stored in the due rows: until then no other call enqueues jobs for them. */
  readonly nextCheckAt: Date
  /** For all AppKeys together: what the quotas of the stores allow. */
  readonly limit: number
}

/**
 * Enqueues a job for each subscription that is due, the longest due first; returns how many. Of more than the limit every AppKey gets the
 * same share, and the jobs of all AppKeys alternate, so that none waits for the backlog of another one. Only rows that get a job are
 * locked. They are addressed by `ctid`: a join could scan the whole table.
 */
export async function insertDueSubscriptionJobs(db: Db, due: DueSubscriptions): Promise<number> {
  const { sql } = db
  const nowText = due.now.toISOString()
  // Jobs run in the order of their times, and these are all over.
  const runAt = sql`now() - (${due.limit}::int - place) * interval '1 microsecond'`
  const [row] = await sql<{ jobs: number }[]>`
    with candidate as (
      select d.version from apps a cross join lateral (
        select oldest.version, row_number() over (order by oldest.next_check_at) as rank
        from (
          select ctid as version, next_check_at from subscriptions
          where app_id = a.app_id and next_check_at is not null and next_check_at <= ${nowText}::timestamptz
          order by next_check_at limit ${due.limit}
        ) oldest
      ) d
      order by d.rank limit ${due.limit}
    ), due as (
      select ctid as version, app_id, id, next_check_at from subscriptions
      where ctid = any(array(select version from candidate)) and next_check_at <= ${nowText}::timestamptz
      for update skip locked
    ), claimed as (
      update subscriptions s set next_check_at = ${due.nextCheckAt.toISOString()}::timestamptz
      where s.ctid = any(array(select version from due))
      returning s.app_id, s.id
    ), alternating as (
      select app_id, id, row_number() over (order by rank, next_check_at) as place from (
        select *, row_number() over (partition by app_id order by next_check_at) as rank from due
      ) ranked
    ), job_insert as (${jobInsertSql(db, { task: 'check_subscription', from: 'alternating', runAt })}
    )
    select (select count(*)::int from claimed) as jobs from job_insert`
  return row?.jobs ?? 0
}
