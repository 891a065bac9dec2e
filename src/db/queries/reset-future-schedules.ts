import type { Db } from '../client.ts'

/**
 * Corrects what a process with a fast clock left in the job queue: a recurring task that "last ran" in the future would not run until
 * then, and neither would its job. Schedules and retries of correct processes are never an hour ahead. A schedule that is further
 * ahead than any clock was switched off on purpose.
 */
export async function resetFutureSchedules({ sql }: Db, tasks: readonly string[]): Promise<void> {
  await sql`
    with schedules as (
      update graphile_worker._private_known_crontabs set last_execution = now()
      where identifier = any(${[...tasks]}::text[]) and last_execution between now() + interval '1 hour' and now() + interval '10 years'
    )
    update graphile_worker._private_jobs set run_at = now()
    where key = any(${[...tasks]}::text[]) and run_at > now() + interval '1 hour' and locked_at is null`
}
