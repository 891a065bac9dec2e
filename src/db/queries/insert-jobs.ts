import type { PendingQuery, Row } from 'postgres'
import type { Db } from '../client.ts'
import { auditInsertSql, type OperatorAction } from '../fragments/operator-action.ts'
import { jobMaxAttempts, jobNames, rowJobs, type JobName, type RowJobName } from '../job-names.ts'

export { jobNames, type JobName }

/**
 * A job that is executed once, soon, by any worker process. Enqueued again before it starts, it is executed once and keeps its
 * place in the queue.
 */
export type JobSpec = {
  readonly task: JobName
  readonly payload: Readonly<Record<string, string>>
  readonly key: string
}

/** The job of one row, under the key that the statements use. */
export function createRowJob(task: RowJobName, appId: string, id: string): JobSpec {
  const { payloadKey, keyPrefix } = rowJobs[task]
  return { task, payload: { appId, [payloadKey]: id }, key: `${keyPrefix}${id}` }
}

export async function insertJobs(db: Db, jobs: readonly JobSpec[]): Promise<void> {
  if (jobs.length === 0) return
  await jobsInsertSql(db, jobs)
}

/** Enqueues the job that an operator demands, with the audit entry. */
export async function insertAuditedJob(
  db: Db,
  { job, appId, action }: { readonly job: JobSpec; readonly appId: string; readonly action: OperatorAction },
): Promise<void> {
  const subject = db.sql`select ${appId}::uuid as app_id, ${appId}::uuid as id`
  await db.sql`with audit_insert as (${auditInsertSql(db, subject, action)}) ${jobsInsertSql(db, [job])}`
}

function jobsInsertSql({ sql }: Db, jobs: readonly JobSpec[]): PendingQuery<Row[]> {
  return sql`
    select count(*) from graphile_worker.add_jobs((
      select array_agg((
        job ->> 'task', job -> 'payload', null, now(), ${jobMaxAttempts}::int, job ->> 'key', 0, null
      )::graphile_worker.job_spec)
      from json_array_elements(${JSON.stringify(jobs)}::text::json) as job
    ), true)`
}
