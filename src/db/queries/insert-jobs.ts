import type { Db } from '../client.ts'

/**
 * Work that is done once, soon, by whichever process has jobs to do; asked for twice before it began, it is done once, and keeps
 * its place in the queue.
 */
export type JobSpec = {
  readonly task: string
  readonly payload: Readonly<Record<string, string>>
  readonly key: string
}

export async function insertJobs(db: Db, jobs: readonly JobSpec[]): Promise<void> {
  if (jobs.length === 0) return
  await db.sql`
    select count(*) from graphile_worker.add_jobs((
      select array_agg((job ->> 'task', job -> 'payload', null, now(), 25, job ->> 'key', 0, null)::graphile_worker.job_spec)
      from json_array_elements(${JSON.stringify(jobs)}::text::json) as job
    ), true)`
}
