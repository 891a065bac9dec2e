import type { Db } from '../client.ts'

export type DueWorkRequest = {
  readonly now: Date
  /** Until then nobody else asks for what this call asks for. */
  readonly takenUntil: Date
  /** For each AppKey, so that a busy one does not keep the others waiting. */
  readonly limit: number
}

/** Asks for the jobs of settlements whose time has come, whatever became of earlier jobs. Returns how many. */
export async function addDueSettlementJobs({ sql }: Db, due: DueWorkRequest): Promise<number> {
  const [row] = await sql<{ jobs: number }[]>`
    with due as (
      select a.app_id, s.payment_id from apps a cross join lateral (
        select payment_id from settlements
        where app_id = a.app_id and next_at <= ${due.now.toISOString()}::timestamptz
        order by next_at limit ${due.limit}
        for update skip locked
      ) s
    ), taken as (
      update settlements s set next_at = ${due.takenUntil.toISOString()}::timestamptz
      from due where s.app_id = due.app_id and s.payment_id = due.payment_id
      returning s.app_id, s.payment_id
    ), asked as (
      select count(*) from graphile_worker.add_jobs((
        select array_agg((
          'settle', json_build_object('appId', app_id, 'paymentId', payment_id), null, now(), 25,
          'settle:' || payment_id, 0, null
        )::graphile_worker.job_spec) from taken
      ))
      where exists (select from taken)
    )
    select (select count(*)::int from taken) as jobs from asked`
  return row?.jobs ?? 0
}

/** Asks for the jobs of notifications whose time has come, whatever became of earlier jobs. Returns how many. */
export async function addDueNotificationJobs({ sql }: Db, due: DueWorkRequest): Promise<number> {
  const [row] = await sql<{ jobs: number }[]>`
    with due as (
      select a.app_id, n.id from apps a cross join lateral (
        select id from notifications
        where app_id = a.app_id and next_at <= ${due.now.toISOString()}::timestamptz
        order by next_at limit ${due.limit}
        for update skip locked
      ) n
    ), taken as (
      update notifications n set next_at = ${due.takenUntil.toISOString()}::timestamptz
      from due where n.app_id = due.app_id and n.id = due.id
      returning n.app_id, n.id
    ), asked as (
      select count(*) from graphile_worker.add_jobs((
        select array_agg((
          'handle_notification', json_build_object('appId', app_id, 'notificationId', id), null, now(), 25,
          'notification:' || id, 0, null
        )::graphile_worker.job_spec) from taken
      ))
      where exists (select from taken)
    )
    select (select count(*)::int from taken) as jobs from asked`
  return row?.jobs ?? 0
}
