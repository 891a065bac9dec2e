import type { Db } from '../client.ts'
import { createRowMapper } from '../row-mapper.ts'
import { payments } from '../tables/payments.ts'
import { operatorActionSql, type OperatorAction } from '../fragments/operator-action.ts'
import type { PaymentRow } from './payments.ts'

export type OperatorReset = { readonly appId: string; readonly id: string; readonly act: OperatorAction }

const toPayment = createRowMapper(payments)

/** PENDING or FAILED → PENDING, due now, with its job and the audit log; null if there is nothing left to acknowledge. */
export async function resetAcknowledgement(
  db: Db,
  { appId, id, act }: OperatorReset,
): Promise<PaymentRow | null> {
  const { sql } = db
  const now = act.now.toISOString()
  const [row] = await sql`
    with moved as (
      update payments set acknowledgement_status = 'PENDING'
      where app_id = ${appId} and id = ${id} and acknowledgement_status in ('PENDING', 'FAILED')
      returning *
    ), due as (
      insert into acknowledgements (app_id, payment_id, consumable, acknowledged, attempts, next_at)
      select app_id, id, consumable, false, 0, ${now}::timestamptz from moved
      on conflict (app_id, payment_id) do update set next_at = excluded.next_at
    ), ${operatorActionSql(db, act)}, asked as (
      select count(*) from graphile_worker.add_jobs((
        select array_agg((
          'acknowledge', json_build_object('appId', app_id, 'paymentId', id), null, now(), 25, 'acknowledge:' || id, 0, null
        )::graphile_worker.job_spec)
        from moved
      ), true)
      where exists (select from moved)
    )
    select moved.* from moved left join asked on true`
  return row === undefined ? null : toPayment(row)
}

/** A notification is RECEIVED again and due now, with its job and the audit log; false if there is no such notification. */
export async function resetNotification(db: Db, { appId, id, act }: OperatorReset): Promise<boolean> {
  const { sql } = db
  const rows = await sql`
    with moved as (
      update notifications set status = 'RECEIVED', processed_at = null, next_at = ${act.now.toISOString()}::timestamptz
      where app_id = ${appId} and id = ${id}
      returning app_id, id
    ), ${operatorActionSql(db, act)}, asked as (
      select count(*) from graphile_worker.add_jobs((
        select array_agg((
          'process_notification', json_build_object('appId', app_id, 'notificationId', id), null, now(), 25,
          'notification:' || id, 0, null
        )::graphile_worker.job_spec)
        from moved
      ), true)
      where exists (select from moved)
    )
    select moved.id from moved left join asked on true`
  return rows.length > 0
}

/** A store has agreed to a refund: kept before the record follows. Throws a unique violation if the key is in use. */
export async function insertRefundRequestAudit(db: Db, { appId, id, act }: OperatorReset): Promise<void> {
  const { sql } = db
  await sql`
    with moved as (
      select app_id, id from payments where app_id = ${appId} and id = ${id}
    ), ${operatorActionSql(db, act)}
    select 1`
}
