import type { Db } from '../client.ts'

export type DatabaseFacts = {
  readonly version: string
  readonly versionNumber: number
  readonly maxConnections: number
  readonly usedConnections: number
  /** Settings by their names, as PostgreSQL prints them. */
  readonly settings: Readonly<Record<string, string>>
}

/** What decides whether an answered consume survives a crash of the database. */
const settingNames = ['fsync', 'full_page_writes', 'synchronous_commit', 'transaction_read_only']

export async function selectDatabaseFacts({ sql }: Db): Promise<DatabaseFacts> {
  const [row] = await sql<
    {
      version: string
      version_number: number
      max_connections: number
      used_connections: number
      settings: Record<string, string>
    }[]
  >`
    select current_setting('server_version') as version, current_setting('server_version_num')::int as version_number,
           current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int as max_connections,
           (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as used_connections,
           (select json_object_agg(name, current_setting(name)) from unnest(${settingNames}::text[]) name) as settings`
  if (row === undefined) throw new Error('the query returns one row')
  return {
    version: row.version,
    versionNumber: row.version_number,
    maxConnections: row.max_connections,
    usedConnections: row.used_connections,
    settings: row.settings,
  }
}

export type BacklogFacts = {
  /** Jobs that have been due for more than five minutes. */
  readonly lateJobCount: number
  /** Jobs that have failed too often to be run again. */
  readonly deadJobCount: number
  /** Events that have waited for more than a minute to get a position. */
  readonly lateEventCount: number
  readonly slowConsumerCount: number
  readonly pausedEndpointCount: number
  readonly overdueAcknowledgementCount: number
  readonly urgentAcknowledgementCount: number
  readonly expiringUserSecretCount: number
}

/** How many events a consumer may be behind. */
export const consumerLagLimit = 10_000

/** Counts, over all AppKeys, what waits for too long. */
export async function selectBacklogFacts({ sql }: Db, now: Date): Promise<BacklogFacts> {
  const nowText = now.toISOString()
  const [row] = await sql<Record<string, number>[]>`
    with jobs as (
      select count(*) filter (where attempts < max_attempts and run_at < now() - interval '5 minutes')::int as late,
             count(*) filter (where attempts >= max_attempts)::int as dead
      from graphile_worker._private_jobs
    ), acknowledgements_due as (
      select count(*) filter (where deadline_at < ${nowText}::timestamptz)::int as overdue,
             count(*) filter (where deadline_at >= ${nowText}::timestamptz)::int as urgent
      from acknowledgements
      where next_attempt_at is not null and not store_acknowledged
        and deadline_at < ${nowText}::timestamptz + interval '1 day'
    )
    select jobs.late as "lateJobCount", jobs.dead as "deadJobCount",
           (select count(*)::int from event_outbox where occurred_at < ${nowText}::timestamptz - interval '1 minute')
             as "lateEventCount",
           (select count(*)::int from event_consumers c join feed_heads h using (app_id)
             where feed_distance(c.app_id, c.position, h.position) > ${consumerLagLimit}) as "slowConsumerCount",
           (select count(*)::int from webhook_endpoints where pause_reason is not null and status <> 'ACTIVE')
             as "pausedEndpointCount",
           acknowledgements_due.overdue as "overdueAcknowledgementCount",
           acknowledgements_due.urgent as "urgentAcknowledgementCount",
           (select count(*)::int from previous_user_secrets
             where expires_at between ${nowText}::timestamptz and ${nowText}::timestamptz + interval '1 day')
             as "expiringUserSecretCount"
    from jobs, acknowledgements_due`
  if (row === undefined) throw new Error('the query returns one row')
  return row as BacklogFacts
}

/** How often each process that runs jobs has sent a heartbeat. */
export async function selectHeartbeats({ sql }: Db): Promise<ReadonlyMap<string, string>> {
  const rows = await sql<
    { id: string; heartbeat_count: string }[]
  >`select id, heartbeat_count from job_workers`
  return new Map(rows.map(({ id, heartbeat_count: count }) => [id, count]))
}
