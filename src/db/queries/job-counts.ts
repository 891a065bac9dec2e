import type { Db } from '../client.ts'

export type JobCount = {
  readonly task: string
  /** Jobs whose time has come, the running ones included. */
  readonly due: number
  /** Seconds since the time of the oldest of those that do not run: some run for long, while there is work. */
  readonly oldestDueSeconds: number
  /** Jobs that failed too often and do not run again. */
  readonly dead: number
}

/** A larger backlog is not counted to its end. */
const maxJobs = 20_000

/** Counts the due and the dead jobs, and the age of the oldest due one, of each task that has jobs. */
export async function selectJobCounts({ sql }: Db): Promise<JobCount[]> {
  return sql<JobCount[]>`
    select t.identifier as task,
           (count(*) filter (where j.attempts < j.max_attempts and j.run_at <= now()))::int as due,
           coalesce(extract(epoch from now() - min(j.run_at) filter (
             where j.attempts < j.max_attempts and j.run_at <= now() and j.locked_at is null)), 0)::float
             as "oldestDueSeconds",
           (count(*) filter (where j.attempts >= j.max_attempts and j.locked_at is null))::int as dead
    from (select task_id, attempts, max_attempts, run_at, locked_at from graphile_worker._private_jobs limit ${maxJobs}) j
    join graphile_worker._private_tasks t on t.id = j.task_id
    group by 1`
}
