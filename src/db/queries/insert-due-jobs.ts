import type { Db } from '../client.ts'

export type DueJobsQuery = {
  readonly now: Date
  /** Until then nobody else asks for what this call asks for. */
  readonly takenUntil: Date
  /** For each AppKey, so that a busy one does not keep the others waiting. */
  readonly limit: number
}

const jobsByTable = {
  acknowledgements: { id: 'payment_id', task: 'acknowledge', names: 'paymentId', key: 'acknowledge:' },
  notifications: { id: 'id', task: 'process_notification', names: 'notificationId', key: 'notification:' },
} as const

/** Asks for the jobs of rows whose time (`next_at`) has come, whatever became of earlier jobs. Returns how many. */
export async function insertDueJobs(
  { sql }: Db,
  table: keyof typeof jobsByTable,
  query: DueJobsQuery,
): Promise<number> {
  const { id, task, names: payloadKey, key: keyPrefix } = jobsByTable[table]
  const [row] = await sql<{ jobs: number }[]>`
    with due as (
      select a.app_id, d.id from apps a cross join lateral (
        select ${sql(id)} as id from ${sql(table)}
        where app_id = a.app_id and next_at <= ${query.now.toISOString()}::timestamptz
        order by next_at limit ${query.limit}
        for update skip locked
      ) d
    ), taken as (
      update ${sql(table)} t set next_at = ${query.takenUntil.toISOString()}::timestamptz
      from due where t.app_id = due.app_id and t.${sql(id)} = due.id
      returning due.app_id, due.id
    ), asked as (
      select count(*) from graphile_worker.add_jobs((
        select array_agg((
          ${task}::text, json_build_object('appId', app_id, ${payloadKey}::text, id), null, now(), 25, ${keyPrefix}::text || id, 0, null
        )::graphile_worker.job_spec) from taken
      ), true)
      where exists (select from taken)
    )
    select (select count(*)::int from taken) as jobs from asked`
  return row?.jobs ?? 0
}
