import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { jobMaxAttempts, notificationsPerJob, rowJobs, type RowJobName } from '../job-names.ts'

export type RowJobInsert = {
  readonly task: RowJobName
  /** Name of the CTE with the rows: one job for each. It has `app_id` and the column with the row's id. */
  readonly from: string
  /** Column with the id of the row; `id` unless given. */
  readonly id?: string
  /** Condition on the rows that get a job. */
  readonly where?: Fragment
  /** When the job of a row may run, which also decides on its place in the queue; now unless given. */
  readonly runAt?: Fragment
}

/**
 * Enqueues a job for each row of a CTE. A job with the same key that has not started is replaced, and keeps its place in the queue.
 * As a CTE it has to be referenced by the statement: PostgreSQL does not execute a `select` CTE that nothing reads.
 */
export function jobInsertSql({ sql }: Db, job: RowJobInsert): Fragment {
  const { keyPrefix, payloadKey } = rowJobs[job.task]
  const id = sql(job.id ?? 'id')
  const rows = sql`from ${sql(job.from)} where ${job.where ?? sql`true`}`
  return sql`
    select count(*) from graphile_worker.add_jobs((
      select array_agg((
        ${job.task}::text, json_build_object('appId', app_id, ${payloadKey}::text, ${id}), null, ${job.runAt ?? sql`now()`}, ${jobMaxAttempts}::int,
        ${keyPrefix}::text || ${id}, 0, null
      )::graphile_worker.job_spec)
      ${rows}
    ), true)
    where exists (select ${rows})`
}

/**
 * Enqueues jobs for the new notifications of a CTE, which has `app_id` and `id`: each for several of one AppKey. They have no key, because
 * no notification has a job yet. As a CTE it has to be referenced by the statement.
 */
export function notificationJobsInsertSql({ sql }: Db, from: string): Fragment {
  const rows = sql`from ${sql(from)}`
  return sql`
    select count(*) from graphile_worker.add_jobs((
      select array_agg((
        'process_notifications', json_build_object('appId', app_id, 'notificationIds', ids), null, now(), ${jobMaxAttempts}::int, null, 0, null
      )::graphile_worker.job_spec)
      from (
        select app_id, json_agg(id) as ids from (
          select app_id, id, (row_number() over (partition by app_id) - 1) / ${notificationsPerJob}::int as part ${rows}
        ) numbered
        group by app_id, part
      ) parts
    ))
    where exists (select ${rows})`
}
