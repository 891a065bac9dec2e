import type { Fragment } from 'postgres'
import type { Db } from '../client.ts'
import { jobMaxAttempts, rowJobs, type RowJobName } from '../job-names.ts'

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
