import type { Db } from '../client.ts'

export type DueWorkRequest = {
  readonly now: Date
  /** Until then nobody else asks for what this call asks for. */
  readonly takenUntil: Date
  /** For each AppKey, so that a busy one does not keep the others waiting. */
  readonly limit: number
}

const kinds = {
  acknowledgements: { id: 'payment_id', task: 'acknowledge', names: 'paymentId', key: 'acknowledge:' },
  notifications: { id: 'id', task: 'handle_notification', names: 'notificationId', key: 'notification:' },
} as const

/** Asks for the jobs of rows whose time (`next_at`) has come, whatever became of earlier jobs. Returns how many. */
export async function addDueJobs(
  { sql }: Db,
  table: keyof typeof kinds,
  due: DueWorkRequest,
): Promise<number> {
  const { id, task, names, key } = kinds[table]
  const [row] = await sql<{ jobs: number }[]>`
    with due as (
      select a.app_id, d.id from apps a cross join lateral (
        select ${sql(id)} as id from ${sql(table)}
        where app_id = a.app_id and next_at <= ${due.now.toISOString()}::timestamptz
        order by next_at limit ${due.limit}
        for update skip locked
      ) d
    ), taken as (
      update ${sql(table)} t set next_at = ${due.takenUntil.toISOString()}::timestamptz
      from due where t.app_id = due.app_id and t.${sql(id)} = due.id
      returning due.app_id, due.id
    ), asked as (
      select count(*) from graphile_worker.add_jobs((
        select array_agg((
          ${task}::text, json_build_object('appId', app_id, ${names}::text, id), null, now(), 25, ${key}::text || id, 0, null
        )::graphile_worker.job_spec) from taken
      ), true)
      where exists (select from taken)
    )
    select (select count(*)::int from taken) as jobs from asked`
  return row?.jobs ?? 0
}
