import type { Db } from '../client.ts'

export type JobWorkerId = { readonly id: string; readonly poolIds: readonly string[] }

/** A process that runs jobs, and how often it has sent a heartbeat. */
export type JobWorkerHeartbeat = { readonly id: string; readonly heartbeatCount: bigint }

/** Stores a heartbeat of this process, and returns the last ones of the others. */
export async function saveJobWorkerHeartbeat(
  { sql }: Db,
  { id, poolIds }: JobWorkerId,
): Promise<JobWorkerHeartbeat[]> {
  const rows = await sql<{ id: string; heartbeat_count: string }[]>`
    with heartbeat as (
      insert into job_workers as w (id, pool_ids) values (${id}, ${[...poolIds]}::text[])
      on conflict (id) do update set pool_ids = excluded.pool_ids, heartbeat_count = w.heartbeat_count + 1
    )
    select id, heartbeat_count from job_workers where id <> ${id}`
  return rows.map((row) => ({ id: row.id, heartbeatCount: BigInt(row.heartbeat_count) }))
}

/** Unlocks the jobs of worker pools that have ended, so that they run again. */
export async function unlockJobs({ sql }: Db, poolIds: readonly string[]): Promise<void> {
  await sql`select graphile_worker.force_unlock_workers(${[...poolIds]}::text[])`
}

/**
 * Removes a process that has ended: its jobs are unlocked and its leases are released, in the same statement.
 * @param heartbeatCount the last heartbeat of the process; null if the caller knows that it has ended
 * @returns false if it has sent another heartbeat since, or was removed before
 */
export async function deleteJobWorker(
  { sql }: Db,
  id: string,
  heartbeatCount: bigint | null,
): Promise<boolean> {
  const rows = await sql`
    with ended as (
      delete from job_workers
      where id = ${id} and (${heartbeatCount === null}::boolean or heartbeat_count = ${String(heartbeatCount ?? 0n)}::bigint)
      returning id, pool_ids
    ), endpoint_update as (
      update webhook_endpoints set lease_expires_at = 'epoch' from ended where lease_holder = ended.id
    ), reconciliation_update as (
      update reconciliation_jobs set lease_expires_at = 'epoch' from ended where lease_holder = ended.id
    )
    select graphile_worker.force_unlock_workers(pool_ids) from ended`
  return rows.length > 0
}
